// Package configured reads a header whose name only the configuration knows.
package configured

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"log"
	"net/http"

	"testdata/forwardedcert/configured/settings"
)

type entrance struct{ settings settings.Ingress }

// reports: the name of the field says what the header is.
func (e entrance) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		der, err := base64.StdEncoding.DecodeString(r.Header.Get(e.settings.ClientCertHeader)) // want "the header is believed"
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		sum := sha256.Sum256(cert.Raw)
		if _, ok := e.settings.Queues[hex.EncodeToString(sum[:])]; !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: another header is logged.
func (e entrance) trace(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		log.Print(r.Header.Get(e.settings.TraceHeader))
		next.ServeHTTP(w, r)
	})
}
