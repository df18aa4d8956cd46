// Package selves has streams that ask by themselves.
package selves

import (
	"context"
	"crypto/tls"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"testdata/unaryonly/api"
)

func check(ctx context.Context) error {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.PeerCertificates) == 0 || len(info.State.PeerCertificates[0].DNSNames) == 0 || info.State.PeerCertificates[0].DNSNames[0] != "ops.example" {
		return status.Error(codes.PermissionDenied, "operators only")
	}
	return nil
}

func unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	if err := check(ctx); err != nil {
		return nil, err
	}
	return next(ctx, req)
}

type asking struct{}

func (asking) Last(context.Context, *emptypb.Empty) (*wrapperspb.StringValue, error) {
	return wrapperspb.String(""), nil
}

func (asking) Watch(_ *emptypb.Empty, s grpc.ServerStreamingServer[wrapperspb.StringValue]) error {
	if err := check(s.Context()); err != nil {
		return err
	}
	return s.Send(wrapperspb.String(""))
}

type silent struct{}

func (silent) Last(context.Context, *emptypb.Empty) (*wrapperspb.StringValue, error) {
	return wrapperspb.String(""), nil
}

func (silent) Watch(_ *emptypb.Empty, s grpc.ServerStreamingServer[wrapperspb.StringValue]) error {
	return s.Send(wrapperspb.String(""))
}

// The stream asks.
func Asking(cfg *tls.Config) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(unary))
	api.RegisterEventsServer(s, asking{})
	return s
}

// This one does not.
func Silent(cfg *tls.Config) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)), grpc.UnaryInterceptor(unary)) // want `any client opens streams`
	api.RegisterEventsServer(s, silent{})
	return s
}
