// Package keyrings serves with configurations that a ring of keys makes.
package keyrings

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"

	"testdata/clientroots/keyrings/rings"
)

func load(pair tls.Certificate, pem []byte) (how string, r rings.Ring, err error) {
	r.Pair = pair
	r.Guests = x509.NewCertPool()
	r.Guests.AppendCertsFromPEM(pem)
	return "pem", r, nil
}

// Serve starts one server for each.
func Serve(pair tls.Certificate, pem []byte, h http.Handler) []*http.Server {
	_, r, err := load(pair, pem)
	if err != nil {
		return nil
	}
	return []*http.Server{
		{Addr: ":8841", Handler: h, TLSConfig: r.Door()},
		{Addr: ":8842", Handler: h, TLSConfig: r.Gate()},
		{Addr: ":8843", Handler: h, TLSConfig: r.Hatch()}, // want `a certificate of any public authority passes`
	}
}
