// Package pier decides for each call, with a literal that is given the certificates.
package pier

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"slices"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// Pier has boats by the digest of their certificate.
type Pier struct{ Boats map[[sha256.Size]byte]bool }

// Serve turns strangers away early, and asks again for each call.
func (p *Pier) Serve(cert tls.Certificate, pool *x509.CertPool, l net.Listener) error {
	s := grpc.NewServer(grpc.UnaryInterceptor(p.call), grpc.Creds(credentials.NewTLS(&tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		VerifyPeerCertificate: func(_ [][]byte, chains [][]*x509.Certificate) error {
			if !p.Boats[sha256.Sum256(chains[0][0].Raw)] {
				return errors.New("no boat")
			}
			return nil
		},
	})))
	return s.Serve(l)
}

func (p *Pier) call(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	from, ok := peer.FromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := from.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.PeerCertificates) == 0 {
		return nil, status.Error(codes.Unauthenticated, "no certificate")
	}
	if !slices.ContainsFunc(info.State.PeerCertificates[:1], func(c *x509.Certificate) bool { return p.Boats[sha256.Sum256(c.Raw)] }) {
		return nil, status.Error(codes.PermissionDenied, "no boat")
	}
	return next(ctx, req)
}
