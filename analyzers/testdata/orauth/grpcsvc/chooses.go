package grpcsvc

import (
	"context"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

type signedTickets interface {
	Holder(ctx context.Context, raw string) (string, error)
}

type gatekeeper struct {
	tickets signedTickets
	plain   bool
}

// authenticate takes a ticket from whoever sends one, and else the certificate: the caller
// chooses, by one part of a longer condition.
func (g *gatekeeper) authenticate(ctx context.Context) (context.Context, error) {
	if md, ok := metadata.FromIncomingContext(ctx); ok && len(md["authorization"]) > 0 {
		who, err := g.tickets.Holder(ctx, strings.TrimPrefix(md["authorization"][0], "Bearer ")) // want `alternative to .*certificate`
		if err != nil {
			return nil, status.Error(codes.Unauthenticated, "bad ticket")
		}
		return context.WithValue(ctx, callerKey{}, who), nil
	}
	leaf, err := verifiedLeaf(ctx)
	if err != nil || len(leaf.URIs) != 1 {
		return nil, status.Error(codes.Unauthenticated, "no identity")
	}
	return context.WithValue(ctx, callerKey{}, leaf.URIs[0].String()), nil
}

// configured is quiet: the operator chooses.
func (g *gatekeeper) configured(ctx context.Context) (context.Context, error) {
	if md, ok := metadata.FromIncomingContext(ctx); ok && g.plain {
		who, err := g.tickets.Holder(ctx, strings.Join(md["authorization"], ""))
		if err != nil {
			return nil, status.Error(codes.Unauthenticated, "bad ticket")
		}
		return context.WithValue(ctx, callerKey{}, who), nil
	}
	leaf, err := verifiedLeaf(ctx)
	if err != nil || len(leaf.URIs) != 1 {
		return nil, status.Error(codes.Unauthenticated, "no identity")
	}
	return context.WithValue(ctx, callerKey{}, leaf.URIs[0].String()), nil
}

func intercepted(authenticate func(context.Context) (context.Context, error)) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		ctx, err := authenticate(ctx)
		if err != nil {
			return nil, err
		}
		return handler(ctx, req)
	}
}

func (g *gatekeeper) interceptors() []grpc.UnaryServerInterceptor {
	return []grpc.UnaryServerInterceptor{intercepted(g.authenticate), intercepted(g.configured)}
}
