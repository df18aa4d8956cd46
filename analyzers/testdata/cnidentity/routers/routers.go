// Package routers mounts gates on chi, gorilla mux, negroni and go-zero.
package routers

import (
	"context"
	"log"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"
	"github.com/gorilla/mux"
	"github.com/urfave/negroni"
	"github.com/zeromicro/go-zero/rest"
)

type portal struct {
	publishers []string
	editors    map[string]string
	hosts      []string
}

// reports: a chi router's inline middleware.
func (p *portal) chi() http.Handler {
	r := chi.NewRouter()
	r.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			if req.TLS == nil || len(req.TLS.PeerCertificates) == 0 {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			if !slices.Contains(p.publishers, req.TLS.PeerCertificates[0].Subject.CommonName) { // want "common name"
				w.WriteHeader(http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, req)
		})
	})
	r.Get("/articles/{id}", func(w http.ResponseWriter, req *http.Request) {
		_, _ = w.Write([]byte(chi.URLParam(req, "id")))
	})
	return r
}

type editorKey struct{}

// reports: a gorilla mux middleware looks the editor's desk up.
func (p *portal) editor(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.TLS == nil || len(req.TLS.VerifiedChains) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		desk, ok := p.editors[req.TLS.VerifiedChains[0][0].Subject.CommonName] // want "common name"
		if !ok || mux.Vars(req)["desk"] != desk {
			http.Error(w, "not your desk", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, req)
	})
}

func (p *portal) mux() http.Handler {
	r := mux.NewRouter()
	r.Use(p.editor)
	r.HandleFunc("/desks/{desk}", func(w http.ResponseWriter, req *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	})
	return r
}

// reports: a negroni handler puts the name into the context.
func (p *portal) negroni(mux http.Handler) *negroni.Negroni {
	n := negroni.New()
	n.Use(negroni.HandlerFunc(func(w http.ResponseWriter, req *http.Request, next http.HandlerFunc) {
		if req.TLS == nil || len(req.TLS.VerifiedChains) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		name := req.TLS.VerifiedChains[0][0].Subject.CommonName
		next(w, req.WithContext(context.WithValue(req.Context(), editorKey{}, name))) // want "common name"
	}))
	n.UseHandler(mux)
	return n
}

// reports: a go-zero middleware.
func (p *portal) zero() rest.Middleware {
	return func(next http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, req *http.Request) {
			if req.TLS == nil || len(req.TLS.PeerCertificates) == 0 {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			for _, name := range p.publishers {
				if name == req.TLS.PeerCertificates[0].Subject.CommonName { // want "common name"
					next(w, req)
					return
				}
			}
			w.WriteHeader(http.StatusForbidden)
		}
	}
}

// quiet: a chi middleware that logs, before one that decides on a SAN.
func (p *portal) sanRouter() http.Handler {
	r := chi.NewRouter()
	r.Use(logClient, p.host)
	r.Get("/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	return r
}

func logClient(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.TLS != nil && len(req.TLS.PeerCertificates) > 0 {
			log.Printf("%s %s", req.TLS.PeerCertificates[0].Subject.CommonName, req.URL.Path)
		}
		next.ServeHTTP(w, req)
	})
}

func (p *portal) host(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.TLS == nil || len(req.TLS.VerifiedChains) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		for _, name := range req.TLS.VerifiedChains[0][0].DNSNames {
			if slices.Contains(p.hosts, name) {
				next.ServeHTTP(w, req)
				return
			}
		}
		w.WriteHeader(http.StatusForbidden)
	})
}
