// Package verifiers keeps certificates in the context, and verifies those that are there: who
// shows them is a question for each message.
package verifiers

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
)

type shownKey struct{}

func shown(ctx context.Context) *x509.Certificate {
	c, _ := ctx.Value(shownKey{}).(*x509.Certificate)
	return c
}

// Verifier verifies certificates.
type Verifier interface {
	Verify(ctx context.Context, c *x509.Certificate) error
}

type pool struct{ opts x509.VerifyOptions }

var errNone = errors.New("no certificate")

func (p *pool) Verify(_ context.Context, c *x509.Certificate) error {
	if c == nil {
		return errNone
	}
	_, err := c.Verify(p.opts)
	return err
}

// quiet: code behind it finds the certificate where it did.
func kept(v Verifier, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := v.Verify(r.Context(), shown(r.Context())); err != nil {
			http.Error(w, "not one of ours", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the connection's certificate is verified, and nobody asks whose it is.
func taken(v Verifier, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "no certificate", http.StatusUnauthorized)
			return
		}
		if err := v.Verify(r.Context(), r.TLS.PeerCertificates[0]); err != nil { // want "any client certificate of a trusted CA passes"
			http.Error(w, "not one of ours", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// New makes a verifier.
func New(roots *x509.CertPool) Verifier {
	return &pool{x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}}
}
