package catalog

import (
	"slices"
	"strings"
)

// ConfigRole says what a symbol does with a configuration of TLS.
type ConfigRole uint8

// The roles.
const (
	ServesConfig    ConfigRole = iota // listens with the tls.Config that is argument Arg, or in this field
	DialsConfig                       // dials with it
	CarriesConfig                     // its result stands for argument Arg: credentials, an option
	CopiesConfig                      // its result is a copy of argument Arg; -1 is the receiver
	MakesConfig                       // returns a configuration that decides in VerifyPeerCertificate
	MakesServer                       // returns a server's configuration that asks for no certificates
	MakesPool                         // returns a new certificate pool
	SystemPool                        // returns the roots of the operating system
	CopiesPool                        // returns a copy of its receiver
	FillsPool                         // adds argument 0 to its receiver
	UnaryOption                       // a gRPC server's option: interceptors of unary calls
	StreamOption                      // of streams
	TapOption                         // something that is asked for every call
	WrapsFunction                     // its result, an interceptor, decides as the function that is argument Arg does
	ServesPlain                       // serves the handler that is argument Arg (-1: its receiver) without client certificates
	ServesWith                        // serves its receiver with the http.Server that is argument Arg
	ServesOn                          // serves its receiver on the net.Listener that is argument Arg
	CarriesListener                   // its result is, or takes connections from, the net.Listener that is argument Arg (-1: its receiver)
	ListensPlain                      // returns a net.Listener that asks for no certificates
	ServesFiles                       // a route of its receiver to files
)

// ConfigRow is one thing known about one symbol. Arg counts without the
// receiver.
type ConfigRow struct {
	Symbol  string
	Role    ConfigRole
	Arg     int
	Subject bool // a package that mentions it is worth a look
}

func configs(role ConfigRole, arg int, symbols ...string) []ConfigRow {
	var out []ConfigRow
	for _, s := range symbols {
		out = append(out, ConfigRow{Symbol: s, Role: role, Arg: arg})
	}
	return out
}

// Configurations lists where configurations of TLS come from and go to.
func Configurations() []ConfigRow {
	return slices.Concat(
		// The standard library, as of go1.26.
		configs(ServesConfig, 0, "net/http.Server.TLSConfig", "net/http/httptest.Server.TLS"),
		configs(ServesConfig, 1, "crypto/tls.NewListener", "crypto/tls.Server"),
		configs(ServesConfig, 2, "crypto/tls.Listen"),
		configs(DialsConfig, 0, "net/http.Transport.TLSClientConfig", "crypto/tls.Dialer.Config", "(*net/smtp.Client).StartTLS"),
		configs(DialsConfig, 1, "crypto/tls.Client"),
		configs(DialsConfig, 2, "crypto/tls.Dial"),
		configs(DialsConfig, 3, "crypto/tls.DialWithDialer"),
		configs(CopiesConfig, -1, "(*crypto/tls.Config).Clone", "(*net/http.Transport).Clone"),
		configs(MakesPool, 0, "crypto/x509.NewCertPool"),
		configs(SystemPool, 0, "crypto/x509.SystemCertPool"),
		configs(CopiesPool, -1, "(*crypto/x509.CertPool).Clone"),
		configs(FillsPool, 0, "(*crypto/x509.CertPool).AddCert", "(*crypto/x509.CertPool).AppendCertsFromPEM"),

		// gRPC: google.golang.org/grpc v1.85.
		configs(CarriesConfig, 0, "google.golang.org/grpc/credentials.NewTLS"),
		configs(ServesConfig, 0, "google.golang.org/grpc.Creds"),
		configs(DialsConfig, 0, "google.golang.org/grpc.WithTransportCredentials"),

		rpcOptions(UnaryOption, interceptorOptions(true)...),
		rpcOptions(StreamOption, interceptorOptions(false)...),
		rpcOptions(TapOption, "google.golang.org/grpc.InTapHandle"),
		// github.com/grpc-ecosystem/go-grpc-middleware v2.
		configs(WrapsFunction, 0, "github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/auth.UnaryServerInterceptor",
			"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/auth.StreamServerInterceptor",
			"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/selector.UnaryServerInterceptor",
			"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/selector.StreamServerInterceptor"),

		// Engines that listen by themselves.
		configs(ServesPlain, -1, "(*github.com/gin-gonic/gin.Engine).Run", "(*github.com/gin-gonic/gin.Engine).RunTLS",
			"(*github.com/labstack/echo/v4.Echo).Start", "(*github.com/labstack/echo/v4.Echo).StartTLS", "(*github.com/gofiber/fiber/v2.App).Listen",
			"(*github.com/gofiber/fiber/v2.App).ListenTLS", "(*github.com/gofiber/fiber/v3.App).Listen"),
		configs(ServesWith, 0, "(*github.com/labstack/echo/v4.Echo).StartServer"),
		configs(ServesOn, 0, "(*github.com/gin-gonic/gin.Engine).RunListener", "(*github.com/gofiber/fiber/v2.App).Listener", "(*github.com/gofiber/fiber/v3.App).Listener"),

		// Listeners around listeners, and for names of their own.
		configs(CarriesListener, 0, "github.com/soheilhy/cmux.New", "golang.org/x/net/netutil.LimitListener"),
		configs(CarriesListener, -1, "(github.com/soheilhy/cmux.CMux).Match", "(github.com/soheilhy/cmux.CMux).MatchWithWriters"),
		configs(ListensPlain, 0, "golang.org/x/crypto/acme/autocert.NewListener", "(*golang.org/x/crypto/acme/autocert.Manager).Listener"),

		methods(ServesFiles, "(*github.com/gin-gonic/gin.RouterGroup)", "Static", "StaticFS", "StaticFile", "StaticFileFS"),
		methods(ServesFiles, "(*github.com/labstack/echo/v4.Echo)", "Static", "StaticFS", "File", "FileFS"),
		methods(ServesFiles, "(*github.com/labstack/echo/v4.Group)", "Static", "StaticFS", "File", "FileFS"),
		methods(ServesFiles, "(*github.com/gofiber/fiber/v2.App)", "Static"),

		// Others.
		configs(DialsConfig, 0, "github.com/gorilla/websocket.Dialer.TLSClientConfig"),
		configs(ServesConfig, 1, "github.com/quic-go/quic-go.ListenAddr", "github.com/quic-go/quic-go.Listen", "github.com/quic-go/quic-go.ListenEarly", "github.com/quic-go/quic-go.ListenAddrEarly"),
		configs(ServesConfig, 0, "(*github.com/quic-go/quic-go.Transport).Listen", "(*github.com/quic-go/quic-go.Transport).ListenEarly", "github.com/quic-go/quic-go/http3.Server.TLSConfig"),
		configs(CopiesConfig, 0, "github.com/quic-go/quic-go/http3.ConfigureTLSConfig"),
		configs(DialsConfig, 2, "github.com/quic-go/quic-go.DialAddr"),
		configs(ServesConfig, 0, "github.com/cloudwego/hertz/pkg/app/server.WithTLS"),
		configs(ServesConfig, 0, "github.com/go-kratos/kratos/v2/transport/http.TLSConfig", "github.com/go-kratos/kratos/v2/transport/grpc.TLSConfig"),
		configs(ServesConfig, 0, "github.com/valyala/fasthttp.Server.TLSConfig"),
		configs(ServesConfig, 1, "github.com/apache/thrift/lib/go/thrift.NewTSSLServerSocket", "github.com/apache/thrift/lib/go/thrift.NewTSSLServerSocketTimeout"),
		configs(DialsConfig, 0, "github.com/valyala/fasthttp.Client.TLSConfig"),

		// go-spiffe v2.9: a server that asks for any certificate, and whose
		// authorizer runs in VerifyPeerCertificate.
		spiffeConfigs("MTLSServerConfig", "MTLSWebServerConfig"),
		configs(MakesServer, 0, "github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig.TLSServerConfig"),

		// golang.org/x/crypto v0.58: a certificate for each name, from an authority, and
		// nothing about clients.
		configs(MakesServer, 0, "(*golang.org/x/crypto/acme/autocert.Manager).TLSConfig"),
	)
}

func methods(role ConfigRole, recv string, names ...string) []ConfigRow {
	var out []ConfigRow
	for _, n := range names {
		out = append(out, ConfigRow{Symbol: recv + "." + n, Role: role})
	}
	return out
}

func rpcOptions(role ConfigRole, names ...string) []ConfigRow {
	out := configs(role, 0, names...)
	for i := range out {
		out[i].Subject = role == UnaryOption
	}
	return out
}

func spiffeConfigs(names ...string) []ConfigRow {
	var out []ConfigRow
	for _, n := range names {
		out = append(out, ConfigRow{Symbol: "github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig." + n, Role: MakesConfig, Subject: true})
	}
	return out
}

// DevName reports whether a condition of that name says that something holds
// only in development or in tests.
func DevName(name string) bool { return anyOf(words(name), devWords) }

var devWords = set(`dev devel develop development devmode test tests testing`)

// ServesName reports whether a function of that name says that it listens or serves:
// ListenAndServe, ServeTLS, RunListener, Start.
func ServesName(name string) bool {
	w := words(name)
	return len(w) > 0 && serveWords[w[0]]
}

var serveWords = set(`listen serve run start`)

// IgnoresCertificates reports whether the middleware of a package never looks at the
// certificate of a client, though it may turn requests away.
func IgnoresCertificates(pkgPath string) bool { return below(ignorant, pkgPath) }

var ignorant = set(`
	github.com/NYTimes/gziphandler
	github.com/alexedwards/scs
	github.com/gin-contrib/cors
	github.com/gin-contrib/gzip
	github.com/gin-contrib/pprof
	github.com/gin-contrib/requestid
	github.com/gin-contrib/zap
	github.com/go-chi/chi/v5/middleware
	github.com/go-chi/cors
	github.com/go-chi/httplog
	github.com/go-chi/httprate
	github.com/gorilla/handlers
	github.com/klauspost/compress/gzhttp
	github.com/rs/cors
	github.com/unrolled/secure
	golang.org/x/net/http2/h2c
`)

// GroupsRoutes reports whether a router's method of that name returns a router for some of
// its routes.
func GroupsRoutes(name string) bool { return name == "Group" || name == "With" }

// Loopback reports whether an address to listen on, a host and a port, is on loopback.
func Loopback(addr string) bool {
	return strings.HasPrefix(addr, "127.") || strings.HasPrefix(addr, "localhost:") || strings.HasPrefix(addr, "[::1]:")
}

// Probe reports whether a route is one that everybody may ask: for health, for
// metrics, or the challenge of a certificate authority.
func Probe(path string) bool {
	return strings.HasPrefix(path, acmeChallenge) || anyOf(words(path), probeWords) || anyOf(words(path), healthWords)
}

// Health reports whether a route, behind a method if it has one, only tells whether the
// server is well, or answers the challenge of a certificate authority.
func Health(route string) bool {
	method, path, ok := strings.Cut(route, " ")
	if !ok {
		method, path = "GET", route
	}
	if method != "GET" && method != "HEAD" {
		return false
	}
	last := strings.TrimSuffix(path, "/")
	last = last[strings.LastIndexByte(last, '/')+1:]
	return strings.HasPrefix(path, acmeChallenge) || anyOf(words(last), healthWords)
}

const acmeChallenge = "/.well-known/acme-challenge"

var (
	healthWords = set(`alive health healthy healthz healthcheck live livez liveness ready readyz readiness ping`)
	probeWords  = set(`status version metrics pprof debug`)
)

// EverydayProtocol reports whether a protocol of ALPN is one that every client
// of HTTP offers.
func EverydayProtocol(name string) bool { return everydayProtocols[name] }

var everydayProtocols = set(`h2 http/1.1 http/1.0`)
