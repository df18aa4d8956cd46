// Package engines has servers whose handlers are in sight, beside code that verifies
// something else.
package engines

import (
	"crypto/tls"
	"crypto/x509"
	"log"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"testdata/unverifiedcert/engines/kit"
)

// The engine of a framework, as the handler of a server.
func Engine(pool *x509.CertPool, ids map[string]bool) error {
	e := echo.New()
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			cs := c.Request().TLS
			if cs == nil || len(cs.PeerCertificates) == 0 || len(cs.PeerCertificates[0].URIs) == 0 || !ids[cs.PeerCertificates[0].URIs[0].String()] {
				return echo.ErrForbidden
			}
			return next(c)
		}
	})
	e.GET("/x", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) })
	s := &http.Server{Handler: e, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		ClientCAs: pool, ClientAuth: tls.RequireAnyClientCert, // want `RequireAnyClientCert verifies nothing`
	}}
	return s.ListenAndServeTLS("tls.crt", "tls.key")
}

type service struct{ ids map[string]bool }

func (s *service) upload(w http.ResponseWriter, r *http.Request) {
	if len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].URIs) == 0 || !s.ids[r.TLS.PeerCertificates[0].URIs[0].String()] {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// All of it is made by another package, whose verifier nobody calls.
func (s *service) options(ca string) (*http.Server, error) {
	cfg, err := kit.New(kit.WithClientCA(ca), kit.WithMode(tls.RequestClientCert)) // want `RequestClientCert verifies nothing`
	if err != nil {
		return nil, err
	}
	return &http.Server{TLSConfig: cfg, Handler: http.HandlerFunc(s.upload), ReadHeaderTimeout: time.Second}, nil
}

type verifying struct {
	roots *x509.CertPool
	ids   map[string]bool
}

// This handler calls it.
func (v *verifying) upload(w http.ResponseWriter, r *http.Request) {
	if kit.Verify(*r.TLS, v.roots) != nil || len(r.TLS.PeerCertificates[0].URIs) == 0 || !v.ids[r.TLS.PeerCertificates[0].URIs[0].String()] {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	log.Print(kit.Fingerprint(r.TLS.PeerCertificates[0]))
	w.WriteHeader(http.StatusNoContent)
}

func (v *verifying) server(ca string) (*http.Server, error) {
	cfg, err := kit.New(kit.WithClientCA(ca), kit.WithMode(tls.RequestClientCert))
	if err != nil {
		return nil, err
	}
	return &http.Server{TLSConfig: cfg, Handler: http.HandlerFunc(v.upload), ReadHeaderTimeout: time.Second}, nil
}

func Servers(ca string, roots *x509.CertPool, ids map[string]bool) (*http.Server, *http.Server, error) {
	a, err := (&service{ids}).options(ca)
	if err != nil {
		return nil, nil, err
	}
	b, err := (&verifying{roots, ids}).server(ca)
	return a, b, err
}
