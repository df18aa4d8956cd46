// Package parts describes one service by hand, as a whole and in part.
package parts

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

// Board has notices, and tells of new ones.
type Board interface {
	Pin(context.Context, *emptypb.Empty) (*emptypb.Empty, error)
	Notices(grpc.ServerStream) error
}

func pin(srv any, ctx context.Context, dec func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
	in := new(emptypb.Empty)
	if err := dec(in); err != nil {
		return nil, err
	}
	return srv.(Board).Pin(ctx, in)
}

func notices(srv any, ss grpc.ServerStream) error { return srv.(Board).Notices(ss) }

var pins = []grpc.MethodDesc{{MethodName: "Pin", Handler: pin}}

// Whole is all of the board.
var Whole = grpc.ServiceDesc{
	ServiceName: "example.Board",
	HandlerType: (*Board)(nil),
	Methods:     pins,
	Streams:     []grpc.StreamDesc{{StreamName: "Notices", Handler: notices, ServerStreams: true}},
}

// WriteOnly is for those who pin.
var WriteOnly = grpc.ServiceDesc{ServiceName: "example.Board", HandlerType: (*Board)(nil), Methods: pins}
