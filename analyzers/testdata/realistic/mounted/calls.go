package main

import (
	"crypto/tls"
	"crypto/x509"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"testdata/realistic/mounted/api"
)

type keys struct {
	own    tls.Certificate
	depots *x509.CertPool
}

func (k keys) strict() grpc.ServerOption {
	return grpc.Creds(credentials.NewTLS(k.settings(tls.RequireAndVerifyClientCert)))
}

func (k keys) settings(mode tls.ClientAuthType) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{k.own}, ClientAuth: mode, ClientCAs: k.depots}
}

// insisting makes the server for depots.
func insisting(k keys, c *api.Calls) *grpc.Server {
	return grpc.NewServer(
		k.strict(),
		grpc.UnaryInterceptor(c.Insisting),
		grpc.ChainStreamInterceptor(c.Passing()),
	)
}

// asking makes one for everybody.
func asking(k keys, c *api.Calls) *grpc.Server {
	return grpc.NewServer(
		grpc.Creds(credentials.NewTLS(k.settings(tls.VerifyClientCertIfGiven))),
		grpc.UnaryInterceptor(c.Asking),
		grpc.ChainStreamInterceptor(c.Passing()),
	)
}
