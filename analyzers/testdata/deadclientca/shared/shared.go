// Package shared has configurations of clients, or of nobody in particular.
package shared

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

// A client has no use for ClientCAs, but it does no harm.
func Client(cert tls.Certificate, pool *x509.CertPool) *http.Client {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool, ClientCAs: pool}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: cfg}}
}

// Nor has a gRPC client.
func Dial(addr string, cert tls.Certificate, pool *x509.CertPool) (*grpc.ClientConn, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool, ClientCAs: pool}
	return grpc.NewClient(addr, grpc.WithTransportCredentials(credentials.NewTLS(cfg)))
}

// Where it goes is not known: a server may set the mode.
func Base(cert tls.Certificate, pool *x509.CertPool) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool, ClientCAs: pool}
}

// It says what it asks of clients, wherever it goes.
func Explicit(cert tls.Certificate, pool *x509.CertPool) *tls.Config {
	return &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientCAs:    pool, // want `ClientCAs is set, but ClientAuth stays`
		ClientAuth:   tls.NoClientCert,
	}
}
