// Package grpcsvc: unary and stream interceptors, service methods.
package grpcsvc

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log"
	"slices"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
)

// Peer certificates through peer.FromContext and credentials.TLSInfo.
func unaryPeer(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no peer")
	}
	tlsInfo, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no transport security")
	}
	if len(tlsInfo.State.PeerCertificates) == 0 { // want `any .*certificate`
		return nil, status.Error(codes.Unauthenticated, "no client certificate")
	}
	return handler(ctx, req)
}

// The assertion to credentials.TLSInfo is all that is asked.
func unaryTLSOnly(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no peer")
	}
	if _, ok := p.AuthInfo.(credentials.TLSInfo); !ok { // want `any .*certificate`
		return nil, status.Error(codes.Unauthenticated, "mutual TLS required")
	}
	return handler(ctx, req)
}

func peerChain(ctx context.Context) ([]*x509.Certificate, error) {
	p, ok := peer.FromContext(ctx)
	if !ok || p.AuthInfo == nil {
		return nil, errors.New("no transport credentials")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok {
		return nil, fmt.Errorf("transport %q is not TLS", p.AuthInfo.AuthType())
	}
	if len(info.State.VerifiedChains) == 0 {
		return nil, errors.New("no verified chain")
	}
	return info.State.VerifiedChains[0], nil
}

func checkPeer(ctx context.Context) error {
	if _, err := peerChain(ctx); err != nil {
		return status.Errorf(codes.Unauthenticated, "peer: %v", err)
	}
	return nil
}

// An error helper of an error helper; the allow is here.
func unaryHelper(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if err := checkPeer(ctx); err != nil { // want `any .*certificate`
		return nil, err
	}
	return handler(ctx, req)
}

// The stream's interceptor has the same defect, of which it is the other half: the finding
// above leads here.
func streamHelper(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	if err := checkPeer(ss.Context()); err != nil {
		return err
	}
	return handler(srv, ss)
}

type Policy struct {
	callers []string
	methods map[string][]string
}

func (p *Policy) caller(ctx context.Context) (string, error) {
	chain, err := peerChain(ctx)
	if err != nil {
		return "", err
	}
	for _, u := range chain[0].URIs {
		if slices.Contains(p.callers, u.String()) {
			return u.String(), nil
		}
	}
	return "", errors.New("unknown caller")
}

// A decision on the URI SAN, in a helper.
func (p *Policy) Unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	who, err := p.caller(ctx)
	if err != nil {
		return nil, status.Error(codes.PermissionDenied, err.Error())
	}
	if !slices.Contains(p.methods[info.FullMethod], who) {
		return nil, status.Errorf(codes.PermissionDenied, "%s may not call %s", who, info.FullMethod)
	}
	return handler(ctx, req)
}

func (p *Policy) Stream(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	if _, err := p.caller(ss.Context()); err != nil {
		return status.Error(codes.PermissionDenied, err.Error())
	}
	return handler(srv, ss)
}

type callerKey struct{}

// Not: the identity is put into the context for code behind the gate.
func unaryIdentify(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	chain, err := peerChain(ctx)
	if err != nil {
		return nil, status.Error(codes.Unauthenticated, err.Error())
	}
	return handler(context.WithValue(ctx, callerKey{}, chain[0]), req)
}

// Not: presence chooses a log line.
func unaryLog(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if _, err := peerChain(ctx); err != nil {
		log.Printf("%s: %v", info.FullMethod, err)
	}
	return handler(ctx, req)
}

// The method is no evidence: one part asks for a certificate only.
func (p *Policy) byMethod(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	switch info.FullMethod {
	case "/ledger.v1.Ledger/Read":
		if _, err := peerChain(ctx); err != nil { // want `any .*certificate`
			return nil, status.Error(codes.Unauthenticated, err.Error())
		}
	default:
		if _, err := p.caller(ctx); err != nil {
			return nil, status.Error(codes.PermissionDenied, err.Error())
		}
	}
	return handler(ctx, req)
}

type Authorizer interface {
	Authorize(ctx context.Context, chain []*x509.Certificate, method string) error
}

// The chain goes to an authorizer that is not known.
func withAuthorizer(a Authorizer) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		chain, err := peerChain(ctx)
		if err != nil {
			return nil, status.Error(codes.Unauthenticated, err.Error())
		}
		if err := a.Authorize(ctx, chain, info.FullMethod); err != nil {
			return nil, status.Error(codes.PermissionDenied, err.Error())
		}
		return handler(ctx, req)
	}
}

type Ledger struct {
	mu      sync.Mutex
	entries []int64
	closers map[string]bool
}

// A service method as terminal gate.
func (l *Ledger) Truncate(ctx context.Context, _ *emptypb.Empty) (*emptypb.Empty, error) {
	if err := checkPeer(ctx); err != nil { // want `any .*certificate`
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = l.entries[:0]
	return &emptypb.Empty{}, nil
}

// The same for named callers.
func (l *Ledger) Close(ctx context.Context, _ *emptypb.Empty) (*emptypb.Empty, error) {
	chain, err := peerChain(ctx)
	if err != nil {
		return nil, status.Error(codes.Unauthenticated, err.Error())
	}
	if len(chain[0].DNSNames) == 0 || !l.closers[chain[0].DNSNames[0]] {
		return nil, status.Error(codes.PermissionDenied, "closers only")
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = nil
	return &emptypb.Empty{}, nil
}

func Servers(p *Policy, a Authorizer) []*grpc.Server {
	return []*grpc.Server{
		grpc.NewServer(grpc.ChainUnaryInterceptor(unaryLog, unaryPeer)),
		grpc.NewServer(grpc.UnaryInterceptor(unaryTLSOnly)),
		grpc.NewServer(grpc.UnaryInterceptor(unaryHelper), grpc.StreamInterceptor(streamHelper)),
		grpc.NewServer(grpc.UnaryInterceptor(p.Unary), grpc.StreamInterceptor(p.Stream)),
		grpc.NewServer(grpc.UnaryInterceptor(unaryIdentify)),
		grpc.NewServer(grpc.UnaryInterceptor(p.byMethod)),
		grpc.NewServer(grpc.UnaryInterceptor(withAuthorizer(a))),
	}
}
