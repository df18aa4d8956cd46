// Package queries asks databases about common names, and tells them.
package queries

import (
	"context"
	"database/sql"
	"net/http"
)

type idKey struct{}

type repo struct{ db *sql.DB }

func (s repo) one(ctx context.Context, q string, arg any) (id int64, err error) {
	err = s.db.QueryRowContext(ctx, q, arg).Scan(&id) // want `the common name decides`
	return
}

// Found asks by way of a helper that takes anything.
func (s repo) Found(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, err := s.one(r.Context(), "SELECT id FROM devices WHERE name = $1", r.TLS.PeerCertificates[0].Subject.CommonName)
		if err != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), idKey{}, id)))
	})
}

// Audited writes down who called: that it cannot says nothing about who that was.
func (s repo) Audited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := "-"
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			who = r.TLS.PeerCertificates[0].Subject.CommonName
		}
		if _, err := s.db.ExecContext(r.Context(), "INSERT INTO audit_log (who, path) VALUES ($1, $2)", who, r.URL.Path); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}
