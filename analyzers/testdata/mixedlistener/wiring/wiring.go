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
