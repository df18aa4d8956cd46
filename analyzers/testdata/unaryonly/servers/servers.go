// Package servers decides on client certificates in interceptors.
package servers

import (
	"context"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"log"
	"net"
	"slices"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	testpb "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/reflection"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/tap"

	"testdata/unaryonly/api"
)

func caller(ctx context.Context) (string, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return "", status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.VerifiedChains) == 0 {
		return "", status.Error(codes.Unauthenticated, "no client certificate")
	}
	names := info.State.VerifiedChains[0][0].DNSNames
	if len(names) == 0 {
		return "", status.Error(codes.Unauthenticated, "no name")
	}
	return names[0], nil
}

func authorize(ctx context.Context) error {
	name, err := caller(ctx)
	if err != nil {
		return err
	}
	if !slices.Contains([]string{"writer.example", "reader.example"}, name) {
		return status.Error(codes.PermissionDenied, "not allowed")
	}
	return nil
}

func unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if err := authorize(ctx); err != nil {
		return nil, err
	}
	return handler(ctx, req)
}

func stream(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	if err := authorize(ss.Context()); err != nil {
		return err
	}
	return handler(srv, ss)
}

func logUnary(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	log.Print(info.FullMethod)
	return handler(ctx, req)
}

func logStream(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	log.Print(info.FullMethod)
	return handler(srv, ss)
}

// A service with a stream, and nothing for it.
func Events(cfg *tls.Config, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(unary)) // want `any client opens streams: the interceptor of unary calls decides on the client certificate, and none does for streams`
	api.RegisterEventsServer(s, events)
	return s
}

// A chain, and a stream of the older form.
func Upload(cfg *tls.Config, upload api.UploadServer, ln net.Listener) error {
	s := grpc.NewServer( // want `any client opens streams`
		grpc.Creds(credentials.NewTLS(cfg)),
		grpc.ChainUnaryInterceptor(logUnary, unary),
	)
	api.RegisterUploadServer(s, upload)
	return s.Serve(ln)
}

// The chain of streams only logs.
func Logged(cfg *tls.Config, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer( // want `any client opens streams`
		grpc.Creds(credentials.NewTLS(cfg)),
		grpc.ChainUnaryInterceptor(logUnary, unary),
		grpc.ChainStreamInterceptor(logStream),
	)
	api.RegisterEventsServer(s, events)
	return s
}

// Options in a variable.
func Options(cfg *tls.Config, events api.EventsServer, max int) *grpc.Server {
	opts := []grpc.ServerOption{grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(unary)}
	if max > 0 {
		opts = append(opts, grpc.MaxRecvMsgSize(max))
	}
	s := grpc.NewServer(opts...) // want `any client opens streams`
	api.RegisterEventsServer(s, events)
	return s
}

type guard struct {
	allowed map[string]bool
	token   string
}

func (g *guard) unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	name, err := caller(ctx)
	if err != nil {
		return nil, err
	}
	if !g.allowed[name] {
		return nil, status.Error(codes.PermissionDenied, "not allowed")
	}
	return handler(ctx, req)
}

func (g *guard) options(cfg *tls.Config) []grpc.ServerOption {
	return []grpc.ServerOption{grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(g.unary)}
}

// A method, and options from a helper.
func Guard(g *guard, cfg *tls.Config, store api.StoreServer, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(g.options(cfg)...) // want `any client opens streams`
	api.RegisterStoreServer(s, store)
	api.RegisterEventsServer(s, events)
	return s
}

func only(names ...string) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		name, err := caller(ctx)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(names, name) {
			return nil, status.Error(codes.PermissionDenied, "not allowed")
		}
		return handler(ctx, req)
	}
}

// A function that makes the interceptor.
func Made(cfg *tls.Config, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(only("writer.example"))) // want `any client opens streams`
	api.RegisterEventsServer(s, events)
	return s
}

// Nothing is registered in sight.
func Unregistered(cfg *tls.Config) *grpc.Server {
	return grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(unary)) // want `any client opens streams`
}

type server struct {
	grpc   *grpc.Server
	events api.EventsServer
}

// The server is in a field, and a method registers.
func newServer(cfg *tls.Config, events api.EventsServer) *server {
	s := &server{events: events}
	s.grpc = grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(unary)) // want `any client opens streams`
	return s
}

func (s *server) register() { api.RegisterEventsServer(s.grpc, s.events) }

func Field(cfg *tls.Config, events api.EventsServer, ln net.Listener) error {
	s := newServer(cfg, events)
	s.register()
	return s.grpc.Serve(ln)
}

// Only certificates that are there are asked for.
func Presence(cfg *tls.Config, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) { // want `any client opens streams`
		if _, err := caller(ctx); err != nil {
			return nil, err
		}
		return handler(ctx, req)
	}))
	api.RegisterEventsServer(s, events)
	return s
}

// Both.
func Both(cfg *tls.Config, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(unary), grpc.StreamInterceptor(stream))
	api.RegisterEventsServer(s, events)
	return s
}

// Both, in chains.
func Chains(cfg *tls.Config, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(
		grpc.Creds(credentials.NewTLS(cfg)),
		grpc.ChainUnaryInterceptor(logUnary, unary),
		grpc.ChainStreamInterceptor(logStream, stream),
	)
	api.RegisterEventsServer(s, events)
	return s
}

// The service has no streams.
func Store(cfg *tls.Config, store api.StoreServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(unary))
	api.RegisterStoreServer(s, store)
	return s
}

// The only streams are those of health and reflection.
func Health(cfg *tls.Config, store api.StoreServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(unary))
	api.RegisterStoreServer(s, store)
	healthpb.RegisterHealthServer(s, health.NewServer())
	reflection.Register(s)
	return s
}

// By its description, too.
func Described(cfg *tls.Config, store api.StoreServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(unary))
	api.RegisterStoreServer(s, store)
	s.RegisterService(&healthpb.Health_ServiceDesc, health.NewServer())
	return s
}

// Not all services of gRPC's module are about the server.
func Probe(cfg *tls.Config, probe testpb.TestServiceServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(unary)) // want `any client opens streams`
	testpb.RegisterTestServiceServer(s, probe)
	healthpb.RegisterHealthServer(s, health.NewServer())
	return s
}

// And nothing else.
func HealthOnly(cfg *tls.Config) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(unary))
	healthpb.RegisterHealthServer(s, health.NewServer())
	return s
}

// The interceptor decides on no certificate.
func Logs(cfg *tls.Config, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(logUnary))
	api.RegisterEventsServer(s, events)
	return s
}

// The handshake decides for all calls.
func Handshake(cert tls.Certificate, events api.EventsServer) *grpc.Server {
	cfg := &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		VerifyConnection: func(cs tls.ConnectionState) error {
			if !slices.Contains(cs.VerifiedChains[0][0].DNSNames, "writer.example") {
				return errors.New("writers only")
			}
			return nil
		},
	}
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(unary))
	api.RegisterEventsServer(s, events)
	return s
}

// The tap is asked for all calls.
func Tap(cfg *tls.Config, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(unary),
		grpc.InTapHandle(func(ctx context.Context, _ *tap.Info) (context.Context, error) { return ctx, authorize(ctx) }))
	api.RegisterEventsServer(s, events)
	return s
}

// Options that the caller adds may have it.
func Open(cfg *tls.Config, events api.EventsServer, more ...grpc.ServerOption) *grpc.Server {
	s := grpc.NewServer(append([]grpc.ServerOption{grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(unary)}, more...)...)
	api.RegisterEventsServer(s, events)
	return s
}

// So may an interceptor of streams that somebody hands in.
func Given(cfg *tls.Config, events api.EventsServer, streams grpc.StreamServerInterceptor) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(unary), grpc.StreamInterceptor(streams))
	api.RegisterEventsServer(s, events)
	return s
}

type reader struct{ names []string }

func (r reader) Intercept(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || info.SPIFFEID == nil || !slices.Contains(r.names, info.SPIFFEID.String()) {
		return nil, status.Error(codes.PermissionDenied, "not allowed")
	}
	return handler(ctx, req)
}

// SPIFFE identities, a value receiver, and a choice of credentials.
func Spiffe(cfg *tls.Config, events api.EventsServer, upload api.UploadServer) *grpc.Server {
	r := reader{names: []string{"spiffe://example.org/reader"}}
	opts := []grpc.ServerOption{grpc.UnaryInterceptor(r.Intercept)}
	if cfg != nil {
		opts = append(opts, grpc.Creds(credentials.NewTLS(cfg)))
	}
	s := grpc.NewServer(opts...) // want `any client opens streams`
	api.RegisterEventsServer(s, events)
	api.RegisterUploadServer(s, upload)
	return s
}

func noting(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if p, ok := peer.FromContext(ctx); ok {
		if info, ok := p.AuthInfo.(credentials.TLSInfo); ok {
			for _, c := range info.State.PeerCertificates {
				log.Print(c.SerialNumber)
			}
		}
	}
	return handler(ctx, req)
}

// The interceptor looks at certificates and lets everybody in.
func Noting(cfg *tls.Config, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(noting))
	api.RegisterEventsServer(s, events)
	return s
}

func secured(cfg *tls.Config, more ...grpc.ServerOption) *grpc.Server {
	return grpc.NewServer(append([]grpc.ServerOption{grpc.Creds(credentials.NewTLS(cfg))}, more...)...)
}

// The handshake decides, in a configuration that a helper is given.
func HandshakeHelper(cert tls.Certificate, events api.EventsServer) *grpc.Server {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert}
	cfg.VerifyConnection = func(cs tls.ConnectionState) error {
		if !slices.Contains(cs.VerifiedChains[0][0].DNSNames, "writer.example") {
			return errors.New("not allowed")
		}
		return nil
	}
	s := secured(cfg, grpc.UnaryInterceptor(unary))
	api.RegisterEventsServer(s, events)
	return s
}

func plain(cfg *tls.Config, more ...grpc.ServerOption) *grpc.Server {
	return grpc.NewServer(append([]grpc.ServerOption{grpc.Creds(credentials.NewTLS(cfg))}, more...)...) // want `any client opens streams`
}

// A handshake that decides nothing.
func PlainHelper(cert tls.Certificate, events api.EventsServer) *grpc.Server {
	s := plain(&tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert}, grpc.UnaryInterceptor(unary))
	api.RegisterEventsServer(s, events)
	return s
}

// Streams take a token instead of a certificate: that they do is another rule's.
func (g *guard) tokenOrCert(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	if authorize(ss.Context()) != nil {
		sent := metadata.ValueFromIncomingContext(ss.Context(), "authorization")
		if len(sent) != 1 || subtle.ConstantTimeCompare([]byte(sent[0]), []byte(g.token)) != 1 {
			return status.Error(codes.Unauthenticated, "neither certificate nor token")
		}
	}
	return handler(srv, ss)
}

func TokenStreams(g *guard, cfg *tls.Config, events api.EventsServer) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(unary), grpc.StreamInterceptor(g.tokenOrCert))
	api.RegisterEventsServer(s, events)
	return s
}
