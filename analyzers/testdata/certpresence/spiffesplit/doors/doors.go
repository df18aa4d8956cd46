// Package doors has a handler that decides on SPIFFE IDs, and one that does not.
package doors

import (
	"context"
	"net/http"

	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"github.com/spiffe/go-spiffe/v2/svid/x509svid"
)

type idKey struct{}

// Introduce puts the caller's ID into the context.
func Introduce(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		id, err := x509svid.IDFromCert(r.TLS.PeerCertificates[0])
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), idKey{}, id)))
	})
}

// Vault is for its readers.
type Vault struct {
	readers map[spiffeid.ID]bool
	inner   http.Handler
}

// NewVault returns a vault that readers may open.
func NewVault(inner http.Handler, readers ...spiffeid.ID) (*Vault, error) {
	v := &Vault{readers: map[spiffeid.ID]bool{}, inner: inner}
	for _, id := range readers {
		v.readers[id] = true
	}
	return v, nil
}

func (v *Vault) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id, ok := r.Context().Value(idKey{}).(spiffeid.ID)
	if !ok || !v.readers[id] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	v.inner.ServeHTTP(w, r)
}

// Lobby is for everybody.
type Lobby struct{ visits int }

func (l *Lobby) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.visits++
	w.WriteHeader(http.StatusNoContent)
}
