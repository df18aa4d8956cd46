// Package ledgers asks another package who calls, which says what is wrong with that.
package ledgers

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"

	"testdata/cnidentity/ledgers/accounts"
)

var errNobody = errors.New("nobody")

type server struct {
	store *accounts.Store
	pins  map[[32]byte]bool
}

// quiet: whoever the other package says it is.
func (s *server) Authenticate(r *http.Request) (*accounts.Info, error) {
	if info := s.store.FromConnection(r.TLS); info != nil {
		return info, nil
	}
	return nil, errNobody
}

// quiet: likewise.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	info, err := s.Authenticate(r)
	if err != nil || s.store.Permitted(info, "read") != nil {
		http.Error(w, "denied", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(info.Username))
}

// Handler serves the ledger.
func Handler(s *accounts.Store) http.Handler { return &server{store: s} }

// spool keeps messages, whatever is in them.
type spool interface {
	Put(room string, message []byte) (id string, err error)
}

// quiet: the name stands in the message that is kept.
func (s *server) post(to spool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !s.pins[sha256.Sum256(r.TLS.PeerCertificates[0].Raw)] {
			http.Error(w, "denied", http.StatusForbidden)
			return
		}
		note := fmt.Sprintf("Received: from %s", r.TLS.PeerCertificates[0].Subject.CommonName)
		id, err := to.Put(r.PathValue("room"), append([]byte(note), '\n'))
		if err != nil {
			http.Error(w, "try again later", http.StatusForbidden)
			return
		}
		_, _ = w.Write([]byte(id))
	}
}

// reports: under the name something is kept.
func (s *server) own(to spool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "denied", http.StatusForbidden)
			return
		}
		id, err := to.Put(r.TLS.PeerCertificates[0].Subject.CommonName, nil) // want "the common name decides"
		if err != nil {
			http.Error(w, "denied", http.StatusForbidden)
			return
		}
		_, _ = w.Write([]byte(id))
	}
}
