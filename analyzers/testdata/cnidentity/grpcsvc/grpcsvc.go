// Package grpcsvc guards a gRPC scheduler with interceptors, transport
// credentials and advancedtls.
package grpcsvc

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"

	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/auth"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/security/advancedtls"
	"google.golang.org/grpc/status"
)

type scheduler struct {
	agents   map[string][]string
	planner  string
	audience []string
	ids      []string
	log      func(format string, args ...any)
}

func tlsState(ctx context.Context) (*tls.ConnectionState, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.VerifiedChains) == 0 {
		return nil, status.Error(codes.Unauthenticated, "no client certificate")
	}
	return &info.State, nil
}

// reports: a unary interceptor looks the agent up by its name.
func (s *scheduler) unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	p, ok := peer.FromContext(ctx)
	if !ok || p.AuthInfo == nil {
		return nil, status.Error(codes.Unauthenticated, "no peer")
	}
	tlsInfo, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(tlsInfo.State.PeerCertificates) == 0 {
		return nil, status.Error(codes.Unauthenticated, "no client certificate")
	}
	if _, known := s.agents[tlsInfo.State.PeerCertificates[0].Subject.CommonName]; !known { // want "common name"
		return nil, status.Errorf(codes.PermissionDenied, "unknown agent for %s", info.FullMethod)
	}
	return handler(ctx, req)
}

// reports: a stream interceptor compares with the planner's name.
func (s *scheduler) stream(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	state, err := tlsState(ss.Context())
	if err != nil {
		return err
	}
	if cn := state.VerifiedChains[0][0].Subject.CommonName; cn != s.planner { // want "common name"
		return status.Errorf(codes.PermissionDenied, "%s is not the planner", cn)
	}
	return handler(srv, ss)
}

type agentKey struct{}

// reports: a context value in an interceptor.
func tagAgent() grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		state, err := tlsState(ctx)
		if err != nil {
			return nil, err
		}
		return handler(context.WithValue(ctx, agentKey{}, state.PeerCertificates[0].Subject.CommonName), req) // want "common name"
	}
}

// wrapped is a stream with a context of its own.
type wrapped struct {
	grpc.ServerStream
	ctx context.Context
}

func (w *wrapped) Context() context.Context { return w.ctx }

// reports: incoming metadata that the server writes for those behind it.
func (s *scheduler) annotate(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	state, err := tlsState(ss.Context())
	if err != nil {
		return err
	}
	md, _ := metadata.FromIncomingContext(ss.Context())
	ctx := metadata.NewIncomingContext(ss.Context(), metadata.Join(md, metadata.Pairs("agent", state.PeerCertificates[0].Subject.CommonName))) // known limit: through the variadic list of metadata.Join
	return handler(srv, &wrapped{ServerStream: ss, ctx: ctx})
}

// reports: an AuthFunc of the middleware library hands an identity on.
func (s *scheduler) authFunc() auth.AuthFunc {
	return func(ctx context.Context) (context.Context, error) {
		state, err := tlsState(ctx)
		if err != nil {
			return nil, err
		}
		return context.WithValue(ctx, agentKey{}, state.VerifiedChains[0][0].Subject.String()), nil // want "distinguished name"
	}
}

// nameCreds are transport credentials that look at names.
type nameCreds struct {
	credentials.TransportCredentials
	allowed []string
}

// ServerHandshake closes the connections of strangers.
// reports: transport credentials hand a connection on.
func (c *nameCreds) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	conn, info, err := c.TransportCredentials.ServerHandshake(raw)
	if err != nil {
		return nil, nil, err
	}
	tlsInfo, ok := info.(credentials.TLSInfo)
	if !ok || len(tlsInfo.State.PeerCertificates) == 0 {
		conn.Close()
		return nil, nil, errors.New("no client certificate")
	}
	if !slices.Contains(c.allowed, tlsInfo.State.PeerCertificates[0].Subject.CommonName) { // want "common name"
		conn.Close()
		return nil, nil, errors.New("name not allowed")
	}
	return conn, info, nil
}

// reports: an additional verification of advancedtls.
func (s *scheduler) advanced(identity advancedtls.IdentityCertificateOptions, roots *x509.CertPool) (credentials.TransportCredentials, error) {
	return advancedtls.NewServerCreds(&advancedtls.Options{
		IdentityOptions:   identity,
		RootOptions:       advancedtls.RootCertificateOptions{RootCertificates: roots},
		RequireClientCert: true,
		VerificationType:  advancedtls.CertVerification,
		AdditionalPeerVerification: func(p *advancedtls.HandshakeVerificationInfo) (*advancedtls.PostHandshakeVerificationResults, error) {
			if p.Leaf == nil || p.Leaf.Subject.CommonName != s.planner { // want "common name"
				return nil, errors.New("not the planner")
			}
			return &advancedtls.PostHandshakeVerificationResults{}, nil
		},
	})
}

// Plan is an RPC's method.
// reports: a handler decides by itself, at the end of its guards.
func (s *scheduler) Plan(ctx context.Context, queue string) ([]string, error) {
	state, err := tlsState(ctx)
	if err != nil {
		return nil, err
	}
	cn := state.VerifiedChains[0][0].Subject.CommonName
	queues, ok := s.agents[cn] // want "common name"
	if !ok || !slices.Contains(queues, queue) {
		return nil, status.Error(codes.PermissionDenied, "not your queue")
	}
	return queues, nil
}

// quiet: a URI SAN decides, the name is in the status text.
func (s *scheduler) byURI(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	state, err := tlsState(ctx)
	if err != nil {
		return nil, err
	}
	leaf := state.VerifiedChains[0][0]
	if len(leaf.URIs) != 1 || !slices.Contains(s.ids, leaf.URIs[0].String()) {
		return nil, status.Error(codes.PermissionDenied, fmt.Sprintf("%s is no agent", leaf.Subject.CommonName))
	}
	return handler(ctx, req)
}

// quiet: the library's SPIFFE ID decides.
func (s *scheduler) bySPIFFE(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	p, ok := peer.FromContext(ss.Context())
	if !ok {
		return status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || info.SPIFFEID == nil || !slices.Contains(s.ids, info.SPIFFEID.String()) {
		return status.Error(codes.PermissionDenied, "no agent")
	}
	s.log("stream of %s", info.State.PeerCertificates[0].Subject.CommonName)
	return handler(srv, ss)
}

// quiet: logged only.
func (s *scheduler) logging(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	resp, err := handler(ctx, req)
	if state, serr := tlsState(ctx); serr == nil {
		s.log("%s by %s: %v", info.FullMethod, state.PeerCertificates[0].Subject.CommonName, err)
	}
	return resp, err
}

// quiet: a client logs which server has answered.
func (s *scheduler) dialOptions() grpc.DialOption {
	return grpc.WithUnaryInterceptor(func(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoker grpc.UnaryInvoker, opts ...grpc.CallOption) error {
		var p peer.Peer
		err := invoker(ctx, method, req, reply, cc, append(opts, grpc.Peer(&p))...)
		if info, ok := p.AuthInfo.(credentials.TLSInfo); ok && len(info.State.PeerCertificates) > 0 {
			s.log("%s answered by %s", method, info.State.PeerCertificates[0].Subject.CommonName)
		}
		return err
	})
}

// quiet: the name goes on with outgoing calls, as a header of a request does.
func forwardName(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if p, ok := peer.FromContext(ctx); ok {
		if info, ok := p.AuthInfo.(credentials.TLSInfo); ok && len(info.State.PeerCertificates) > 0 {
			ctx = metadata.AppendToOutgoingContext(ctx, "x-caller-name", info.State.PeerCertificates[0].Subject.CommonName)
		}
	}
	return handler(ctx, req)
}

// quiet: the same, with all of it.
func forwardNames(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if p, ok := peer.FromContext(ctx); ok {
		if info, ok := p.AuthInfo.(credentials.TLSInfo); ok && len(info.State.PeerCertificates) > 0 {
			ctx = metadata.NewOutgoingContext(ctx, metadata.Pairs("x-caller-name", info.State.PeerCertificates[0].Subject.CommonName))
		}
	}
	return handler(ctx, req)
}

// nodeInfo is what handlers learn from transport credentials.
type nodeInfo struct {
	credentials.CommonAuthInfo
	Node, Title string
}

func (nodeInfo) AuthType() string { return "node" }

// hello is a line of the protocol in front of gRPC.
type hello struct{ Node string }

type nodeCreds struct {
	credentials.TransportCredentials
	config *tls.Config
	greet  func(hello)
}

func (c *nodeCreds) handshake(raw net.Conn) (*tls.Conn, *x509.Certificate, error) {
	conn := tls.Server(raw, c.config)
	if err := conn.Handshake(); err != nil {
		return nil, nil, err
	}
	if chains := conn.ConnectionState().VerifiedChains; len(chains) > 0 {
		return conn, chains[0][0], nil
	}
	conn.Close()
	return nil, nil, errors.New("no client certificate")
}

// reports: handlers learn it from the credentials.
func (c *nodeCreds) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	conn, leaf, err := c.handshake(raw)
	if err != nil {
		raw.Close()
		return nil, nil, err
	}
	var info nodeInfo
	info.Node = leaf.Subject.CommonName // want "common name becomes the principal's Node"
	return conn, info, nil
}

type hostCreds struct{ nodeCreds }

// quiet: they learn an alternative name, and one to be shown; the other end of the line is greeted.
func (c *hostCreds) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	conn, leaf, err := c.handshake(raw)
	if err != nil || len(leaf.DNSNames) == 0 {
		raw.Close()
		return nil, nil, errors.New("no host name")
	}
	c.greet(hello{Node: leaf.Subject.CommonName})
	return conn, nodeInfo{Node: leaf.DNSNames[0], Title: leaf.Subject.CommonName}, nil
}
