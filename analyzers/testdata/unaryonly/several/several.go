// Package several registers one type as either of two services.
package several

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"testdata/unaryonly/several/pb"
)

type gauge struct{ value int64 }

func (g *gauge) Read(context.Context, *emptypb.Empty) (*wrapperspb.Int64Value, error) {
	return wrapperspb.Int64(g.value), nil
}

func (g *gauge) Follow(_ *emptypb.Empty, out grpc.ServerStreamingServer[wrapperspb.Int64Value]) error {
	return out.Send(wrapperspb.Int64(g.value))
}

func known(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.VerifiedChains) == 0 || len(info.State.VerifiedChains[0][0].URIs) == 0 || info.State.VerifiedChains[0][0].URIs[0].String() != "spiffe://example/reader" {
		return nil, status.Error(codes.PermissionDenied, "not a reader")
	}
	return next(ctx, req)
}

// reports: by its name, the description is of the service with the stream.
func Streams(creds credentials.TransportCredentials) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(known)) // want "any client opens streams"
	s.RegisterService(&pb.Gauge_ServiceDesc, &gauge{})
	return s
}

// quiet: by its name, it is of the other one.
func Calls(creds credentials.TransportCredentials) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(known))
	s.RegisterService(&pb.Probe_ServiceDesc, &gauge{})
	return s
}

// quiet: it may be of either.
func Either(creds credentials.TransportCredentials) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(known))
	s.RegisterService(&pb.Desc, &gauge{})
	return s
}
