// Package parts has options, interceptors, and helpers that register services.
package parts

import (
	"context"
	"crypto/x509"
	"log"
	"net/url"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/reflection"
	"google.golang.org/grpc/status"

	"testdata/unaryonly/api"
)

// Alive keeps connections.
func Alive() grpc.ServerOption {
	return grpc.KeepaliveParams(keepalive.ServerParameters{Time: time.Minute})
}

// Timed is an interceptor that logs.
func Timed(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	start := time.Now()
	err := handler(srv, ss)
	log.Print(info.FullMethod, time.Since(start))
	return err
}

// Backend is what the services work on.
type Backend struct {
	Events api.EventsServer
	Store  api.StoreServer
}

// Mount registers all services.
func (b *Backend) Mount(s *grpc.Server) {
	api.RegisterStoreServer(s, b.Store)
	api.RegisterEventsServer(s, b.Events)
}

// MountStore registers one without streams.
func (b *Backend) MountStore(s *grpc.Server) { api.RegisterStoreServer(s, b.Store) }

// Probes registers what load balancers and operators ask.
func Probes(s *grpc.Server) {
	grpc_health_v1.RegisterHealthServer(s, health.NewServer())
	reflection.Register(s)
}

// Policy says which workload may call what.
type Policy interface {
	Permits(method string, id *url.URL) bool
}

// Ruled asks a policy for each stream.
type Ruled struct{ Policy Policy }

// Stream is an interceptor.
func (r *Ruled) Stream(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	leaf, err := leafOf(ss.Context())
	if err != nil {
		return err
	}
	if len(leaf.URIs) != 1 || !r.Policy.Permits(info.FullMethod, leaf.URIs[0]) {
		return status.Error(codes.PermissionDenied, info.FullMethod)
	}
	return handler(srv, ss)
}

func leafOf(ctx context.Context) (*x509.Certificate, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.VerifiedChains) == 0 {
		return nil, status.Error(codes.Unauthenticated, "no certificate")
	}
	return info.State.VerifiedChains[0][0], nil
}
