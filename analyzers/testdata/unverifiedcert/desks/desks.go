// Package desks serves a desk of another package, which verifies certificates.
package desks

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net/http"
	"time"

	"testdata/unverifiedcert/desks/ask"
	"testdata/unverifiedcert/desks/strict"
)

func handle(d ask.Desk) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a, err := d.Answer(&ask.Question{Path: r.URL.Path, Conn: r.TLS})
		if err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		if a.Bad() {
			http.Error(w, a.Refused, http.StatusForbidden)
			return
		}
		_, _ = io.WriteString(w, a.Text)
	}
}

// Run serves it.
func Run(roots *x509.CertPool) {
	d := strict.New(roots, map[string]string{"till.example": "open"})
	srv := &http.Server{Addr: ":7500", Handler: handle(d), ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{ClientAuth: tls.RequestClientCert}}
	log.Fatal(srv.ListenAndServeTLS("tls.crt", "tls.key"))
}
