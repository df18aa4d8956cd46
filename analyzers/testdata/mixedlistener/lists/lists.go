// Package lists starts servers by a function that is given the options of their configurations.
package lists

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
)

type setting func(*tls.Config)

func clients(pool *x509.CertPool) setting {
	return func(c *tls.Config) { c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, pool }
}

func modern() setting { return func(c *tls.Config) { c.MinVersion = tls.VersionTLS13 } }

func start(addr string, h http.Handler, all ...setting) error {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12}
	for _, set := range all {
		set(cfg)
	}
	srv := &http.Server{Addr: addr, Handler: h, TLSConfig: cfg}
	return srv.ListenAndServeTLS("site.crt", "site.key")
}

func flush(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

func control() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /flush", flush)
	return mux
}

// One router for both.
//
// reports: the server whose list has no client certificates
func Both(pool *x509.CertPool) error {
	mux := control()
	errs := make(chan error, 2)
	go func() { errs <- start(":8443", mux, modern(), clients(pool)) }()
	go func() { errs <- start(":443", mux, modern()) }() // want `is served here without`
	return <-errs
}

// Both ask.
//
// quiet: each list has them
func Each(pool *x509.CertPool) error {
	mux := control()
	errs := make(chan error, 2)
	go func() { errs <- start(":8443", mux, modern(), clients(pool)) }()
	go func() { errs <- start(":9443", mux, clients(pool)) }()
	return <-errs
}

// A router for each.
//
// quiet: what the one serves, the other does not
func Apart(pool *x509.CertPool) error {
	open := http.NewServeMux()
	open.HandleFunc("GET /", flush)
	errs := make(chan error, 2)
	go func() { errs <- start(":8443", control(), clients(pool)) }()
	go func() { errs <- start(":443", open) }()
	return <-errs
}
