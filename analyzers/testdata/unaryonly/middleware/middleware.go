// Package middleware has its interceptors made of a function that decides.
package middleware

import (
	"context"
	"slices"

	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/auth"
	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/logging"
	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/recovery"
	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/selector"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"testdata/unaryonly/api"
)

func writers(ctx context.Context) (context.Context, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.VerifiedChains) == 0 || !slices.Contains(info.State.VerifiedChains[0][0].DNSNames, "writer.example") {
		return nil, status.Error(codes.PermissionDenied, "writers only")
	}
	return ctx, nil
}

func anyone(ctx context.Context) (context.Context, error) { return ctx, nil }

// For unary calls alone.
func Unary(creds credentials.TransportCredentials, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(auth.UnaryServerInterceptor(writers))) // want `any client opens streams`
	api.RegisterEventsServer(s, events)
	return s
}

// In a chain, where it is selected; that of streams only logs.
func Selected(creds credentials.TransportCredentials, events api.EventsServer, m selector.Matcher, l logging.Logger) *grpc.Server {
	s := grpc.NewServer( // want `any client opens streams`
		grpc.Creds(creds),
		grpc.ChainUnaryInterceptor(logging.UnaryServerInterceptor(l), selector.UnaryServerInterceptor(auth.UnaryServerInterceptor(writers), m)),
	)
	api.RegisterEventsServer(s, events)
	return s
}

// Streams are only kept from ending the program.
func Recovered(creds credentials.TransportCredentials, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer( // want `any client opens streams`
		grpc.Creds(creds),
		grpc.ChainUnaryInterceptor(recovery.UnaryServerInterceptor(), auth.UnaryServerInterceptor(writers)),
		grpc.ChainStreamInterceptor(recovery.StreamServerInterceptor()),
	)
	api.RegisterEventsServer(s, events)
	return s
}

// For both.
func Both(creds credentials.TransportCredentials, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(
		grpc.Creds(creds),
		grpc.UnaryInterceptor(auth.UnaryServerInterceptor(writers)),
		grpc.StreamInterceptor(auth.StreamServerInterceptor(writers)),
	)
	api.RegisterEventsServer(s, events)
	return s
}

// The function lets everybody in.
func Anyone(creds credentials.TransportCredentials, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(auth.UnaryServerInterceptor(anyone)))
	api.RegisterEventsServer(s, events)
	return s
}

// Somebody hands the function in.
func Given(creds credentials.TransportCredentials, events api.EventsServer, check auth.AuthFunc) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(auth.UnaryServerInterceptor(writers)), grpc.StreamInterceptor(auth.StreamServerInterceptor(check)))
	api.RegisterEventsServer(s, events)
	return s
}
