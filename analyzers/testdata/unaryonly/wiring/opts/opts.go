// Package opts has options of servers.
package opts

import (
	"context"
	"errors"
	"log"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"testdata/unaryonly/wiring/auth"
)

func logged() grpc.StreamServerInterceptor {
	return func(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
		log.Print(info.FullMethod)
		return handler(srv, ss)
	}
}

func count(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	log.Print(info.FullMethod)
	return handler(ctx, req)
}

// Logged decides on unary calls.
func Logged(creds credentials.TransportCredentials) []grpc.ServerOption {
	out := []grpc.ServerOption{grpc.Creds(creds), grpc.ChainUnaryInterceptor(count, auth.Unary)}
	return append(out, grpc.ChainStreamInterceptor(logged()))
}

// Guarded decides on both.
func Guarded(creds credentials.TransportCredentials, most uint32) ([]grpc.ServerOption, error) {
	if most == 0 {
		return nil, errors.New("no streams at all")
	}
	return []grpc.ServerOption{
		grpc.Creds(creds), grpc.MaxConcurrentStreams(most),
		grpc.UnaryInterceptor(auth.Unary), grpc.ChainStreamInterceptor(logged(), auth.Streams()),
	}, nil
}

// Unary is the option with an interceptor of unary calls.
func Unary(i grpc.UnaryServerInterceptor) grpc.ServerOption {
	return grpc.ChainUnaryInterceptor(count, i)
}

// With decides on unary calls, and does what it is told.
func With(creds credentials.TransportCredentials, more []grpc.ServerOption) []grpc.ServerOption {
	return append([]grpc.ServerOption{grpc.Creds(creds), grpc.UnaryInterceptor(auth.Unary)}, more...)
}
