// Package registry serves handlers that it only knows by name.
package registry

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"time"

	"testdata/unverifiedcert/registry/routes"
)

// A package below verifies, and the pool tells clients which certificate to
// send: low confidence.
func Serve(cert tls.Certificate, pem []byte, name string, api http.Handler) error {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	srv := &http.Server{
		Addr: ":8443", Handler: routes.Find(name, pool, api), ReadHeaderTimeout: time.Second,
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequestClientCert, ClientCAs: pool},
	}
	return srv.ListenAndServeTLS("", "")
}
