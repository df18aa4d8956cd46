// Package kiosks serves handlers of another package in clear, too: one that asks for no
// certificate, one that does by itself, and one that may.
package kiosks

import (
	"crypto/tls"
	"crypto/x509"
	"log"
	"net/http"

	"testdata/mixedlistener/kiosks/desk"
)

// Run serves what the kiosks show.
func Run(d *desk.Desk, pool *x509.CertPool) {
	strict := func() *tls.Config {
		return &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	}
	resets, writes, others := http.NewServeMux(), http.NewServeMux(), http.NewServeMux()
	resets.HandleFunc("POST /reset/{kiosk}", d.Reset)
	writes.HandleFunc("POST /text/{kiosk}", d.Write)
	others.HandleFunc("/", d.Forward)

	a := &http.Server{Addr: ":7600", Handler: resets, TLSConfig: strict()}
	b := &http.Server{Addr: ":7601", Handler: writes, TLSConfig: strict()}
	c := &http.Server{Addr: ":7602", Handler: others, TLSConfig: strict()}
	go func() { log.Print(a.ListenAndServeTLS("kiosk.pem", "kiosk.key")) }()
	go func() { log.Print(b.ListenAndServeTLS("kiosk.pem", "kiosk.key")) }()
	go func() { log.Print(c.ListenAndServeTLS("kiosk.pem", "kiosk.key")) }()
	go func() { log.Print(http.ListenAndServe(":7610", resets)) }() // want `any client passes without a certificate`
	go func() { log.Print(http.ListenAndServe(":7611", writes)) }()
	log.Print(http.ListenAndServe(":7612", others))
}
