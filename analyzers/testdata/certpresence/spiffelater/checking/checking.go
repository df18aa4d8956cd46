// Package checking has interceptors that decide on the ID.
package checking

import (
	"context"

	"github.com/spiffe/go-spiffe/v2/spiffegrpc/grpccredentials"
	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Readers are the workloads that may read.
type Readers map[spiffeid.ID]bool

// Unary lets readers in.
func (p Readers) Unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	id, ok := grpccredentials.PeerIDFromContext(ctx)
	if !ok || !p[id] {
		return nil, status.Error(codes.PermissionDenied, "no reader")
	}
	return h(ctx, req)
}

// Stream does so, too.
func (p Readers) Stream(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, h grpc.StreamHandler) error {
	id, ok := grpccredentials.PeerIDFromContext(ss.Context())
	if !ok || !p[id] {
		return status.Error(codes.PermissionDenied, "no reader")
	}
	return h(srv, ss)
}
