// Package credentials makes transport credentials for others. They hold a copy of the
// configuration, in which nobody sets a mode afterwards.
package credentials

import (
	"crypto/tls"
	"crypto/x509"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

// Keys of a theatre.
type Keys struct {
	Pair   tls.Certificate
	Guests *x509.CertPool
}

// reports: no server that gets these asks for a certificate.
func (k Keys) Stage() credentials.TransportCredentials {
	return credentials.NewTLS(&tls.Config{
		Certificates: []tls.Certificate{k.Pair},
		ClientCAs:    k.Guests, // want `ClientCAs is set, but ClientAuth stays`
	})
}

// reports: the same, in an option.
func Option(k Keys) grpc.ServerOption {
	cfg := &tls.Config{Certificates: []tls.Certificate{k.Pair}}
	cfg.ClientCAs = k.Guests // want `ClientCAs is set, but ClientAuth stays`
	return grpc.Creds(credentials.NewTLS(cfg))
}

// quiet: the mode is set in time.
func (k Keys) Box() credentials.TransportCredentials {
	cfg := &tls.Config{Certificates: []tls.Certificate{k.Pair}, ClientCAs: k.Guests}
	cfg.ClientAuth = tls.RequireAndVerifyClientCert
	return credentials.NewTLS(cfg)
}

// quiet: they are for both ends, and who gets them is not known.
func (k Keys) Both() credentials.TransportCredentials {
	return credentials.NewTLS(&tls.Config{Certificates: []tls.Certificate{k.Pair}, RootCAs: k.Guests, ClientCAs: k.Guests})
}

// quiet: the configuration itself is kept, and may go elsewhere.
func (k Keys) Kept() (*tls.Config, credentials.TransportCredentials) {
	cfg := &tls.Config{Certificates: []tls.Certificate{k.Pair}, ClientCAs: k.Guests}
	return cfg, credentials.NewTLS(cfg)
}
