// Package byhand describes services that any type may implement.
package byhand

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// Meter counts.
type Meter struct{ Counts chan int64 }

func total(srv any, _ context.Context, _ func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
	return wrapperspb.Int64(<-srv.(*Meter).Counts), nil
}

func counts(srv any, ss grpc.ServerStream) error {
	for n := range srv.(*Meter).Counts {
		if err := ss.SendMsg(wrapperspb.Int64(n)); err != nil {
			return err
		}
	}
	return ss.SendMsg(&emptypb.Empty{})
}

// The descriptions of a service with a stream, and of one without.
var (
	Live = grpc.ServiceDesc{
		ServiceName: "example.Live",
		HandlerType: (*any)(nil),
		Streams:     []grpc.StreamDesc{{StreamName: "Counts", Handler: counts, ServerStreams: true}},
	}
	Total = grpc.ServiceDesc{
		ServiceName: "example.Total",
		HandlerType: (*any)(nil),
		Methods:     []grpc.MethodDesc{{MethodName: "Total", Handler: total}},
	}
)
