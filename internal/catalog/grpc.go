package catalog

import (
	"slices"
	"strings"
)

// AuthInfoMethod is the method that makes a type one with which transport credentials tell
// handlers about the caller: google.golang.org/grpc/credentials.AuthInfo.
const AuthInfoMethod = "AuthType"

// OwnService reports whether a package of google.golang.org/grpc declares or registers
// services about the server itself, such as those of its health and of reflection.
func OwnService(path string) bool {
	part, ok := strings.CutPrefix(path, "google.golang.org/grpc/")
	part, _, _ = strings.Cut(part, "/")
	return ok && slices.Contains([]string{"admin", "channelz", "health", "orca", "reflection", "xds"}, part)
}

// OwnMethod reports whether the full name of a method, or the begin of one, is of a service
// about the server itself: of its health, of reflection, or of its channels.
func OwnMethod(name string) bool {
	return strings.HasPrefix(name, "/grpc.health.") || strings.HasPrefix(name, "/grpc.reflection.") || strings.HasPrefix(name, "/grpc.channelz.")
}

// grpc is google.golang.org/grpc, as of v1.85.0, with the middleware of
// go-grpc-ecosystem.
func grpc() []Row {
	return slices.Concat(
		// google.golang.org/grpc/{peer,credentials}. An interface of
		// authentication information holds the state when it is a TLSInfo.
		all(Row{Role: Source, Aspect: State},
			"google.golang.org/grpc/peer.FromContext",
			"google.golang.org/grpc/peer.Peer.AuthInfo",
			"google.golang.org/grpc/credentials.TLSInfo.State",
			"google.golang.org/grpc/credentials.RequestInfo.AuthInfo",
		),
		all(Row{Role: Source, Aspect: State, Result: 1}, "(google.golang.org/grpc/credentials.TransportCredentials).ServerHandshake"),
		// Taken from the leaf, verified or not.
		all(Row{Role: Source, Aspect: SAN}, "google.golang.org/grpc/credentials.TLSInfo.SPIFFEID"),
		all(Row{Role: Source, Aspect: Neutral},
			"google.golang.org/grpc/credentials.TLSInfo.CommonAuthInfo",
			"google.golang.org/grpc/credentials.CommonAuthInfo.SecurityLevel",
			"(google.golang.org/grpc/credentials.AuthInfo).AuthType",
			"(google.golang.org/grpc/credentials.TLSInfo).AuthType",
			"(google.golang.org/grpc/credentials.TLSInfo).GetSecurityValue",
			"(google.golang.org/grpc/credentials.CommonAuthInfo).GetCommonAuthInfo",
			"google.golang.org/grpc/credentials.CheckSecurityLevel",
		),
		all(Row{Role: Source, Aspect: Addr},
			"google.golang.org/grpc/peer.Peer.Addr",
			"google.golang.org/grpc/stats.ConnTagInfo.RemoteAddr",
		),

		// google.golang.org/grpc/metadata. Keys are in lower case.
		all(Row{Role: Source, Aspect: Headers},
			"google.golang.org/grpc/metadata.FromIncomingContext",
			"google.golang.org/grpc/tap.Info.Header",
			"google.golang.org/grpc/stats.InHeader.Header",
		),
		[]Row{
			{Symbol: "(google.golang.org/grpc/metadata.MD).Get", Role: HeaderRead, Arg: 0},
			{Symbol: "google.golang.org/grpc/metadata.ValueFromIncomingContext", Role: HeaderRead, Arg: 1},
			{Symbol: "(google.golang.org/grpc/metadata.MD).Copy", Role: Transform, Arg: -1},
			{Symbol: "google.golang.org/grpc/metadata.Join", Role: Transform, Arg: 0},
			{Symbol: "google.golang.org/grpc/metadata.Pairs", Role: Transform, Arg: 0},
			{Symbol: "google.golang.org/grpc/security/advancedtls.Options.AdditionalPeerVerification", Role: Callback, Aspect: State, Arg: 0},
			{Symbol: "google.golang.org/grpc/metadata.NewIncomingContext", Role: Put, Key: -1, Arg: 1},
		},
		// What goes out with the calls that are made with a context is no identity in it.
		all(Row{Role: Transform, Arg: 0},
			"google.golang.org/grpc/metadata.AppendToOutgoingContext",
			"google.golang.org/grpc/metadata.NewOutgoingContext",
			"(github.com/grpc-ecosystem/go-grpc-middleware/v2/metadata.MD).ToOutgoing",
			"github.com/go-kratos/kratos/v2/metadata.AppendToClientContext",
			"github.com/go-kratos/kratos/v2/metadata.MergeToClientContext",
			"github.com/go-kratos/kratos/v2/metadata.NewClientContext",
		),

		// Contexts of streams.
		all(Row{Role: Transform, Aspect: Request, Arg: -1},
			"(google.golang.org/grpc.ServerStream).Context",
			"(google.golang.org/grpc.Stream).Context",
		),

		// google.golang.org/grpc/status.
		all(Row{Role: DenyError, Arg: 0},
			"google.golang.org/grpc/status.Error",
			"google.golang.org/grpc/status.Errorf",
			"google.golang.org/grpc/status.New",
			"google.golang.org/grpc/status.Newf",
			"google.golang.org/grpc.Errorf",
		),
		all(Row{Role: Transform, Arg: -1},
			"(*google.golang.org/grpc/internal/status.Status).Err",
			"(*google.golang.org/grpc/internal/status.Status).WithDetails",
		),

		// google.golang.org/grpc/security/advancedtls v1.0.0: the leaf is set
		// only when the chain was verified.
		[]Row{
			{Symbol: "google.golang.org/grpc/security/advancedtls.HandshakeVerificationInfo.Leaf", Role: Source, Aspect: Leaf},
			{Symbol: "google.golang.org/grpc/security/advancedtls.HandshakeVerificationInfo.RawCerts", Role: Source, Aspect: RawChain},
			{Symbol: "google.golang.org/grpc/security/advancedtls.HandshakeVerificationInfo.VerifiedChains", Role: Source, Aspect: Verified},
			{Symbol: "google.golang.org/grpc/security/advancedtls.ConnectionInfo.RawCerts", Role: Source, Aspect: RawChain},
		},

		// github.com/grpc-ecosystem/go-grpc-middleware v2.
		[]Row{
			{Symbol: "github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/auth.AuthFromMD", Role: Source, Aspect: Bearer},
			{Symbol: "github.com/grpc-ecosystem/go-grpc-middleware/v2/metadata.ExtractIncoming", Role: Source, Aspect: Headers},
			{Symbol: "(github.com/grpc-ecosystem/go-grpc-middleware/v2/metadata.MD).Get", Role: HeaderRead, Arg: 0},
			{Symbol: "(github.com/grpc-ecosystem/go-grpc-middleware/v2/metadata.MD).Clone", Role: Transform, Arg: -1},
			{Symbol: "(github.com/grpc-ecosystem/go-grpc-middleware/v2/metadata.MD).ToIncoming", Role: Put, Key: -1, Arg: -1},
		},
	)
}

// DescribesService reports whether a variable is called by the name of a service, as those are
// that describe them: Greeter_ServiceDesc, GreeterDesc.
func DescribesService(variable, service string) bool {
	rest, ok := strings.CutPrefix(variable, service)
	return ok && service != "" && rest != "" && !isLower(rest[0]) && anyOf(words(rest), descWords)
}

var descWords = set(`desc description descriptor`)

// Chains reports whether a function makes one interceptor of a list: each is in front of those that
// follow it (the packages' documentation).
func Chains(symbol string) bool {
	switch symbol {
	case "google.golang.org/grpc.ChainUnaryInterceptor", "google.golang.org/grpc.ChainStreamInterceptor",
		"connectrpc.com/connect.WithInterceptors",
		"github.com/grpc-ecosystem/go-grpc-middleware.ChainUnaryServer", "github.com/grpc-ecosystem/go-grpc-middleware.ChainStreamServer",
		"github.com/grpc-ecosystem/go-grpc-middleware.WithUnaryServerChain", "github.com/grpc-ecosystem/go-grpc-middleware.WithStreamServerChain":
		return true
	}
	return false
}

// interceptorOptions returns the options of a gRPC server that give it interceptors, of unary calls
// or of streams.
func interceptorOptions(unary bool) []string {
	if unary {
		return []string{"google.golang.org/grpc.UnaryInterceptor", "google.golang.org/grpc.ChainUnaryInterceptor"}
	}
	return []string{"google.golang.org/grpc.StreamInterceptor", "google.golang.org/grpc.ChainStreamInterceptor"}
}

// Intercepts reports whether an option of a gRPC server gives it interceptors, of unary calls or of
// streams.
func Intercepts(symbol string, unary bool) bool {
	return slices.Contains(interceptorOptions(unary), symbol)
}

// MakesRPCServer reports whether a function makes a gRPC server of options.
func MakesRPCServer(symbol string) bool { return symbol == "google.golang.org/grpc.NewServer" }

// RPCRegistrar reports whether services are registered on values of a type.
func RPCRegistrar(t string) bool {
	return t == "google.golang.org/grpc.Server" || t == "google.golang.org/grpc.ServiceRegistrar"
}
