// Package wiring serves with another package's listeners.
package wiring

import (
	"crypto/tls"
	"crypto/x509"
	"log"
	"net/http"

	"testdata/mixedlistener/wiring/listen"
)

func api() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/", http.NotFound)
	return mux
}

// Both.
func Both(cert tls.Certificate, pool *x509.CertPool) error {
	mux := api()
	go func() { log.Print(listen.Plain(":8080", mux)) }() // want `is served here without`
	return listen.Mutual(":8443", mux, cert, pool)
}

// The plain one on loopback.
func Loopback(cert tls.Certificate, pool *x509.CertPool) error {
	mux := api()
	go func() { log.Print(listen.Plain("localhost:8080", mux)) }()
	return listen.Mutual(":8443", mux, cert, pool)
}

// reports: servers that another package makes, in a list.
func List(cert tls.Certificate, pool *x509.CertPool) error {
	mux := api()
	strict, err := listen.MutualServer(":8443", mux, cert, pool)
	if err != nil {
		return err
	}
	errs := make(chan error, 2)
	for _, srv := range []*http.Server{strict, listen.Server(":8081", mux)} {
		go func() {
			if srv.TLSConfig == nil {
				errs <- srv.ListenAndServe() // want `is served here without`
				return
			}
			errs <- srv.ListenAndServeTLS("", "")
		}()
	}
	return <-errs
}

// quiet: they are on loopback, or require certificates, too.
func Near(cert tls.Certificate, pool, partners *x509.CertPool) error {
	mux := api()
	strict, err := listen.MutualServer(":8443", mux, cert, pool)
	if err != nil {
		return err
	}
	other, err := listen.MutualServer(":8444", mux, cert, partners)
	if err != nil {
		return err
	}
	go func() { log.Print(listen.Server("127.0.0.1:8082", mux).ListenAndServe()) }()
	go func() { log.Print(other.ListenAndServeTLS("", "")) }()
	return strict.ListenAndServeTLS("", "")
}

// quiet: one or the other, as the program ends with the first.
func Either(cert tls.Certificate, pool *x509.CertPool, plain bool) {
	mux := api()
	if plain {
		log.Fatal(listen.Server(":8083", mux).ListenAndServe())
	}
	strict, err := listen.MutualServer(":8443", mux, cert, pool)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(strict.ListenAndServeTLS("", ""))
}

// reports: the program only ends with the last.
func Last(cert tls.Certificate, pool *x509.CertPool, plain bool) {
	mux := api()
	if plain {
		go func() { log.Fatal(listen.Server(":8084", mux).ListenAndServe()) }() // want `is served here without`
	}
	strict, err := listen.MutualServer(":8443", mux, cert, pool)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(strict.ListenAndServeTLS("", ""))
}

// quiet: what the other one asks for is not in sight.
func Chosen(cert tls.Certificate, pool *x509.CertPool, cfg *tls.Config) error {
	mux := api()
	strict, err := listen.MutualServer(":8443", mux, cert, pool)
	if err != nil {
		return err
	}
	go func() { log.Print(listen.ServerWith(":8085", mux, cfg).ListenAndServeTLS("", "")) }()
	return strict.ListenAndServeTLS("", "")
}
