// Package turbines serves calls that come through a proxy, whose certificate an interceptor
// asks for: those behind it, and the services of its server, get headers from the proxy alone.
package turbines

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

type proxies map[string]bool

func (p proxies) unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	pr, ok := peer.FromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no peer")
	}
	ti, ok := pr.AuthInfo.(credentials.TLSInfo)
	if !ok || len(ti.State.VerifiedChains) == 0 {
		return nil, status.Error(codes.Unauthenticated, "no certificate")
	}
	for _, n := range ti.State.VerifiedChains[0][0].DNSNames {
		if p[n] {
			return next(ctx, req)
		}
	}
	return nil, status.Error(codes.PermissionDenied, "not the proxy")
}

func sum(ctx context.Context) string {
	if v := metadata.ValueFromIncomingContext(ctx, "x-ssl-client-sha256"); len(v) == 1 {
		return v[0]
	}
	return ""
}

type towers struct{ sums map[string]bool }

// quiet: it stands behind the interceptor that knows the proxy.
func (t towers) unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	if !t.sums[sum(ctx)] {
		return nil, status.Error(codes.PermissionDenied, "unknown tower")
	}
	return next(ctx, req)
}

type early struct{ sums map[string]bool }

// reports: it stands before it.
func (e early) unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	v := metadata.ValueFromIncomingContext(ctx, "x-ssl-client-sha256") // want "the header is believed"
	if len(v) != 1 || !e.sums[v[0]] {
		return nil, status.Error(codes.PermissionDenied, "unknown tower")
	}
	return next(ctx, req)
}

type behind struct {
	grpc_health_v1.UnimplementedHealthServer
	sums map[string]bool
}

// quiet: its only server has the interceptor.
func (b *behind) Check(ctx context.Context, _ *grpc_health_v1.HealthCheckRequest) (*grpc_health_v1.HealthCheckResponse, error) {
	v := metadata.ValueFromIncomingContext(ctx, "x-ssl-client-sha256")
	if len(v) != 1 || !b.sums[v[0]] {
		return nil, status.Error(codes.PermissionDenied, "unknown tower")
	}
	return &grpc_health_v1.HealthCheckResponse{}, nil
}

type plain struct {
	grpc_health_v1.UnimplementedHealthServer
	sums map[string]bool
}

// reports: one of its servers has none.
func (p *plain) Check(ctx context.Context, _ *grpc_health_v1.HealthCheckRequest) (*grpc_health_v1.HealthCheckResponse, error) {
	v := metadata.ValueFromIncomingContext(ctx, "x-ssl-client-sha256") // want "the header is believed"
	if len(v) != 1 || !p.sums[v[0]] {
		return nil, status.Error(codes.PermissionDenied, "unknown tower")
	}
	return &grpc_health_v1.HealthCheckResponse{}, nil
}

// Servers returns the servers.
func Servers(creds credentials.TransportCredentials, sums, names map[string]bool) []*grpc.Server {
	p, t, e := proxies(names), towers{sums}, early{sums}
	outer := grpc.NewServer(grpc.Creds(creds), grpc.ChainUnaryInterceptor(p.unary, t.unary))
	grpc_health_v1.RegisterHealthServer(outer, &behind{sums: sums})
	second := grpc.NewServer(grpc.Creds(creds), grpc.ChainUnaryInterceptor(e.unary, p.unary))
	grpc_health_v1.RegisterHealthServer(second, &plain{sums: sums})
	inner := grpc.NewServer(grpc.Creds(creds))
	grpc_health_v1.RegisterHealthServer(inner, &plain{sums: sums})
	return []*grpc.Server{outer, second, inner}
}
