// Package exempts has interceptors that let everybody ask some methods.
package exempts

import (
	"context"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"testdata/unaryonly/exempts/feed"
)

type door struct{ ids map[string]bool }

func (d *door) knows(ctx context.Context) bool {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return false
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	return ok && info.SPIFFEID != nil && d.ids[info.SPIFFEID.String()]
}

func own(method string) bool {
	return method == "/grpc.health.v1.Health/Check" || strings.HasPrefix(method, "/grpc.reflection.")
}

func (d *door) probed(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	if own(info.FullMethod) {
		return next(ctx, req)
	}
	if !d.knows(ctx) {
		return nil, status.Error(codes.PermissionDenied, "unknown")
	}
	return next(ctx, req)
}

func (d *door) compared(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	if info.FullMethod != "/grpc.health.v1.Health/Check" {
		if !d.knows(ctx) {
			return nil, status.Error(codes.PermissionDenied, "unknown")
		}
	}
	return next(ctx, req)
}

func (d *door) streams(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, next grpc.StreamHandler) error {
	switch info.FullMethod {
	case "/grpc.health.v1.Health/Watch":
		return next(srv, ss)
	}
	if !d.knows(ss.Context()) {
		return status.Error(codes.PermissionDenied, "unknown")
	}
	return next(srv, ss)
}

func free(method string) bool { return strings.HasPrefix(method, "/example.Clock/") || own(method) }

func (d *door) open(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	if free(info.FullMethod) {
		return next(ctx, req)
	}
	if !d.knows(ctx) {
		return nil, status.Error(codes.PermissionDenied, "unknown")
	}
	return next(ctx, req)
}

// reports: all but health is guarded, and the service that a package registers has a stream.
func Probed(creds credentials.TransportCredentials, d *door) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.ChainUnaryInterceptor(d.probed)) // want `any client opens streams`
	feed.AddFeed(s, &feed.Feed{})
	return s
}

// quiet: the service has none
func Clocks(creds credentials.TransportCredentials, d *door) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.ChainUnaryInterceptor(d.probed))
	feed.AddClock(s, &feed.Clock{})
	return s
}

// quiet: streams are guarded, too, but for health
func Both(creds credentials.TransportCredentials, d *door) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(d.probed), grpc.StreamInterceptor(d.streams))
	feed.AddFeed(s, &feed.Feed{})
	return s
}

// quiet: whether the service is one that everybody may ask is the project's to say
func Free(creds credentials.TransportCredentials, d *door) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(d.open))
	feed.AddFeed(s, &feed.Feed{})
	return s
}

// quiet: the end of both ways is one
func Compared(creds credentials.TransportCredentials, d *door) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(d.compared))
	feed.AddFeed(s, &feed.Feed{})
	return s
}
