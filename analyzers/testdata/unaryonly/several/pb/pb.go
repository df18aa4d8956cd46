// Package pb describes two services that one type may implement, of which one has a stream.
package pb

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// GaugeServer has a stream beside a call.
type GaugeServer interface {
	Read(context.Context, *emptypb.Empty) (*wrapperspb.Int64Value, error)
	Follow(*emptypb.Empty, grpc.ServerStreamingServer[wrapperspb.Int64Value]) error
}

// ProbeServer has the call alone.
type ProbeServer interface {
	Read(context.Context, *emptypb.Empty) (*wrapperspb.Int64Value, error)
}

var (
	flows = []grpc.StreamDesc{{StreamName: "Follow", ServerStreams: true}}
	none  []grpc.StreamDesc
)

// The descriptions; the last says nothing of its interface by its name.
var (
	Gauge_ServiceDesc = grpc.ServiceDesc{ServiceName: "example.Gauge", HandlerType: (*GaugeServer)(nil), Streams: flows}
	Probe_ServiceDesc = grpc.ServiceDesc{ServiceName: "example.Probe", HandlerType: (*ProbeServer)(nil), Streams: none}
	Desc              = grpc.ServiceDesc{ServiceName: "example.Gauge", HandlerType: (*GaugeServer)(nil), Streams: flows}
)
