// Package grpcsvc has interceptors and methods that decide on a certificate if
// there is one.
package grpcsvc

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

type control struct {
	peers map[string]bool
	acl   ACL
}

// ACL is asked over the network.
type ACL interface {
	Allowed(ctx context.Context, id, method string) (bool, error)
}

// leaf returns the peer's certificate, nil if it has none.
func leaf(ctx context.Context) *x509.Certificate {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.PeerCertificates) == 0 {
		return nil
	}
	return info.State.PeerCertificates[0]
}

// A connection that is not TLS goes on.
func (c *control) unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo) // want `any client without a certificate passes`
	if !ok {
		return handler(ctx, req)
	}
	if len(info.State.PeerCertificates) == 0 || len(info.State.PeerCertificates[0].URIs) == 0 || !c.peers[info.State.PeerCertificates[0].URIs[0].String()] {
		return nil, status.Error(codes.PermissionDenied, "unknown peer")
	}
	return handler(ctx, req)
}

// The helper's nil goes on.
func (c *control) unaryNil(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if cert := leaf(ctx); cert != nil { // want `any client without a certificate passes`
		if len(cert.DNSNames) == 0 || !c.peers[cert.DNSNames[0]] {
			return nil, status.Error(codes.PermissionDenied, "unknown peer")
		}
	}
	return handler(ctx, req)
}

// The helper's nil is turned away.
func (c *control) unaryClosed(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	cert := leaf(ctx)
	if cert == nil || len(cert.DNSNames) == 0 || !c.peers[cert.DNSNames[0]] {
		return nil, status.Error(codes.PermissionDenied, "unknown peer")
	}
	return handler(ctx, req)
}

// Streams, with the same hole.
func (c *control) stream(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	cert := leaf(ss.Context())
	if cert == nil { // want `any client without a certificate passes`
		return handler(srv, ss)
	}
	if len(cert.DNSNames) == 0 || !c.peers[cert.DNSNames[0]] {
		return status.Error(codes.PermissionDenied, "unknown peer")
	}
	return handler(srv, ss)
}

// The list cannot be asked, and everybody passes.
func (c *control) unaryACL(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	cert := leaf(ctx)
	if cert == nil || len(cert.URIs) == 0 {
		return nil, status.Error(codes.Unauthenticated, "no certificate")
	}
	ok, err := c.acl.Allowed(ctx, cert.URIs[0].String(), info.FullMethod)
	if err != nil { // want `any certificate for which Allowed fails passes`
		return handler(ctx, req)
	}
	if !ok {
		return nil, status.Error(codes.PermissionDenied, "not allowed")
	}
	return handler(ctx, req)
}

// The list cannot be asked, and nobody passes.
func (c *control) unaryACLClosed(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	cert := leaf(ctx)
	if cert == nil || len(cert.URIs) == 0 {
		return nil, status.Error(codes.Unauthenticated, "no certificate")
	}
	ok, err := c.acl.Allowed(ctx, cert.URIs[0].String(), info.FullMethod)
	if err != nil || !ok {
		return nil, status.Error(codes.PermissionDenied, "not allowed")
	}
	return handler(ctx, req)
}

// One method is for everybody: that is its name, written out.
func (c *control) exceptHealth(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if info.FullMethod == "/grpc.health.v1.Health/Check" {
		return handler(ctx, req)
	}
	cert := leaf(ctx)
	if cert == nil || len(cert.DNSNames) == 0 || !c.peers[cert.DNSNames[0]] {
		return nil, status.Error(codes.PermissionDenied, "unknown peer")
	}
	return handler(ctx, req)
}

// authorize is asked by every method.
func (c *control) authorize(ctx context.Context) error {
	cert := leaf(ctx)
	if cert == nil {
		return nil
	}
	if len(cert.DNSNames) == 0 || !c.peers[cert.DNSNames[0]] {
		return errors.New("unknown peer")
	}
	return nil
}

// By a helper that answers with an error.
func (c *control) unaryHelper(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if err := c.authorize(ctx); err != nil { // want `any client without a certificate passes`
		return nil, status.Error(codes.PermissionDenied, err.Error())
	}
	return handler(ctx, req)
}

// Servers registers them.
func Servers(c *control, creds credentials.TransportCredentials) []*grpc.Server {
	return []*grpc.Server{
		grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(c.unary), grpc.StreamInterceptor(c.stream)),
		grpc.NewServer(grpc.Creds(creds), grpc.ChainUnaryInterceptor(c.unaryNil, c.unaryClosed, c.unaryACL), grpc.StreamInterceptor(c.stream)),
		grpc.NewServer(grpc.Creds(creds), grpc.ChainUnaryInterceptor(c.unaryACLClosed, c.exceptHealth, c.unaryHelper), grpc.StreamInterceptor(c.stream)),
	}
}

// Grants makes contexts in which callers may do more.
type Grants interface {
	Granted(ctx context.Context, id string) (context.Context, error)
}

// AuthorizeContext gives those with a certificate a context in which they may do
// more, and asks nobody else for one.
func (c *control) AuthorizeContext(ctx context.Context, grants Grants) (context.Context, error) {
	if cert := leaf(ctx); cert != nil {
		if len(cert.DNSNames) == 0 || !c.peers[cert.DNSNames[0]] {
			return nil, errors.New("unknown peer")
		}
		return grants.Granted(ctx, cert.DNSNames[0])
	}
	return ctx, nil
}

// AuthorizeSame gives everybody the same context.
func (c *control) AuthorizeSame(ctx context.Context) (context.Context, error) {
	if cert := leaf(ctx); cert != nil { // want `any client without a certificate passes`
		if len(cert.DNSNames) == 0 || !c.peers[cert.DNSNames[0]] {
			return nil, errors.New("unknown peer")
		}
	}
	return ctx, nil
}

// admit is asked by both kinds of calls.
func (c *control) admit(ctx context.Context) error {
	state, ok := stateOf(ctx)
	if !ok || len(state.PeerCertificates) == 0 {
		return nil
	}
	if names := state.PeerCertificates[0].DNSNames; len(names) == 0 || !c.peers[names[0]] {
		return status.Error(codes.PermissionDenied, "unknown peer")
	}
	return nil
}

func stateOf(ctx context.Context) (*tls.ConnectionState, bool) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, false
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok {
		return nil, false
	}
	return &info.State, true
}

// What the helper lets in, whose state has no certificate, the interceptor does.
func (c *control) Admitted(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if err := c.admit(ctx); err != nil { // want `any client without a certificate passes`
		return nil, err
	}
	return handler(ctx, req)
}

// quiet: who brings none is turned away.
func (c *control) strict(ctx context.Context) error {
	state, ok := stateOf(ctx)
	if !ok || len(state.PeerCertificates) == 0 {
		return status.Error(codes.Unauthenticated, "certificate required")
	}
	if names := state.PeerCertificates[0].DNSNames; len(names) == 0 || !c.peers[names[0]] {
		return status.Error(codes.PermissionDenied, "unknown peer")
	}
	return nil
}

// Strict asks it.
func (c *control) Strict(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if err := c.strict(ctx); err != nil {
		return nil, err
	}
	return handler(ctx, req)
}

// session returns the state of the caller's connection, or why there is none.
func session(ctx context.Context) (tls.ConnectionState, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return tls.ConnectionState{}, status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok {
		return tls.ConnectionState{}, status.Error(codes.Unauthenticated, "no TLS")
	}
	return info.State, nil
}

func (c *control) enter(ctx context.Context) error {
	s, err := session(ctx)
	if err != nil {
		return err
	}
	if len(s.PeerCertificates) == 0 {
		return nil
	}
	for _, chain := range s.VerifiedChains {
		for _, n := range chain[0].DNSNames {
			if c.peers[n] {
				return nil
			}
		}
	}
	return status.Error(codes.PermissionDenied, "unknown peer")
}

// It is the absent certificate that gets in, and no other one.
func (c *control) Entered(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if err := c.enter(ctx); err != nil { // want `any client without a certificate passes`
		return nil, err
	}
	return handler(ctx, req)
}
