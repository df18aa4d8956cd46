// Package feed describes its services for itself, and registers them.
package feed

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

// Feed has a stream.
type Feed struct{}

// Follow streams.
func (*Feed) Follow(ss grpc.ServerStream) error { return ss.SendMsg(&emptypb.Empty{}) }

// Clock has none.
type Clock struct{}

// Now answers.
func (*Clock) Now(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

var feedDesc = grpc.ServiceDesc{
	ServiceName: "example.Feed",
	HandlerType: (*any)(nil),
	Streams: []grpc.StreamDesc{{StreamName: "Follow", ServerStreams: true, Handler: func(srv any, ss grpc.ServerStream) error {
		return srv.(*Feed).Follow(ss)
	}}},
}

var clockDesc = grpc.ServiceDesc{
	ServiceName: "example.Clock",
	HandlerType: (*any)(nil),
	Methods:     []grpc.MethodDesc{{MethodName: "Now"}},
}

// AddFeed registers the one.
func AddFeed(to grpc.ServiceRegistrar, f *Feed) { to.RegisterService(&feedDesc, f) }

// AddClock registers the other.
func AddClock(to grpc.ServiceRegistrar, c *Clock) { to.RegisterService(&clockDesc, c) }
