// Package embeds serves routers of its own, which are others' with something around them.
package embeds

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
)

// desk is a router with a name.
type desk struct {
	*http.ServeMux
	name string
}

func newDesk(name string) *desk {
	d := &desk{http.NewServeMux(), name}
	d.HandleFunc("POST /close", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusAccepted) })
	return d
}

// booth asks on its only route.
type booth struct{ *http.ServeMux }

func newBooth(staff map[string]bool) *booth {
	b := &booth{http.NewServeMux()}
	b.HandleFunc("POST /open", func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].DNSNames) == 0 || !staff[r.TLS.VerifiedChains[0][0].DNSNames[0]] {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		w.WriteHeader(http.StatusAccepted)
	})
	return b
}

func counted(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("X-Served", "1")
		h.ServeHTTP(w, r)
	})
}

func asking(pool *x509.CertPool) *tls.Config {
	return &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
}

// Desks serves the same one with certificates and without.
func Desks(pool *x509.CertPool) error {
	d := newDesk("front")
	strict := &http.Server{Addr: ":7443", Handler: counted(d), TLSConfig: asking(pool)}
	go func() { _ = strict.ListenAndServeTLS("cert.pem", "key.pem") }()
	loose := &http.Server{Addr: ":7080", Handler: counted(d)}
	return loose.ListenAndServe() // want `is served here without`
}

// Booths has one that asks by itself.
func Booths(pool *x509.CertPool, staff map[string]bool) error {
	b := newBooth(staff)
	strict := &http.Server{Addr: ":7543", Handler: counted(b), TLSConfig: asking(pool)}
	go func() { _ = strict.ListenAndServeTLS("cert.pem", "key.pem") }()
	loose := &http.Server{Addr: ":7180", Handler: counted(b)}
	return loose.ListenAndServe()
}
