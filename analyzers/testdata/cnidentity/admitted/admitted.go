// Package admitted compares names with those of whom a gate in front has let in, and keeps journals.
package admitted

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"time"
)

func leaf(r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil
	}
	return r.TLS.VerifiedChains[0][0]
}

type machine struct {
	Serial string
	Site   string
}

type (
	machineKey struct{}
	siteKey    struct{}
)

type machines struct {
	bySum   map[[sha256.Size]byte]machine
	journal io.Writer
}

// machine lets in the machines that are registered by their certificate.
func (m *machines) machine(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert := leaf(r)
		if cert == nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		found, ok := m.bySum[sha256.Sum256(cert.Raw)]
		if !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		ctx := context.WithValue(r.Context(), machineKey{}, found)
		next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, siteKey{}, r.URL.Query().Get("site"))))
	})
}

// quiet: the CN must be that of the machine that was let in already.
func (m *machines) renew(w http.ResponseWriter, r *http.Request) {
	found := r.Context().Value(machineKey{}).(machine)
	if r.TLS.VerifiedChains[0][0].Subject.CommonName != found.Serial {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: the CN is compared with what the client asks for.
func (m *machines) visit(w http.ResponseWriter, r *http.Request) {
	site, _ := r.Context().Value(siteKey{}).(string)
	if r.TLS.VerifiedChains[0][0].Subject.CommonName != site { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// entry is what the journal says of a call.
type entry struct {
	At      time.Time
	Subject string
	Action  string
}

// quiet: an entry says who did what, and nobody asks it for rights.
func (m *machines) note(e entry, r *http.Request) error {
	e.At = time.Now()
	if cert := leaf(r); cert != nil {
		e.Subject = cert.Subject.CommonName
	}
	return json.NewEncoder(m.journal).Encode(e)
}

// grant says what somebody may do.
type grant struct {
	Subject string
	Until   time.Time
}

// reports: who holds the grant is told by the CN.
func (m *machines) grant(g grant, r *http.Request) grant {
	if cert := leaf(r); cert != nil {
		g.Subject = cert.Subject.CommonName // want "common name"
	}
	return g
}
