// Package wiring takes its interceptors from another package.
package wiring

import (
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"testdata/unaryonly/api"
	"testdata/unaryonly/wiring/auth"
)

// One of the two.
func Unary(creds credentials.TransportCredentials, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.UnaryInterceptor(auth.Unary)) // want `any client opens streams`
	api.RegisterEventsServer(s, events)
	return s
}

// Both.
func Both(creds credentials.TransportCredentials, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.UnaryInterceptor(auth.Unary), grpc.StreamInterceptor(auth.Streams()))
	api.RegisterEventsServer(s, events)
	return s
}
