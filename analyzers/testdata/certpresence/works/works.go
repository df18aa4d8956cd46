// Package works answers requests with what somebody else does, within the request's time.
package works

import (
	"context"
	"crypto/x509"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"time"
)

// Press prints.
type Press interface {
	Emboss(ctx context.Context, title string) error
}

// Queue is of other programs.
type Queue interface {
	Take(ctx context.Context, title string) (*Job, error)
}

// Job is what is printed.
type Job struct {
	Title string
	Owner *Owner
}

// Owner is whose it is.
type Owner struct{ Prints bool }

var errForbidden = errors.New("forbidden")

type shop struct {
	hosts []string
	press Press
	queue Queue
}

func (s *shop) known(crt *x509.Certificate) bool {
	return slices.ContainsFunc(crt.DNSNames, func(n string) bool { return slices.Contains(s.hosts, n) })
}

// reports: with no hosts configured any certificate prints, and a press that is out of order
// turns nobody away.
func (s *shop) print(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 { // want `any client certificate of a trusted CA passes`
		http.Error(w, "no certificate", http.StatusUnauthorized)
		return
	}
	if len(s.hosts) > 0 && !s.known(r.TLS.VerifiedChains[0][0]) {
		http.Error(w, "not one of ours", http.StatusForbidden)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), time.Minute)
	defer cancel()
	if err := s.press.Emboss(ctx, r.URL.Query().Get("title")); err != nil {
		slog.Error("press", "err", err)
		http.Error(w, "out of order", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: the name decides.
func (s *shop) printKnown(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		http.Error(w, "no certificate", http.StatusUnauthorized)
		return
	}
	if !s.known(r.TLS.VerifiedChains[0][0]) {
		http.Error(w, "not one of ours", http.StatusForbidden)
		return
	}
	if err := s.press.Emboss(r.Context(), r.URL.Query().Get("title")); err != nil {
		http.Error(w, "out of order", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: who may not is told so by the press, which may know who asks.
func (s *shop) printAllowed(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		http.Error(w, "no certificate", http.StatusUnauthorized)
		return
	}
	err := s.press.Emboss(r.Context(), r.URL.Query().Get("title"))
	if errors.Is(err, errForbidden) {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	if err != nil {
		http.Error(w, "out of order", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: the same, by one answer for all.
func (s *shop) printOrNot(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		http.Error(w, "no certificate", http.StatusUnauthorized)
		return
	}
	if err := s.press.Emboss(r.Context(), r.URL.Query().Get("title")); err != nil {
		http.Error(w, "not printed", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: what is found may be the caller's own, as the queue knows who asks.
func (s *shop) printTaken(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		http.Error(w, "no certificate", http.StatusUnauthorized)
		return
	}
	job, err := s.queue.Take(r.Context(), r.URL.Query().Get("title"))
	if err != nil {
		http.Error(w, "out of order", http.StatusServiceUnavailable)
		return
	}
	if !job.Owner.Prints {
		http.Error(w, "not printed", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: the press is given the whole request.
func (s *shop) printAll(w http.ResponseWriter, r *http.Request, whole func(*http.Request) error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		http.Error(w, "no certificate", http.StatusUnauthorized)
		return
	}
	if err := whole(r); err != nil {
		http.Error(w, "out of order", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
