// Package passed asks for what another package keeps of the certificate.
package passed

import (
	"net/http"

	"testdata/orauth/passed/peers"
)

// Extract keeps the certificate.
//
// quiet: it asks for nothing.
func Extract(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			r = r.WithContext(peers.WithCertificate(r.Context(), r.TLS.PeerCertificates[0]))
		}
		next.ServeHTTP(w, r)
	})
}

// Either takes a token from whoever has no certificate.
//
// reports: the token alone is enough.
func Either(known *peers.Known, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var d *peers.Device
		var err error
		if c := peers.Certificate(r.Context()); c != nil {
			d, err = known.Cert(c)
		} else {
			d, err = known.Token(r.Header.Get("X-Device-Token")) // want "alternative to the client certificate"
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(peers.WithDevice(r.Context(), d)))
	})
}

// Both takes a token beside the certificate.
//
// quiet: it needs both.
func Both(known *peers.Known, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := peers.Certificate(r.Context())
		if c == nil {
			http.Error(w, "a certificate, please", http.StatusUnauthorized)
			return
		}
		d, err := known.Cert(c)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		other, err := known.Token(r.Header.Get("X-Device-Token"))
		if err != nil || other.Serial != d.Serial {
			http.Error(w, "not this device's token", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(peers.WithDevice(r.Context(), d)))
	})
}
