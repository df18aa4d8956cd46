// Package lifecycle has another package start its servers, at the end.
package lifecycle

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"

	"testdata/mixedlistener/lifecycle/group"
)

func router() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/orders", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("orders")) })
	return mux
}

func mutual(clients *x509.CertPool) *tls.Config {
	return &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients}
}

// reports: a method value starts the plain one.
func Both(g *group.Group, clients *x509.CertPool) {
	orders := router()
	g.Secure(":9443", mutual(clients), orders)
	g.Plain(":9080", orders) // want "any client passes without a certificate"
}

// quiet: the plain one is on loopback.
func Loopback(g *group.Group, clients *x509.CertPool) {
	orders := router()
	g.Secure(":9444", mutual(clients), orders)
	g.Plain("127.0.0.1:9081", orders)
}

// quiet: each has a router of its own.
func Apart(g *group.Group, clients *x509.CertPool) {
	g.Secure(":9445", mutual(clients), router())
	g.Plain(":9082", http.NotFoundHandler())
}
