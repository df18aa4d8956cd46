// Package derived serves with configurations that another package derives of one that is
// made here.
package derived

import (
	"crypto/tls"
	"crypto/x509"
	"net"

	"google.golang.org/grpc"

	"testdata/resumption/derived/belts"
)

func base(cert tls.Certificate, pool *x509.CertPool) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
}

// Returned is listened with.
func Returned(b *belts.Belt, cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7800", b.Loading(base(cert, pool))) // want `is not called for resumed connections`
}

// Sealed is in credentials: one asks once, one for every connection, and one has no tickets.
func Sealed(b *belts.Belt, cert tls.Certificate, pool *x509.CertPool) []*grpc.Server {
	once := base(cert, pool)
	quiet := base(cert, pool)
	quiet.SessionTicketsDisabled = true
	return []*grpc.Server{
		grpc.NewServer(grpc.Creds(b.Parcels(once))), // want `is not called for resumed connections`
		grpc.NewServer(grpc.Creds(b.Letters(once))),
		grpc.NewServer(grpc.Creds(b.Parcels(quiet))),
	}
}

// Halls have it in a field.
func Halls(bs map[string]*belts.Belt, cert tls.Certificate, pool *x509.CertPool) error {
	hall := &belts.Hall{TLS: base(cert, pool), Belts: bs}
	off := base(cert, pool)
	off.SessionTicketsDisabled = true
	dark := &belts.Hall{TLS: off, Belts: bs}
	for _, f := range []func() (net.Listener, error){
		func() (net.Listener, error) { return tls.Listen("tcp", ":7801", hall.Any()) }, // want `is not called for resumed connections`
		func() (net.Listener, error) { return tls.Listen("tcp", ":7802", hall.Once()) },
		func() (net.Listener, error) { return tls.Listen("tcp", ":7803", dark.Any()) },
	} {
		if _, err := f(); err != nil {
			return err
		}
	}
	return nil
}

// Given may be anything.
func Given(hall *belts.Hall, b *belts.Belt, cfg *tls.Config) (net.Listener, error) {
	if _, err := tls.Listen("tcp", ":7804", b.Loading(cfg)); err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7805", hall.Any())
}
