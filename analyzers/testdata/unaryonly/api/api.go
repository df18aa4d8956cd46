// Package api is what protoc makes of two services: one whose calls are unary,
// one with streams.
package api

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// StoreServer has unary calls only.
type StoreServer interface {
	Get(context.Context, *wrapperspb.StringValue) (*wrapperspb.StringValue, error)
	Put(context.Context, *wrapperspb.StringValue) (*emptypb.Empty, error)
}

// EventsServer has a stream.
type EventsServer interface {
	Last(context.Context, *emptypb.Empty) (*wrapperspb.StringValue, error)
	Watch(*emptypb.Empty, grpc.ServerStreamingServer[wrapperspb.StringValue]) error
}

// UploadServer has one of the older form.
type UploadServer interface {
	Upload(Upload_UploadServer) error
}

// Upload_UploadServer is the stream of Upload.
type Upload_UploadServer interface {
	SendAndClose(*emptypb.Empty) error
	Recv() (*wrapperspb.BytesValue, error)
	grpc.ServerStream
}

var storeDesc = grpc.ServiceDesc{ServiceName: "example.Store", HandlerType: (*StoreServer)(nil)}
var eventsDesc = grpc.ServiceDesc{ServiceName: "example.Events", HandlerType: (*EventsServer)(nil)}
var uploadDesc = grpc.ServiceDesc{ServiceName: "example.Upload", HandlerType: (*UploadServer)(nil)}

// RegisterStoreServer registers.
func RegisterStoreServer(s grpc.ServiceRegistrar, srv StoreServer) {
	s.RegisterService(&storeDesc, srv)
}

// RegisterEventsServer registers.
func RegisterEventsServer(s grpc.ServiceRegistrar, srv EventsServer) {
	s.RegisterService(&eventsDesc, srv)
}

// RegisterUploadServer registers.
func RegisterUploadServer(s grpc.ServiceRegistrar, srv UploadServer) {
	s.RegisterService(&uploadDesc, srv)
}

// DeskServer has unary calls, of which StoreServer has one as well.
type DeskServer interface {
	Get(context.Context, *wrapperspb.StringValue) (*wrapperspb.StringValue, error)
}

// UnsafeDeskServer is fulfilled by what embeds a part.
type UnsafeDeskServer interface{ mustEmbed() }

// The descriptions that others register.
var (
	DeskDesc = grpc.ServiceDesc{ServiceName: "example.Desk", HandlerType: (*DeskServer)(nil)}
	NewsDesc = grpc.ServiceDesc{ServiceName: "example.News", HandlerType: (*EventsServer)(nil), Streams: []grpc.StreamDesc{{StreamName: "Watch", ServerStreams: true}}}
)
