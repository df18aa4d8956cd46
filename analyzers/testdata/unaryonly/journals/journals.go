// Package journals has servers whose interceptors of streams look at who calls.
package journals

import (
	"log"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"testdata/unaryonly/api"
	"testdata/unaryonly/journals/peers"
)

// reports: who opens streams is only written down.
func Told(creds credentials.TransportCredentials, keys map[string]bool, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(peers.Known(keys)), grpc.StreamInterceptor(peers.Told)) // want `any client opens streams`
	api.RegisterEventsServer(s, events)
	return s
}

// reports: elsewhere.
func Telling(creds credentials.TransportCredentials, keys map[string]bool, to *log.Logger, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(peers.Known(keys)), grpc.StreamInterceptor(peers.Telling(to))) // want `any client opens streams`
	api.RegisterEventsServer(s, events)
	return s
}

// quiet: it panics for whoever has no key.
func Panicking(creds credentials.TransportCredentials, keys map[string]bool, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(peers.Known(keys)), grpc.StreamInterceptor(peers.Panicking))
	api.RegisterEventsServer(s, events)
	return s
}

// quiet: the same, here.
func Must(creds credentials.TransportCredentials, keys map[string]bool, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(peers.Known(keys)), grpc.StreamInterceptor(
		func(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
			peers.Must(ss.Context())
			return handler(srv, ss)
		}))
	api.RegisterEventsServer(s, events)
	return s
}

// quiet: it decides at each message.
func Watching(creds credentials.TransportCredentials, keys map[string]bool, events api.EventsServer) *grpc.Server {
	ok := func(k string) bool { return keys[k] }
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(peers.Known(keys)), grpc.StreamInterceptor(peers.Watching(ok)))
	api.RegisterEventsServer(s, events)
	return s
}

// quiet: it may decide.
func Sometimes(creds credentials.TransportCredentials, keys map[string]bool, strict *bool, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(peers.Known(keys)), grpc.StreamInterceptor(peers.Sometimes(strict)))
	api.RegisterEventsServer(s, events)
	return s
}

// quiet: there is no stream.
func Unary(creds credentials.TransportCredentials, keys map[string]bool, store api.StoreServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(peers.Known(keys)), grpc.StreamInterceptor(peers.Told))
	api.RegisterStoreServer(s, store)
	return s
}
