// Package grpcsvc guards a gRPC service.
package grpcsvc

import (
	"context"
	"crypto/x509"
	"net"
	"net/url"
	"slices"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

type fleet struct{ ids []string }

func peerCertificates(ctx context.Context) ([]*x509.Certificate, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.PeerCertificates) == 0 {
		return nil, status.Error(codes.Unauthenticated, "no client certificate")
	}
	return info.State.PeerCertificates, nil
}

// reports: the SPIFFE ID of any certificate.
func (f *fleet) unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	certs, err := peerCertificates(ctx)
	if err != nil {
		return nil, err
	}
	for _, cert := range certs {
		if slices.ContainsFunc(cert.URIs, func(u *url.URL) bool { return slices.Contains(f.ids, u.String()) }) { // want "whoever adds somebody else's certificate"
			return handler(ctx, req)
		}
	}
	return nil, status.Error(codes.PermissionDenied, "unknown workload")
}

// reports: the names of all are gathered, and one is enough.
func (f *fleet) stream(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	certs, err := peerCertificates(ss.Context())
	if err != nil {
		return err
	}
	var names []string
	for _, cert := range certs {
		names = append(names, cert.DNSNames...)
	}
	if !slices.Contains(names, f.ids[0]) { // want "whoever adds somebody else's certificate"
		return status.Error(codes.PermissionDenied, "unknown workload")
	}
	return handler(srv, ss)
}

type handshake struct {
	credentials.TransportCredentials
	ids []string
}

// reports: transport credentials hand a connection on by any certificate.
func (h *handshake) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	conn, info, err := h.TransportCredentials.ServerHandshake(raw)
	if err != nil {
		return nil, nil, err
	}
	state := info.(credentials.TLSInfo).State
	for _, cert := range state.PeerCertificates {
		if slices.Contains(cert.DNSNames, h.ids[0]) { // want "whoever adds somebody else's certificate"
			return conn, info, nil
		}
	}
	_ = conn.Close()
	return nil, nil, status.Error(codes.PermissionDenied, "unknown workload")
}

// quiet: the SPIFFE ID of the first certificate.
func (f *fleet) leaf(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	certs, err := peerCertificates(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(certs[0].URIs, func(u *url.URL) bool { return slices.Contains(f.ids, u.String()) }) {
		return nil, status.Error(codes.PermissionDenied, "unknown workload")
	}
	return handler(ctx, req)
}
