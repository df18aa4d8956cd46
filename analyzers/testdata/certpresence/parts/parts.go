// Package parts has helpers that hand on whose certificate it is for a part of the calls.
package parts

import (
	"context"
	"crypto/x509"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

type boatKey struct{}

func shown(ctx context.Context) *x509.Certificate {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil
	}
	ti, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(ti.State.PeerCertificates) == 0 {
		return nil
	}
	return ti.State.PeerCertificates[0]
}

func mutual(ctx context.Context) error {
	if shown(ctx) == nil {
		return status.Error(codes.Unauthenticated, "no client certificate")
	}
	return nil
}

// berthed tells the handlers which boat it is.
func berthed(ctx context.Context) (context.Context, error) {
	cert := shown(ctx)
	if cert == nil || len(cert.URIs) == 0 {
		return nil, status.Error(codes.Unauthenticated, "no boat")
	}
	return context.WithValue(ctx, boatKey{}, cert.URIs[0].String()), nil
}

func admitted(ctx context.Context, method string) (context.Context, error) {
	if strings.HasPrefix(method, "/parts.Berths/") {
		return berthed(ctx)
	}
	if err := mutual(ctx); err != nil {
		return nil, err
	}
	return ctx, nil
}

// reports: for the other calls any certificate does.
func Mixed(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	ctx, err := admitted(ctx, info.FullMethod) // want "any client certificate passes"
	if err != nil {
		return nil, err
	}
	return handler(ctx, req)
}

func told(ctx context.Context, method string) (context.Context, error) {
	if strings.HasPrefix(method, "/parts.Berths/") {
		return berthed(ctx)
	}
	ctx, err := berthed(ctx)
	if err != nil {
		return nil, status.Error(codes.PermissionDenied, "harbour only")
	}
	return ctx, nil
}

// quiet: all handlers are told.
func Everywhere(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	ctx, err := told(ctx, info.FullMethod)
	if err != nil {
		return nil, err
	}
	return handler(ctx, req)
}

// quiet: they are told, although nobody is turned away by that.
func Beside(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if err := mutual(ctx); err != nil {
		return nil, err
	}
	if known, err := berthed(ctx); err == nil {
		ctx = known
	}
	return handler(ctx, req)
}

func perhaps(ctx context.Context) (context.Context, error) {
	cert := shown(ctx)
	if cert == nil {
		return nil, status.Error(codes.Unauthenticated, "no client certificate")
	}
	for _, u := range cert.URIs {
		ctx = context.WithValue(ctx, boatKey{}, u.String())
	}
	return ctx, nil
}

// quiet: they are told, if there is something to tell.
func Sometimes(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	ctx, err := perhaps(ctx)
	if err != nil {
		return nil, err
	}
	return handler(ctx, req)
}

func Serve(harbour *grpc.ServiceDesc, with ...grpc.ServerOption) *grpc.Server {
	s := grpc.NewServer(with...)
	s.RegisterService(harbour, nil)
	return s
}

func Servers(harbour *grpc.ServiceDesc) []*grpc.Server {
	return []*grpc.Server{
		Serve(harbour, grpc.UnaryInterceptor(Mixed)),
		Serve(harbour, grpc.UnaryInterceptor(Everywhere)),
		Serve(harbour, grpc.UnaryInterceptor(Beside)),
		Serve(harbour, grpc.UnaryInterceptor(Sometimes)),
	}
}
