package handshake

import (
	"crypto/tls"
	"crypto/x509"

	"google.golang.org/grpc/credentials"
)

// reports: the authorities went where a client looks, and nobody can set others in
// credentials.
func Lockers(cert tls.Certificate, pool *x509.CertPool) credentials.TransportCredentials {
	return credentials.NewTLS(&tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert, // want `ClientCAs is nil`
		RootCAs:      pool,
	})
}

// quiet: set in time.
func Desks(cert tls.Certificate, pool *x509.CertPool) credentials.TransportCredentials {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, RootCAs: pool}
	cfg.ClientCAs = cfg.RootCAs
	return credentials.NewTLS(cfg)
}
