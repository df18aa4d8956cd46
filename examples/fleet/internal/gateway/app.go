package gateway

import (
	"net/http"
	"strings"

	"example.com/fleet/internal/identity"
)

// DriverV1 admits drivers by the SPIFFE ID that Envoy forwards.
func (g *Gateway) DriverV1(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, err := g.Directory.ByID(forwardedURI(r.Header.Get("X-Forwarded-Client-Cert")))
		if err != nil {
			http.Error(w, "unknown driver", http.StatusUnauthorized)
			return
		}
		admit(w, r, next, p, identity.Driver)
	})
}

// Driver admits drivers by the SPIFFE ID that Envoy forwards, once Envoy has
// proved with its own certificate that it is Envoy.
func (g *Gateway) Driver(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !g.fromEdge(r) {
			http.Error(w, "direct access", http.StatusForbidden)
			return
		}
		p, err := g.Directory.ByID(forwardedURI(r.Header.Get("X-Forwarded-Client-Cert")))
		if err != nil {
			http.Error(w, "unknown driver", http.StatusUnauthorized)
			return
		}
		admit(w, r, next, p, identity.Driver)
	})
}

// fromEdge reports whether the app's proxy made the connection.
func (g *Gateway) fromEdge(r *http.Request) bool {
	cert, err := identity.OfRequest(r)
	if err != nil {
		return false
	}
	id, err := identity.SPIFFEID(cert)
	return err == nil && id == g.Edge
}

// forwardedURI returns the URI in a header that holds one element, as Envoy
// writes it with SANITIZE_SET, or "".
func forwardedURI(header string) string {
	quoted := false
	pairs := strings.FieldsFunc(header, func(c rune) bool {
		if c == '"' {
			quoted = !quoted
		}
		return c == ';' && !quoted
	})
	for _, pair := range pairs {
		if key, value, ok := strings.Cut(pair, "="); ok && key == "URI" {
			return value
		}
	}
	return ""
}
