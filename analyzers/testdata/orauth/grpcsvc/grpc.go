// Package grpcsvc: interceptors, metadata and go-grpc-middleware.
package grpcsvc

import (
	"context"
	"crypto/subtle"
	"crypto/x509"
	"errors"
	"slices"

	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/auth"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

var (
	errNoPeer   = errors.New("no verified peer")
	errStranger = errors.New("unknown service")
)

type Access struct {
	services []string
	token    string
	useMTLS  bool
}

func verifiedLeaf(ctx context.Context) (*x509.Certificate, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, errNoPeer
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.VerifiedChains) == 0 {
		return nil, errNoPeer
	}
	return info.State.VerifiedChains[0][0], nil
}

func (a *Access) service(ctx context.Context) (string, error) {
	leaf, err := verifiedLeaf(ctx)
	if err != nil {
		return "", err
	}
	for _, u := range leaf.URIs {
		if slices.Contains(a.services, u.String()) {
			return u.String(), nil
		}
	}
	return "", errStranger
}

func (a *Access) tokenOK(ctx context.Context) bool {
	md, ok := metadata.FromIncomingContext(ctx)
	if !ok {
		return false
	}
	for _, v := range md.Get("x-service-token") {
		if subtle.ConstantTimeCompare([]byte(v), []byte(a.token)) == 1 {
			return true
		}
	}
	return false
}

// Unary: the token when the certificate does not do.
func (a *Access) unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	if _, err := a.service(ctx); err == nil {
		return h(ctx, req)
	}
	if a.tokenOK(ctx) { // want `alternative to .*certificate`
		return h(ctx, req)
	}
	return nil, status.Error(codes.Unauthenticated, "unauthenticated")
}

// Stream: the same, in one condition.
func (a *Access) stream(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, h grpc.StreamHandler) error {
	if _, err := a.service(ss.Context()); err != nil && !a.tokenOK(ss.Context()) { // want `alternative to .*certificate`
		return status.Error(codes.Unauthenticated, "unauthenticated")
	}
	return h(srv, ss)
}

// Sentinel errors: only a caller without certificate may use the token.
func (a *Access) unarySentinel(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	_, err := a.service(ctx)
	switch {
	case err == nil:
	case errors.Is(err, errNoPeer) && a.tokenOK(ctx): // want `alternative to .*certificate`
	default:
		return nil, status.Error(codes.Unauthenticated, err.Error())
	}
	return h(ctx, req)
}

// Not: both.
func (a *Access) unaryBoth(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	if _, err := a.service(ctx); err != nil {
		return nil, status.Error(codes.Unauthenticated, err.Error())
	}
	if !a.tokenOK(ctx) {
		return nil, status.Error(codes.PermissionDenied, "token required")
	}
	return h(ctx, req)
}

// Not: methods that write need the token as well.
func (a *Access) unaryWrites(ctx context.Context, req any, info *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	if _, err := a.service(ctx); err != nil {
		return nil, status.Error(codes.Unauthenticated, err.Error())
	}
	if info.FullMethod == "/store.v1.Store/Put" && !a.tokenOK(ctx) {
		return nil, status.Error(codes.PermissionDenied, "token required")
	}
	return h(ctx, req)
}

// Not: configuration chooses, once, at start.
func (a *Access) options() []grpc.ServerOption {
	if a.useMTLS {
		return []grpc.ServerOption{grpc.UnaryInterceptor(a.unaryCert)}
	}
	return []grpc.ServerOption{grpc.UnaryInterceptor(a.unaryToken)}
}

func (a *Access) unaryCert(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	if _, err := a.service(ctx); err != nil {
		return nil, status.Error(codes.Unauthenticated, err.Error())
	}
	return h(ctx, req)
}

func (a *Access) unaryToken(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	if !a.tokenOK(ctx) {
		return nil, status.Error(codes.Unauthenticated, "token required")
	}
	return h(ctx, req)
}

type callerKey struct{}

func (a *Access) verifyBearer(token string) (string, error) {
	if subtle.ConstantTimeCompare([]byte(token), []byte(a.token)) != 1 {
		return "", errStranger
	}
	return "spiffe://example.org/legacy", nil
}

// go-grpc-middleware: a caller of the same kind either way.
func (a *Access) authFunc(ctx context.Context) (context.Context, error) {
	if id, err := a.service(ctx); err == nil {
		return context.WithValue(ctx, callerKey{}, id), nil
	}
	token, err := auth.AuthFromMD(ctx, "bearer")
	if err != nil {
		return nil, err
	}
	if id, err := a.verifyBearer(token); err == nil { // want `alternative to .*certificate`
		return context.WithValue(ctx, callerKey{}, id), nil
	}
	return nil, status.Error(codes.Unauthenticated, "unauthenticated")
}

// go-grpc-middleware: not: the bearer token after the certificate.
func (a *Access) authBoth(ctx context.Context) (context.Context, error) {
	id, err := a.service(ctx)
	if err != nil {
		return nil, status.Error(codes.Unauthenticated, "certificate")
	}
	token, err := auth.AuthFromMD(ctx, "bearer")
	if err != nil {
		return nil, err
	}
	if _, err := a.verifyBearer(token); err != nil {
		return nil, status.Error(codes.Unauthenticated, "token")
	}
	return context.WithValue(ctx, callerKey{}, id), nil
}

func Servers(a *Access) []*grpc.Server {
	return []*grpc.Server{
		grpc.NewServer(grpc.UnaryInterceptor(a.unary), grpc.StreamInterceptor(a.stream)),
		grpc.NewServer(grpc.UnaryInterceptor(a.unarySentinel)),
		grpc.NewServer(grpc.ChainUnaryInterceptor(a.unaryBoth, a.unaryWrites)),
		grpc.NewServer(grpc.UnaryInterceptor(auth.UnaryServerInterceptor(a.authFunc))),
		grpc.NewServer(grpc.UnaryInterceptor(auth.UnaryServerInterceptor(a.authBoth))),
		grpc.NewServer(a.options()...),
	}
}
