// Package described registers services by their descriptions.
package described

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"testdata/unaryonly/api"
	"testdata/unaryonly/byhand"
	"testdata/unaryonly/parts"
	"testdata/unaryonly/wiring/auth"
)

// logDesc describes a service by hand, with a stream.
var logDesc = grpc.ServiceDesc{
	ServiceName: "example.Log",
	HandlerType: (*any)(nil),
	Methods:     []grpc.MethodDesc{{MethodName: "Last"}},
	Streams:     []grpc.StreamDesc{{StreamName: "Follow", ServerStreams: true}},
}

// lastDesc describes the part of it that has none.
var lastDesc = grpc.ServiceDesc{ServiceName: logDesc.ServiceName, HandlerType: logDesc.HandlerType, Methods: logDesc.Methods}

type journal struct{}

func (journal) Last(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

func (journal) Follow(ss grpc.ServerStream) error { return ss.SendMsg(&emptypb.Empty{}) }

type clock struct{}

func (clock) Now(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

// reports: a description with a stream.
func Streams(creds credentials.TransportCredentials) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(auth.Unary)) // want `any client opens streams`
	s.RegisterService(&logDesc, journal{})
	return s
}

// quiet: one without, although the service has a method that streams.
func Unary(creds credentials.TransportCredentials) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(auth.Unary))
	s.RegisterService(&lastDesc, journal{})
	return s
}

// quiet: a service without such a method, however it is described.
func Given(creds credentials.TransportCredentials, desc *grpc.ServiceDesc) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(auth.Unary))
	s.RegisterService(desc, clock{})
	return s
}

// reports: a description that is not in sight, of a service with one.
func Unknown(creds credentials.TransportCredentials, desc *grpc.ServiceDesc) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(auth.Unary)) // want `any client opens streams`
	s.RegisterService(desc, journal{})
	return s
}

// quiet: a literal without.
func Literal(creds credentials.TransportCredentials) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(auth.Unary))
	s.RegisterService(&grpc.ServiceDesc{ServiceName: "example.Last", HandlerType: (*any)(nil), Streams: nil}, journal{})
	return s
}

// news streams.
type news struct{}

func (news) Last(context.Context, *emptypb.Empty) (*wrapperspb.StringValue, error) {
	return wrapperspb.String(""), nil
}

func (news) Watch(_ *emptypb.Empty, ss grpc.ServerStreamingServer[wrapperspb.StringValue]) error {
	return ss.Send(wrapperspb.String(""))
}

// office is two services in one.
type office struct{ news }

func (office) Get(context.Context, *wrapperspb.StringValue) (*wrapperspb.StringValue, error) {
	return wrapperspb.String(""), nil
}

// reports: what it does for another package's description streams.
func News(creds credentials.TransportCredentials) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(auth.Unary)) // want `any client opens streams`
	s.RegisterService(&api.NewsDesc, news{})
	return s
}

// quiet: for this one's it may have no streams, whatever else it can do.
func Desk(creds credentials.TransportCredentials) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(auth.Unary))
	s.RegisterService(&api.DeskDesc, office{})
	return s
}

// reports: another package's description has a stream, whatever methods there are.
func Live(creds credentials.TransportCredentials) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(auth.Unary)) // want `any client opens streams`
	s.RegisterService(&byhand.Live, new(byhand.Meter))
	return s
}

// quiet: this one has none.
func Total(creds credentials.TransportCredentials) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(auth.Unary))
	s.RegisterService(&byhand.Total, new(byhand.Meter))
	return s
}

// board is what other packages' descriptions are of.
type board struct{ clock }

func (board) Pin(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

func (board) Notices(ss grpc.ServerStream) error { return ss.SendMsg(&emptypb.Empty{}) }

// reports: all of the service has a stream.
func Whole(creds credentials.TransportCredentials) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(auth.Unary)) // want `any client opens streams`
	s.RegisterService(&parts.Whole, board{})
	return s
}

// quiet: the part of it that has none, as the description says and not the interface.
func Part(creds credentials.TransportCredentials) *grpc.Server {
	s := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(auth.Unary))
	s.RegisterService(&parts.WriteOnly, board{})
	return s
}
