// Package choices: names in callbacks, and what is not in force.
package choices

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"slices"
)

func nameOnly(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 || !slices.Contains(cs.PeerCertificates[0].DNSNames, "writer.example") {
		return errors.New("writers only")
	}
	return nil
}

// The callback looks at a name, which anyone can put into a certificate.
func Name(cert tls.Certificate) (net.Listener, error) {
	return tls.Listen("tcp", ":7000", &tls.Config{
		Certificates:     []tls.Certificate{cert},
		ClientAuth:       tls.RequireAnyClientCert, // want `a certificate that anyone can make passes`
		VerifyConnection: nameOnly,
	})
}

// The configuration that GetConfigForClient returns is in force, and verifies.
func PerClient(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	strict := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	return tls.Listen("tcp", ":7001", &tls.Config{
		ClientAuth:         tls.RequireAnyClientCert,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return strict, nil },
	})
}

// What GetConfigForClient returns asks and does not verify.
func PerClientWeak(cert tls.Certificate) (net.Listener, error) {
	return tls.Listen("tcp", ":7002", &tls.Config{
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return &tls.Config{
				Certificates:     []tls.Certificate{cert},
				ClientAuth:       tls.RequireAnyClientCert, // want `a certificate that anyone can make passes`
				VerifyConnection: nameOnly,
			}, nil
		},
	})
}

// A client's configuration asks nobody for certificates.
func Client(cert tls.Certificate) *http.Client {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: cfg}}
}
