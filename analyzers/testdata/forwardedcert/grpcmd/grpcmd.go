// Package grpcmd reads forwarded facts from gRPC's metadata and connect's
// headers.
package grpcmd

import (
	"context"
	"errors"
	"log"
	"net/netip"
	"slices"
	"strings"

	"connectrpc.com/connect"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

const (
	xfcc    = "x-forwarded-client-cert"
	cnField = "x-ssl-client-cn"
)

type stock struct {
	callers []string
	hashes  map[string]bool
	edges   []netip.Prefix
	edgeID  string
}

type callerKey struct{}

// reports: a lower-case metadata key, in a unary interceptor.
func (s *stock) unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	md, ok := metadata.FromIncomingContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no metadata")
	}
	names := md.Get(cnField) // want "header"
	if len(names) != 1 || !slices.Contains(s.callers, names[0]) {
		return nil, status.Error(codes.PermissionDenied, "unknown caller")
	}
	return handler(ctx, req)
}

// reports: an index expression on metadata, in a stream interceptor.
func (s *stock) stream(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	md, _ := metadata.FromIncomingContext(ss.Context())
	for _, element := range md[xfcc] { // want "header"
		for _, pair := range strings.Split(element, ";") {
			if k, v, _ := strings.Cut(pair, "="); strings.EqualFold(k, "hash") && s.hashes[v] {
				return handler(srv, ss)
			}
		}
	}
	return status.Error(codes.PermissionDenied, "unknown certificate")
}

// reports: ValueFromIncomingContext, and a context value for those behind.
func (s *stock) tag(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	vals := metadata.ValueFromIncomingContext(ctx, "x-client-cert-subject-dn") // want "header"
	if len(vals) == 0 {
		return nil, status.Error(codes.Unauthenticated, "no certificate")
	}
	return handler(context.WithValue(ctx, callerKey{}, vals[0]), req)
}

func (s *stock) fromEdge(ctx context.Context) bool {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return false
	}
	ap, err := netip.ParseAddrPort(p.Addr.String())
	return err == nil && slices.ContainsFunc(s.edges, func(n netip.Prefix) bool { return n.Contains(ap.Addr()) })
}

// quiet: the peer's address within configured prefixes.
func (s *stock) edgeOnly(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if !s.fromEdge(ctx) {
		return nil, status.Error(codes.PermissionDenied, "not the edge")
	}
	names := metadata.ValueFromIncomingContext(ctx, cnField)
	if len(names) != 1 || !slices.Contains(s.callers, names[0]) {
		return nil, status.Error(codes.PermissionDenied, "unknown caller")
	}
	return handler(ctx, req)
}

// quiet: the proxy's own SPIFFE ID, before the metadata is believed.
func (s *stock) edgeStream(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	p, ok := peer.FromContext(ss.Context())
	if !ok {
		return status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.VerifiedChains) == 0 || info.SPIFFEID == nil || info.SPIFFEID.String() != s.edgeID {
		return status.Error(codes.PermissionDenied, "not the edge")
	}
	if md, _ := metadata.FromIncomingContext(ss.Context()); len(md[cnField]) != 1 || !slices.Contains(s.callers, md[cnField][0]) {
		return status.Error(codes.PermissionDenied, "unknown caller")
	}
	return handler(srv, ss)
}

// reports: that the peer speaks TLS is no proof of the edge.
func (s *stock) anyTLS(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no peer")
	}
	if _, ok := p.AuthInfo.(credentials.TLSInfo); !ok {
		return nil, status.Error(codes.Unauthenticated, "TLS required")
	}
	names := metadata.ValueFromIncomingContext(ctx, cnField) // want "header"
	if len(names) != 1 || !slices.Contains(s.callers, names[0]) {
		return nil, status.Error(codes.PermissionDenied, "unknown caller")
	}
	return handler(ctx, req)
}

// quiet: logged.
func logging(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if md, ok := metadata.FromIncomingContext(ctx); ok {
		log.Printf("%s %v", info.FullMethod, md.Get(xfcc))
	}
	return handler(ctx, req)
}

// quiet: metadata that is no client-certificate header.
func (s *stock) shard(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if v := metadata.ValueFromIncomingContext(ctx, "x-shard"); len(v) != 1 || !s.hashes[v[0]] {
		return nil, status.Error(codes.FailedPrecondition, "wrong shard")
	}
	return handler(ctx, req)
}

var errCaller = errors.New("unknown caller")

// connectGate is connect's interceptor.
type connectGate struct{ stock *stock }

// WrapUnary reads the request's headers.
// reports: connect's unary header.
func (g connectGate) WrapUnary(next connect.UnaryFunc) connect.UnaryFunc {
	return func(ctx context.Context, req connect.AnyRequest) (connect.AnyResponse, error) {
		if !slices.Contains(g.stock.callers, req.Header().Get("X-SSL-Client-CN")) { // want "header"
			return nil, connect.NewError(connect.CodePermissionDenied, errCaller)
		}
		return next(ctx, req)
	}
}

// WrapStreamingClient leaves clients alone.
func (g connectGate) WrapStreamingClient(next connect.StreamingClientFunc) connect.StreamingClientFunc {
	return next
}

// WrapStreamingHandler reads the stream's headers.
// reports: connect's stream header.
func (g connectGate) WrapStreamingHandler(next connect.StreamingHandlerFunc) connect.StreamingHandlerFunc {
	return func(ctx context.Context, conn connect.StreamingHandlerConn) error {
		hash := conn.RequestHeader().Get("X-Client-Cert-Hash") // want "header"
		if !g.stock.hashes[hash] {
			return connect.NewError(connect.CodePermissionDenied, errCaller)
		}
		return next(ctx, conn)
	}
}

// quiet: connect, the peer's address is the edge's.
func (s *stock) edgeConnect() connect.UnaryInterceptorFunc {
	return func(next connect.UnaryFunc) connect.UnaryFunc {
		return func(ctx context.Context, req connect.AnyRequest) (connect.AnyResponse, error) {
			ap, err := netip.ParseAddrPort(req.Peer().Addr)
			if err != nil || !slices.ContainsFunc(s.edges, func(n netip.Prefix) bool { return n.Contains(ap.Addr()) }) {
				return nil, connect.NewError(connect.CodePermissionDenied, errCaller)
			}
			if !slices.Contains(s.callers, req.Header().Get("X-SSL-Client-CN")) {
				return nil, connect.NewError(connect.CodePermissionDenied, errCaller)
			}
			return next(ctx, req)
		}
	}
}
