package rpc

import (
	"context"
	"log/slog"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"example.com/fleet/internal/identity"
)

// Agents guards the interface of the agents in the vehicles.
type Agents struct {
	Directory *identity.Directory
	Log       *slog.Logger
}

// Unary admits calls of agents whose vehicle is known.
func (a *Agents) Unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	cert, err := identity.OfCall(ctx)
	if err != nil {
		return nil, status.Error(codes.Unauthenticated, err.Error())
	}
	p, err := a.Directory.ByCertificate(cert)
	if err != nil {
		return nil, status.Error(codes.PermissionDenied, err.Error())
	}
	if !p.Has(identity.Vehicle) {
		return nil, status.Error(codes.PermissionDenied, "vehicles only")
	}
	return handler(identity.NewContext(ctx, p), req)
}

// Stream admits streams of agents.
func (a *Agents) Stream(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	cert, err := identity.OfCall(stream.Context())
	if err != nil {
		return status.Error(codes.Unauthenticated, err.Error())
	}
	a.Log.Info("stream opened", "agent", identity.Name(cert), "method", info.FullMethod)
	return handler(srv, stream)
}
