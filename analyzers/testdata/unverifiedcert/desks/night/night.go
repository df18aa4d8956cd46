// Package night serves one that only reads names.
package night

import (
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"time"

	"testdata/unverifiedcert/desks/ask"
	"testdata/unverifiedcert/desks/loose"
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
func Run() {
	d := loose.New(map[string]string{"till.example": "open"})
	srv := &http.Server{Addr: ":7500", Handler: handle(d), ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{ClientAuth: tls.RequestClientCert}} // want `a certificate that anyone can make passes`
	log.Fatal(srv.ListenAndServeTLS("tls.crt", "tls.key"))
}
