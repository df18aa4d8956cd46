// Package parts has what decides nothing: options, an interceptor that logs, and helpers
// that register services.
package parts

import (
	"log"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/reflection"

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
