// Package spiffeseveral: several servers with AuthorizeAny, not all of which decide later.
package spiffeseveral

import (
	"net/http"
	"time"

	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"github.com/spiffe/go-spiffe/v2/spiffetls"
	"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig"
	"github.com/spiffe/go-spiffe/v2/workloadapi"
)

type mill struct {
	src    *workloadapi.X509Source
	owners map[spiffeid.ID]bool
	extra  http.Handler
	sacks  int
}

func (m *mill) owned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		id, err := spiffetls.PeerIDFromConnectionState(*r.TLS)
		if err != nil || !m.owners[id] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (m *mill) grind(w http.ResponseWriter, r *http.Request) {
	m.sacks++
	w.WriteHeader(http.StatusNoContent)
}

func server(addr string) *http.Server {
	return &http.Server{Addr: addr, ReadHeaderTimeout: time.Second}
}

// quiet: its handler decides.
func (m *mill) Owners() *http.Server {
	s := server(":7001")
	s.Handler = m.owned(http.HandlerFunc(m.grind))
	s.TLSConfig = tlsconfig.MTLSServerConfig(m.src, m.src, tlsconfig.AuthorizeAny())
	return s
}

// reports: the handlers of this one do not.
func (m *mill) Carts() *http.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /grind", m.grind)
	mux.Handle("GET /sacks", http.StripPrefix("/sacks", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK + m.sacks)
	})))
	return &http.Server{
		Addr:              ":7002",
		Handler:           mux,
		TLSConfig:         tlsconfig.MTLSServerConfig(m.src, m.src, tlsconfig.AuthorizeAny()), // want `any .*certificate`
		ReadHeaderTimeout: time.Second,
	}
}

type hopper struct{ m *mill }

func (h hopper) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.m.grind(w, r) }

// reports: nor does a handler that is a method.
func (m *mill) Hopper() *http.Server {
	return &http.Server{
		Addr:              ":7003",
		Handler:           hopper{m},
		TLSConfig:         tlsconfig.MTLSServerConfig(m.src, m.src, tlsconfig.AuthorizeAny()), // want `any .*certificate`
		ReadHeaderTimeout: time.Second,
	}
}

// quiet: some routes decide.
func (m *mill) Mixed() *http.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ready", m.grind)
	mux.Handle("POST /grind", m.owned(http.HandlerFunc(m.grind)))
	return &http.Server{
		Addr:              ":7004",
		Handler:           mux,
		TLSConfig:         tlsconfig.MTLSServerConfig(m.src, m.src, tlsconfig.AuthorizeAny()),
		ReadHeaderTimeout: time.Second,
	}
}

// quiet: what it serves comes from elsewhere.
func (m *mill) Extra() *http.Server {
	return &http.Server{
		Addr:              ":7005",
		Handler:           m.extra,
		TLSConfig:         tlsconfig.MTLSServerConfig(m.src, m.src, tlsconfig.AuthorizeAny()),
		ReadHeaderTimeout: time.Second,
	}
}

type counted struct {
	n    int
	next http.Handler
}

func (c *counted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.n++
	c.next.ServeHTTP(w, r)
}

// quiet: what is behind the counter decides.
func (m *mill) Counted() *http.Server {
	return &http.Server{
		Addr:              ":7006",
		Handler:           &counted{next: m.owned(http.HandlerFunc(m.grind))},
		TLSConfig:         tlsconfig.MTLSServerConfig(m.src, m.src, tlsconfig.AuthorizeAny()),
		ReadHeaderTimeout: time.Second,
	}
}

func (m *mill) mount(mux *http.ServeMux) {
	mux.Handle("POST /grind", m.owned(http.HandlerFunc(m.grind)))
}

// quiet: another function mounts what decides.
func (m *mill) Mounted() *http.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ready", func(w http.ResponseWriter, r *http.Request) {})
	m.mount(mux)
	return &http.Server{
		Addr:              ":7007",
		Handler:           mux,
		TLSConfig:         tlsconfig.MTLSServerConfig(m.src, m.src, tlsconfig.AuthorizeAny()),
		ReadHeaderTimeout: time.Second,
	}
}
