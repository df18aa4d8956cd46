// Package edges knows callers by the certificate that one of several products at
// the edge forwards.
package edges

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"net/http"

	"testdata/realistic/edges/edge"
)

type caller struct{}

type Callers struct {
	known map[[sha256.Size]byte]string
}

func read(h http.Header) *x509.Certificate {
	for _, from := range []edge.Reader{edge.ALB{}, edge.Nginx{}, edge.Traefik{}} {
		if cert, err := from.Read(h); err == nil { // want `a certificate from a header proves nothing`
			return cert
		}
	}
	return nil
}

// Wrap believes what any reader says; the finding leads to each of them.
func (c *Callers) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert := read(r.Header)
		if cert == nil {
			http.Error(w, "no certificate", http.StatusUnauthorized)
			return
		}
		name, ok := c.known[sha256.Sum256(cert.Raw)]
		if !ok {
			http.Error(w, "unknown caller", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), caller{}, name)))
	})
}

// Logged shows the certificates to nobody but the log.
func (c *Callers) Logged(next http.Handler, log func(string)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cert := read(r.Header); cert != nil {
			log(cert.Subject.String())
		}
		next.ServeHTTP(w, r)
	})
}
