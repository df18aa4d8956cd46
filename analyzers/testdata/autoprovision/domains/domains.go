// Package domains asks in which domain a name in a certificate is, or whose it is.
package domains

import (
	"context"
	"net/http"
	"slices"
	"strings"
)

// Vessel is a ship of the fleet.
type Vessel struct {
	Name   string
	Role   string
	Active bool
}

type fleet interface {
	Vessel(ctx context.Context, name string) (*Vessel, error)
	CreateTenant(ctx context.Context, name string) error
	AddMember(ctx context.Context, v *Vessel) error
}

type harbour struct {
	fleet    fleet
	zone     string
	owners   []*berth
	partners []string
	berths   map[string]bool
}

func names(r *http.Request) []string {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil
	}
	return r.TLS.VerifiedChains[0][0].DNSNames
}

// vessel returns the name below the domain of all ships.
func vessel(r *http.Request) (string, bool) {
	for _, n := range names(r) {
		if v, ok := strings.CutSuffix(n, ".ships.harbour.internal"); ok {
			return v, true
		}
	}
	return "", false
}

// reports: all names are in the domain.
func (h *harbour) byDomain(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, ok := vessel(r)
		if !ok {
			http.Error(w, "no ship", http.StatusForbidden)
			return
		}
		if err := h.fleet.CreateTenant(r.Context(), v); err != nil { // want `CreateTenant makes it from the certificate's identity`
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// inZone returns the name in the zone that the harbour is configured for.
func (h *harbour) inZone(r *http.Request) string {
	for _, n := range names(r) {
		if strings.HasSuffix(n, ".berth."+h.zone) {
			return n
		}
	}
	return ""
}

// reports: a configured domain, and a record that is in force from the beginning.
func (h *harbour) byZone(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := h.inZone(r)
		if n == "" {
			http.Error(w, "no ship", http.StatusUnauthorized)
			return
		}
		v, err := h.fleet.Vessel(r.Context(), n)
		if err != nil {
			v = &Vessel{Name: n, Role: "member", Active: true}
			if err := h.fleet.AddMember(r.Context(), v); err != nil { // want `AddMember makes it from the certificate's identity`
				http.Error(w, "try again", http.StatusServiceUnavailable)
				return
			}
		}
		if !v.Active {
			http.Error(w, "laid up", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the domain of a mail address.
func (h *harbour) byMail(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].EmailAddresses) == 0 {
			http.Error(w, "no mail address", http.StatusUnauthorized)
			return
		}
		mail := r.TLS.VerifiedChains[0][0].EmailAddresses[0]
		if !strings.HasSuffix(mail, "@"+h.zone) {
			http.Error(w, "not of this house", http.StatusForbidden)
			return
		}
		if err := h.fleet.CreateTenant(r.Context(), mail); err != nil { // want `CreateTenant makes it from the certificate's identity`
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: made out of force, and turned away.
func (h *harbour) waiting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := h.inZone(r)
		if n == "" {
			http.Error(w, "no ship", http.StatusUnauthorized)
			return
		}
		v, err := h.fleet.Vessel(r.Context(), n)
		if err != nil {
			_ = h.fleet.AddMember(r.Context(), &Vessel{Name: n, Role: "member"})
			http.Error(w, "to be confirmed", http.StatusForbidden)
			return
		}
		if !v.Active {
			http.Error(w, "laid up", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: those in the domain have a berth, too.
func (h *harbour) berthed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := h.inZone(r)
		if n == "" || !h.berths[n] {
			http.Error(w, "no berth", http.StatusUnauthorized)
			return
		}
		if err := h.fleet.CreateTenant(r.Context(), n); err != nil {
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: partners whom somebody put into a list.
func (h *harbour) partnered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ns := names(r)
		if len(ns) == 0 || !slices.ContainsFunc(h.partners, func(p string) bool { return strings.HasSuffix(ns[0], "."+p) }) {
			http.Error(w, "no partner", http.StatusUnauthorized)
			return
		}
		if err := h.fleet.CreateTenant(r.Context(), ns[0]); err != nil {
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the same in a loop.
func (h *harbour) listed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ns := names(r)
		if len(ns) == 0 || !h.knows(ns[0]) {
			http.Error(w, "no partner", http.StatusUnauthorized)
			return
		}
		if err := h.fleet.CreateTenant(r.Context(), ns[0]); err != nil {
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (h *harbour) knows(n string) bool {
	for _, p := range h.partners {
		if strings.HasSuffix(n, "."+p) {
			return true
		}
	}
	return false
}

// berth is a part of the harbour for ships of one owner.
type berth struct{ owner string }

func (b *berth) takes(n string) bool { return strings.HasSuffix(n, "."+b.owner) }

// quiet: records that somebody put into a list.
func (h *harbour) owned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, ok := h.owner(r)
		if !ok {
			http.Error(w, "no owner", http.StatusUnauthorized)
			return
		}
		if err := h.fleet.CreateTenant(r.Context(), n); err != nil {
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (h *harbour) owner(r *http.Request) (string, bool) {
	for _, n := range names(r) {
		for _, b := range h.owners {
			if b.takes(n) {
				return n, true
			}
		}
	}
	return "", false
}

// quiet: the same with what a literal is given.
func (h *harbour) matched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, ok := h.match(r)
		if !ok {
			http.Error(w, "no owner", http.StatusUnauthorized)
			return
		}
		if err := h.fleet.CreateTenant(r.Context(), n); err != nil {
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (h *harbour) match(r *http.Request) (string, bool) {
	for _, n := range names(r) {
		if slices.ContainsFunc(h.owners, func(b *berth) bool { return strings.HasSuffix(n, "."+b.owner) }) {
			return n, true
		}
	}
	return "", false
}

// Handlers mounts them.
func Handlers(h *harbour, n http.Handler) []http.Handler {
	return []http.Handler{h.byDomain(n), h.byZone(n), h.byMail(n), h.waiting(n), h.berthed(n), h.partnered(n), h.listed(n), h.owned(n), h.matched(n)}
}
