// Package wards has interceptors and services, some of which decide on SPIFFE IDs.
package wards

import (
	"context"
	"log"
	"strings"

	"github.com/spiffe/go-spiffe/v2/spiffegrpc/grpccredentials"
	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	health "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
)

// Ward knows who may call what.
type Ward struct {
	callers map[spiffeid.ID]bool
	guarded []string
}

// New returns a ward for callers.
func New(ids ...spiffeid.ID) *Ward {
	w := &Ward{callers: map[spiffeid.ID]bool{}}
	for _, id := range ids {
		w.callers[id] = true
	}
	return w
}

func (w *Ward) check(ctx context.Context, method string) error {
	id, ok := grpccredentials.PeerIDFromContext(ctx)
	if !ok {
		return status.Error(codes.Unauthenticated, "no workload identity")
	}
	if !w.callers[id] {
		return status.Errorf(codes.PermissionDenied, "%s may not call %s", id, method)
	}
	return nil
}

// Unary lets callers of the ward in.
func (w *Ward) Unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	if err := w.check(ctx, info.FullMethod); err != nil {
		return nil, err
	}
	return h(ctx, req)
}

// Stream is Unary for streams.
func (w *Ward) Stream(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, h grpc.StreamHandler) error {
	if err := w.check(ss.Context(), info.FullMethod); err != nil {
		return err
	}
	return h(srv, ss)
}

// Only returns an interceptor for one caller.
func Only(one spiffeid.ID) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		if id, ok := grpccredentials.PeerIDFromContext(ctx); !ok || id != one {
			return nil, status.Error(codes.PermissionDenied, "somebody else")
		}
		return h(ctx, req)
	}
}

// Journal notes who calls, and turns nobody away.
type Journal struct{ out *log.Logger }

// NewJournal returns a journal.
func NewJournal(out *log.Logger) *Journal { return &Journal{out: out} }

// Unary notes a call.
func (j *Journal) Unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	id, _ := grpccredentials.PeerIDFromContext(ctx)
	j.out.Printf("%s %s", info.FullMethod, id)
	return h(ctx, req)
}

// Pulse is a service for the callers of a ward.
type Pulse struct {
	health.UnimplementedHealthServer
	ward *Ward
}

// NewPulse returns a service.
func NewPulse(w *Ward) *Pulse { return &Pulse{ward: w} }

// Check asks who calls.
func (p *Pulse) Check(ctx context.Context, req *health.HealthCheckRequest) (*health.HealthCheckResponse, error) {
	if err := p.ward.check(ctx, req.Service); err != nil {
		return nil, err
	}
	return &health.HealthCheckResponse{Status: health.HealthCheckResponse_SERVING}, nil
}

// Murmur is a service for everybody.
type Murmur struct {
	health.UnimplementedHealthServer
}

// Check answers everybody.
func (*Murmur) Check(_ context.Context, req *health.HealthCheckRequest) (*health.HealthCheckResponse, error) {
	if strings.TrimSpace(req.Service) == "" {
		return nil, status.Error(codes.InvalidArgument, "which service?")
	}
	return &health.HealthCheckResponse{Status: health.HealthCheckResponse_SERVING}, nil
}
