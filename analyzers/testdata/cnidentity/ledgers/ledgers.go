// Package ledgers asks another package who calls, which says what is wrong with that.
package ledgers

import (
	"errors"
	"net/http"

	"testdata/cnidentity/ledgers/accounts"
)

var errNobody = errors.New("nobody")

type server struct{ store *accounts.Store }

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
func Handler(s *accounts.Store) http.Handler { return &server{s} }
