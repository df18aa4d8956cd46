// Package keepers keeps names under keys, in the contexts and sessions of a framework of its
// own.
package keepers

import "net/http"

// Call is a request on its way through handlers.
type Call struct {
	Request *http.Request
	Writer  http.ResponseWriter
	values  map[string]any
	rest    []func(*Call)
}

// Set keeps a value for the handlers that follow.
func (c *Call) Set(key string, value any) {
	if c.values == nil {
		c.values = map[string]any{}
	}
	c.values[key] = value
}

// Next calls the handler that follows.
func (c *Call) Next() {
	if len(c.rest) > 0 {
		next := c.rest[0]
		c.rest = c.rest[1:]
		next(c)
	}
}

// TraceSpan is part of a trace.
type TraceSpan struct{ tags map[string]string }

// Set adds a tag.
func (s *TraceSpan) Set(key, value string) { s.tags[key] = value }

// reports: the common name is kept as the user.
func named(c *Call) {
	if c.Request.TLS == nil || len(c.Request.TLS.PeerCertificates) == 0 {
		c.Writer.WriteHeader(http.StatusUnauthorized)
		return
	}
	c.Set("user", c.Request.TLS.PeerCertificates[0].Subject.CommonName) // want "common name"
	c.Next()
}

// quiet: the user is the one URI.
func byURI(c *Call) {
	if c.Request.TLS == nil || len(c.Request.TLS.PeerCertificates) == 0 || len(c.Request.TLS.PeerCertificates[0].URIs) != 1 {
		c.Writer.WriteHeader(http.StatusUnauthorized)
		return
	}
	c.Set("user", c.Request.TLS.PeerCertificates[0].URIs[0].String())
	c.Next()
}

// quiet: a tag of a trace, and a title to show.
func traced(span *TraceSpan) func(*Call) {
	return func(c *Call) {
		if c.Request.TLS != nil && len(c.Request.TLS.PeerCertificates) > 0 {
			span.Set("user", c.Request.TLS.PeerCertificates[0].Subject.CommonName)
			c.Set("title", c.Request.TLS.PeerCertificates[0].Subject.CommonName)
		}
		c.Next()
	}
}
