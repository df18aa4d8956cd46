// Package derived serves with configurations that another package derives of one that is
// made here.
package derived

import (
	"crypto/tls"
	"crypto/x509"
	"net"

	"google.golang.org/grpc"

	"testdata/getconfig/derived/lanes"
)

func strict(cert tls.Certificate, pool *x509.CertPool) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
}

func lax(cert tls.Certificate, pool *x509.CertPool) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: pool}
}

// Pools have it in a field.
func Pools(certs map[string]*tls.Certificate, cert tls.Certificate, pool *x509.CertPool) ([]net.Listener, error) {
	indoor := &lanes.Pool{TLS: strict(cert, pool), Lanes: certs}
	outdoor := &lanes.Pool{TLS: lax(cert, pool), Lanes: certs}
	a, err := tls.Listen("tcp", ":7900", indoor.Swimmers()) // want `has a weaker ClientAuth`
	if err != nil {
		return nil, err
	}
	b, err := tls.Listen("tcp", ":7901", indoor.Divers())
	if err != nil {
		return nil, err
	}
	c, err := tls.Listen("tcp", ":7902", outdoor.Swimmers())
	return []net.Listener{a, b, c}, err
}

// Sealed has it in credentials.
func Sealed(certs map[string]*tls.Certificate, cert tls.Certificate, pool *x509.CertPool) []*grpc.Server {
	return []*grpc.Server{
		grpc.NewServer(grpc.Creds(lanes.Guests(strict(cert, pool), certs))), // want `has a weaker ClientAuth`
		grpc.NewServer(grpc.Creds(lanes.Members(strict(cert, pool), certs))),
	}
}
