// Package given gives records to a store that keeps them, where it had none.
package given

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"

	"testdata/autoprovision/given/mill"
)

type hall struct {
	shelf mill.Shelf
	cache mill.Shelf
	table *mill.Table
}

type callerKey struct{}

func print(r *http.Request) (string, bool) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return "", false
	}
	sum := sha256.Sum256(r.TLS.VerifiedChains[0][0].Raw)
	return hex.EncodeToString(sum[:]), true
}

// reports: what was not found is made, is in force, and is given to the same store.
func (h *hall) paired(w http.ResponseWriter, r *http.Request) {
	fp, ok := print(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	p, err := h.shelf.Pairing(r.Context(), fp)
	if errors.Is(err, mill.ErrNoPairing) {
		p = &mill.Pairing{Print: fp, Enabled: true}
		err = h.shelf.StorePairing(r.Context(), p) // want `StorePairing makes it from the certificate's identity`
	}
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, p.Threads)
}

// reports: that nobody was enrolled is no invitation.
func (h *hall) enrolled(w http.ResponseWriter, r *http.Request) {
	fp, ok := print(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	p, err := h.shelf.Pairing(r.Context(), fp)
	if errors.Is(err, mill.ErrNoEnrollment) {
		p = &mill.Pairing{Print: fp, Role: "loom", Enabled: true}
		err = h.shelf.StorePairing(r.Context(), p) // want `StorePairing makes it from the certificate's identity`
	}
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, p.Threads)
}

// quiet: somebody was enrolled.
func (h *hall) invited(w http.ResponseWriter, r *http.Request) {
	fp, ok := print(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	role, err := h.shelf.Enrollment(r.Context(), fp)
	if err != nil {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	p, err := h.shelf.Pairing(r.Context(), fp)
	if err != nil {
		p = &mill.Pairing{Print: fp, Role: role, Enabled: true}
		err = h.shelf.StorePairing(r.Context(), p)
	}
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, p.Threads)
}

// quiet: so was this one, as the error tells.
func (h *hall) expected(w http.ResponseWriter, r *http.Request) {
	fp, ok := print(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	role, err := h.shelf.Enrollment(r.Context(), fp)
	if errors.Is(err, mill.ErrNoEnrollment) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	p, err := h.shelf.Pairing(r.Context(), fp)
	if errors.Is(err, mill.ErrNoPairing) {
		p = &mill.Pairing{Print: fp, Role: role, Enabled: true}
		err = h.shelf.StorePairing(r.Context(), p)
	}
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, p.Threads)
}

// quiet: somebody has to enable it.
func (h *hall) waiting(w http.ResponseWriter, r *http.Request) {
	fp, ok := print(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	p, err := h.shelf.Pairing(r.Context(), fp)
	if errors.Is(err, mill.ErrNoPairing) {
		p = &mill.Pairing{Print: fp, Role: "loom"}
		err = h.shelf.StorePairing(r.Context(), p)
	}
	if err != nil || !p.Enabled {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	fmt.Fprintln(w, p.Threads)
}

// quiet: a session is no account.
func (h *hall) connected(w http.ResponseWriter, r *http.Request) {
	fp, ok := print(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	s, err := h.shelf.Session(r.Context(), fp)
	if err != nil {
		s = &mill.Session{Print: fp, Enabled: true}
		err = h.shelf.StoreSession(r.Context(), s)
	}
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, s.Print)
}

// quiet: a copy of what was found elsewhere.
func (h *hall) copied(w http.ResponseWriter, r *http.Request) {
	fp, ok := print(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	p, err := h.shelf.Pairing(r.Context(), fp)
	if err != nil {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if _, err := h.cache.Pairing(r.Context(), fp); err != nil {
		_ = h.cache.StorePairing(r.Context(), &mill.Pairing{Print: fp, Enabled: true, Threads: p.Threads})
	}
	fmt.Fprintln(w, p.Threads)
}

// caller is put into the context.
type caller struct {
	weaver *mill.Weaver
	how    string
}

// reports: whom the request is from is made of the record.
func (h *hall) woven(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fp, ok := print(r)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		v, err := h.shelf.FindOrCreate(r.Context(), fp, "north") // want `FindOrCreate makes it from the certificate's identity`
		if err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, &caller{weaver: v, how: "certificate"})))
	})
}

// quiet: nobody is let in by it.
func (h *hall) shown(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fp, ok := print(r)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		v, err := h.shelf.FindOrCreate(r.Context(), fp, "north")
		if err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Weaver", v.Name)
		next.ServeHTTP(w, r)
	})
}

// reports: a mapper makes the row, and it is in force.
func (h *hall) row(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fp, ok := print(r)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var p mill.Pairing
		err := h.table.Where(mill.Pairing{Print: fp}).Attrs(mill.Pairing{Role: "loom", Enabled: true}).FirstOrCreate(&p).Error // want `FirstOrCreate makes it from the certificate's identity`
		if err != nil || !p.Enabled {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, p.Print)))
	})
}

// reports: a mapper makes the row, and it is the caller's.
func (h *hall) rowOf(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fp, ok := print(r)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var v mill.Weaver
		if err := h.table.Where(mill.Weaver{Name: fp}).FirstOrCreate(&v).Error; err != nil { // want `FirstOrCreate makes it from the certificate's identity`
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, v.ID)))
	})
}

// quiet: somebody has to enable the row.
func (h *hall) rowWaits(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fp, ok := print(r)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var p mill.Pairing
		err := h.table.Where(mill.Pairing{Print: fp}).Attrs(mill.Pairing{Role: "loom"}).FirstOrCreate(&p).Error
		if err != nil || !p.Enabled {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, p.Print)))
	})
}

// quiet: a visit is no account.
func (h *hall) rowOfVisit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fp, ok := print(r)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var v mill.Visit
		if err := h.table.Where(mill.Visit{Name: fp}).FirstOrCreate(&v).Error; err != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, v.Name)))
	})
}

// Mount mounts them.
func Mount(h *hall, mux *http.ServeMux, next http.Handler) {
	mux.HandleFunc("/paired", h.paired)
	mux.HandleFunc("/enrolled", h.enrolled)
	mux.HandleFunc("/invited", h.invited)
	mux.HandleFunc("/expected", h.expected)
	mux.HandleFunc("/waiting", h.waiting)
	mux.HandleFunc("/connected", h.connected)
	mux.HandleFunc("/copied", h.copied)
	mux.Handle("/woven", h.woven(next))
	mux.Handle("/shown", h.shown(next))
	mux.Handle("/row", h.row(next))
	mux.Handle("/row/of", h.rowOf(next))
	mux.Handle("/row/waits", h.rowWaits(next))
	mux.Handle("/row/visit", h.rowOfVisit(next))
}
