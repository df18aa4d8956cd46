// Package wiring takes its interceptors from another package.
package wiring

import (
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"testdata/unaryonly/api"
	"testdata/unaryonly/wiring/auth"
	"testdata/unaryonly/wiring/opts"
	"testdata/unaryonly/wiring/parts"
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

// reports: the options of another package, which only logs streams.
func Logged(creds credentials.TransportCredentials, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(opts.Logged(creds)...) // want `any client opens streams`
	api.RegisterEventsServer(s, events)
	return s
}

// quiet: the options of another package, which decides on streams.
func Guarded(creds credentials.TransportCredentials, events api.EventsServer) (*grpc.Server, error) {
	options, err := opts.Guarded(creds, 8)
	if err != nil {
		return nil, err
	}
	s := grpc.NewServer(options...)
	api.RegisterEventsServer(s, events)
	return s, nil
}

// quiet: what is missing there is added here.
func Added(creds credentials.TransportCredentials, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(append(opts.Logged(creds), grpc.ChainStreamInterceptor(auth.Streams()))...)
	api.RegisterEventsServer(s, events)
	return s
}

// reports: one option of another package beside one here.
func One(creds credentials.TransportCredentials, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(opts.Unary(auth.Unary), grpc.Creds(creds)) // want `any client opens streams`
	api.RegisterEventsServer(s, events)
	return s
}

// quiet: it may have the other one among the options that it is given.
func Given(creds credentials.TransportCredentials, events api.EventsServer, more ...grpc.ServerOption) *grpc.Server {
	s := grpc.NewServer(opts.With(creds, more)...)
	api.RegisterEventsServer(s, events)
	return s
}

// reports: the interceptor of streams in another package only logs.
func Timed(creds credentials.TransportCredentials, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), parts.Alive(), grpc.UnaryInterceptor(auth.Unary), grpc.StreamInterceptor(parts.Timed)) // want `any client opens streams`
	api.RegisterEventsServer(s, events)
	return s
}

// quiet: another one of streams decides.
func Chained(creds credentials.TransportCredentials, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), parts.Alive(), grpc.UnaryInterceptor(auth.Unary), grpc.ChainStreamInterceptor(parts.Timed, auth.Streams()))
	api.RegisterEventsServer(s, events)
	return s
}

// reports: a method of another package registers the services.
func Mounted(creds credentials.TransportCredentials, b *parts.Backend) *grpc.Server {
	options := []grpc.ServerOption{grpc.Creds(creds), parts.Alive()}
	options = append(options, grpc.UnaryInterceptor(auth.Unary))
	s := grpc.NewServer(options...) // want `any client opens streams`
	b.Mount(s)
	parts.Probes(s)
	return s
}

// quiet: it registers one without streams.
func MountedStore(creds credentials.TransportCredentials, b *parts.Backend) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(auth.Unary))
	b.MountStore(s)
	parts.Probes(s)
	return s
}

// quiet: another package registers health and reflection alone.
func Probes(creds credentials.TransportCredentials) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(auth.Unary))
	parts.Probes(s)
	return s
}

// quiet: the interceptor of streams in another package asks a policy.
func Ruled(creds credentials.TransportCredentials, events api.EventsServer, r *parts.Ruled) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(auth.Unary), grpc.StreamInterceptor(r.Stream))
	api.RegisterEventsServer(s, events)
	return s
}
