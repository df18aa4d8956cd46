// Package chain mounts gates behind middlewares that make headers safe.
package chain

import (
	"context"
	"net/http"
	"net/netip"
	"slices"

	"github.com/go-chi/chi/v5"
	"github.com/gorilla/mux"
)

const (
	cnHeader     = "X-SSL-Client-CN"
	dnHeader     = "X-SSL-Client-S-DN"
	serialHeader = "X-SSL-Client-Serial"
	uriHeader    = "X-Client-Cert-Uri-Sans"
	hashHeader   = "X-Client-Cert-Hash"
)

type plant struct {
	proxies []netip.Prefix
	names   map[string]bool
}

func (p *plant) fromProxy(r *http.Request) bool {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && slices.ContainsFunc(p.proxies, func(n netip.Prefix) bool { return n.Contains(ap.Addr()) })
}

func (p *plant) proxiesOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.fromProxy(r) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: only ever mounted behind proxiesOnly.
func (p *plant) byCN(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.names[r.Header.Get(cnHeader)] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// nested mounts by nesting calls.
func (p *plant) nested(app http.Handler) http.Handler {
	return p.proxiesOnly(p.byCN(app))
}

// chi mounts by Use, in order.
func (p *plant) chi(app http.HandlerFunc) http.Handler {
	r := chi.NewRouter()
	r.Use(p.proxiesOnly)
	r.Use(p.byCN)
	r.Get("/", app)
	return r
}

// reports: mounted behind proxiesOnly in one place, and without it in another.
func (p *plant) byDN(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.names[r.Header.Get(dnHeader)] { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (p *plant) guardedMux(app http.Handler) http.Handler {
	r := mux.NewRouter()
	r.Use(p.proxiesOnly, p.byDN)
	r.Handle("/", app)
	return r
}

func (p *plant) openMux(app http.Handler) http.Handler {
	r := mux.NewRouter()
	r.Use(p.byDN)
	r.Handle("/", app)
	return r
}

// strip deletes what strangers send.
func (p *plant) strip(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.fromProxy(r) {
			r.Header.Del(serialHeader)
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the header is deleted in front for everybody but the proxies.
func (p *plant) bySerial(w http.ResponseWriter, r *http.Request) {
	if !p.names[r.Header.Get(serialHeader)] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (p *plant) serials() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /serial", p.bySerial)
	return p.strip(m)
}

// overwrite puts the own connection's facts into the header.
func overwrite(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del(uriHeader)
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 && len(r.TLS.VerifiedChains[0][0].URIs) == 1 {
			r.Header.Set(uriHeader, r.TLS.VerifiedChains[0][0].URIs[0].String())
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the header is overwritten from the own connection in front.
func (p *plant) byURI(w http.ResponseWriter, r *http.Request) {
	if !p.names[r.Header.Get(uriHeader)] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (p *plant) uris() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /uri", p.byURI)
	return overwrite(m)
}

// reject refuses requests of strangers that carry the header.
func (p *plant) reject(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(hashHeader) != "" && !p.fromProxy(r) {
			http.Error(w, "header not accepted from outside", http.StatusBadRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: rejected in front when a client sends it.
func (p *plant) byHash(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hash := r.Header.Get(hashHeader)
		if hash == "" || !p.names[hash] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (p *plant) hashes(app http.Handler) http.Handler {
	return p.reject(p.byHash(app))
}

type hopKey struct{}

// markHop remembers whether a proxy has sent the request.
func (p *plant) markHop(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), hopKey{}, p.fromProxy(r))))
	})
}

// reports: an unused mark in the context verifies nothing.
func (p *plant) markIgnored(app http.Handler) http.Handler {
	return p.markHop(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.names[r.Header.Get("X-Client-Subject")] { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		app.ServeHTTP(w, r)
	}))
}
