// Package lodge knows the names of what the proxy sends.
package lodge

import (
	"crypto/tls"
	"errors"
	"net/http"
	"strings"
)

// Config is read from a file.
type Config struct {
	Digest  string
	Verdict string
	Trace   string
}

// Default is what the proxy sends if nobody says otherwise.
func Default() Config {
	return Config{Digest: "X-SSL-Client-SHA256", Verdict: "X-SSL-Client-Verify", Trace: "X-Trace-Of"}
}

// Names are the headers' names.
type Names struct{ digest, verdict, trace string }

// New takes them out of the configuration.
func New(c Config) *Names { return &Names{c.Digest, c.Verdict, c.Trace} }

// Verdict is where the proxy says how it went.
func (n *Names) Verdict() string { return n.verdict }

// Trace has nothing to do with certificates.
func (n *Names) Trace() string { return n.trace }

// Visitor is who the proxy talks to.
type Visitor struct{ Digest, Name string }

// FromTLS reads who is at the other end.
func FromTLS(cs *tls.ConnectionState) (Visitor, error) {
	if cs == nil || len(cs.VerifiedChains) == 0 || len(cs.VerifiedChains[0][0].DNSNames) == 0 {
		return Visitor{}, errors.New("nobody")
	}
	return Visitor{Name: cs.VerifiedChains[0][0].DNSNames[0]}, nil
}

// Visitor reads who that is.
func (n *Names) Visitor(h http.Header) (Visitor, error) {
	d := strings.ToLower(h.Get(n.digest))
	if len(d) != 64 {
		return Visitor{}, errors.New("nobody")
	}
	return Visitor{Digest: d}, nil
}
