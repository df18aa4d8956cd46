// Package grpcauth: auth functions of go-grpc-middleware, errors that are
// wrapped, joined and compared.
package grpcauth

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"

	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/auth"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

var (
	errNoPeer    = errors.New("no peer certificate")
	errPlaintext = errors.New("plaintext transport")
	errStranger  = errors.New("stranger")
)

func peerLeaf(ctx context.Context) (*x509.Certificate, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, errPlaintext
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok {
		return nil, fmt.Errorf("peer %v: %w", p.Addr, errPlaintext)
	}
	certs := info.State.PeerCertificates
	if len(certs) == 0 {
		return nil, fmt.Errorf("peer %v: %w", p.Addr, errNoPeer)
	}
	return certs[0], nil
}

type roleKey struct{}

// A registered authenticator: a fixed role for any certificate.
func machineRole(ctx context.Context) (context.Context, error) {
	if _, err := peerLeaf(ctx); err != nil { // want `any .*certificate`
		return nil, status.Error(codes.Unauthenticated, err.Error())
	}
	return context.WithValue(ctx, roleKey{}, "machine"), nil
}

// The identity of the certificate is put into the context.
func machineName(ctx context.Context) (context.Context, error) {
	leaf, err := peerLeaf(ctx)
	if err != nil || len(leaf.DNSNames) == 0 {
		return nil, status.Error(codes.Unauthenticated, "unauthenticated")
	}
	return context.WithValue(ctx, roleKey{}, leaf.DNSNames[0]), nil
}

func admission(ctx context.Context) error {
	var errs []error
	leaf, err := peerLeaf(ctx)
	if err != nil {
		errs = append(errs, err)
	}
	if leaf != nil && leaf.IsCA {
		errs = append(errs, errors.New("authority certificates are refused"))
	}
	return errors.Join(errs...)
}

// errors.Join of helpers' errors.
func joined(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	if err := admission(ctx); err != nil { // want `any .*certificate`
		return nil, status.Error(codes.PermissionDenied, err.Error())
	}
	return h(ctx, req)
}

func member(ctx context.Context, names map[string]struct{}) error {
	leaf, err := peerLeaf(ctx)
	if err != nil {
		return errors.Join(errStranger, err)
	}
	for _, n := range leaf.DNSNames {
		if _, ok := names[n]; ok {
			return nil
		}
	}
	return fmt.Errorf("%v: %w", leaf.DNSNames, errStranger)
}

// A sentinel compared with errors.Is; a helper that decides on the SAN.
func members(names map[string]struct{}) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		switch err := member(ctx, names); {
		case errors.Is(err, errStranger):
			return nil, status.Error(codes.PermissionDenied, "members only")
		case err != nil:
			return nil, status.Error(codes.Internal, "internal")
		}
		return h(ctx, req)
	}
}

// A sentinel compared with errors.Is; a helper that only fetches.
func anyPeer(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, h grpc.StreamHandler) error {
	if _, err := peerLeaf(ss.Context()); errors.Is(err, errPlaintext) || errors.Is(err, errNoPeer) { // want `any .*certificate`
		return status.Error(codes.Unauthenticated, err.Error())
	}
	return h(srv, ss)
}

func Options(names map[string]struct{}) []grpc.ServerOption {
	return []grpc.ServerOption{
		grpc.ChainUnaryInterceptor(auth.UnaryServerInterceptor(machineRole), joined),
		grpc.ChainStreamInterceptor(auth.StreamServerInterceptor(machineRole), anyPeer),
	}
}

func MemberOptions(names map[string]struct{}) []grpc.ServerOption {
	return []grpc.ServerOption{
		grpc.ChainUnaryInterceptor(auth.UnaryServerInterceptor(machineName), members(names)),
		grpc.ChainStreamInterceptor(auth.StreamServerInterceptor(machineName)),
	}
}

func transport(ctx context.Context) (credentials.TLSInfo, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return credentials.TLSInfo{}, errPlaintext
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok {
		return credentials.TLSInfo{}, errPlaintext
	}
	return info, nil
}

// boarded lets in who has no certificate.
func boarded(ctx context.Context, names map[string]bool) error {
	info, err := transport(ctx)
	if err != nil {
		return err
	}
	if len(info.State.PeerCertificates) == 0 {
		return nil
	}
	for _, u := range info.State.PeerCertificates[0].URIs {
		if names[u.String()] {
			return nil
		}
	}
	return errStranger
}

// quiet: it is no certificate's presence that lets in, but that there is none.
func boarding(names map[string]bool) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		if err := boarded(ctx, names); err != nil {
			return nil, status.Error(codes.PermissionDenied, "not on the list")
		}
		return h(ctx, req)
	}
}

// reports: with TLS there is one here, as far as this is concerned.
func seated(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	if _, err := transport(ctx); err != nil { // want `any .*certificate`
		return nil, status.Error(codes.Unauthenticated, "no TLS")
	}
	return h(ctx, req)
}
