package catalog

// namedTypes says what named types are to the engine, by import path and name.
func namedTypes() map[string]TypeRole {
	return map[string]TypeRole{
		// Standard library.
		"net/http.Request":           RequestType,
		"net/http.ResponseWriter":    ResponseType,
		"net/http.Handler":           HandlerType,
		"net/http.HandlerFunc":       HandlerType,
		"context.Context":            ContextType,
		"crypto/tls.ConnectionState": StateType,

		// gRPC.
		"google.golang.org/grpc/credentials.TLSInfo":   AuthInfoType,
		"google.golang.org/grpc.ServerStream":          RequestType,
		"google.golang.org/grpc.UnaryHandler":          HandlerType,
		"google.golang.org/grpc.StreamHandler":         HandlerType,
		"google.golang.org/grpc.MethodHandler":         HandlerType,
		"google.golang.org/grpc/peer.Peer":             RequestType,
		"google.golang.org/grpc/tap.Info":              RequestType,
		"google.golang.org/grpc.BidiStreamingServer":   RequestType,
		"google.golang.org/grpc.ClientStreamingServer": RequestType,
		"google.golang.org/grpc.ServerStreamingServer": RequestType,
		"google.golang.org/grpc.GenericServerStream":   RequestType,

		// grpc-gateway.
		"github.com/grpc-ecosystem/grpc-gateway/v2/runtime.HandlerFunc": HandlerType,

		// Connect, Twirp, DRPC.
		"connectrpc.com/connect.AnyRequest":           RequestType,
		"connectrpc.com/connect.Request":              RequestType,
		"connectrpc.com/connect.StreamingHandlerConn": RequestType,
		"connectrpc.com/connect.ClientStream":         RequestType,
		"connectrpc.com/connect.BidiStream":           RequestType,
		"connectrpc.com/connect.UnaryFunc":            HandlerType,
		"connectrpc.com/connect.StreamingHandlerFunc": HandlerType,
		"github.com/twitchtv/twirp.Method":            HandlerType,
		"storj.io/drpc.Stream":                        RequestType,
		"storj.io/drpc.Handler":                       HandlerType,

		// gin, echo, fiber, fasthttp, hertz, go-restful.
		"github.com/gin-gonic/gin.Context":                          RequestType,
		"github.com/gin-gonic/gin.ResponseWriter":                   ResponseType,
		"github.com/gin-gonic/gin.HandlerFunc":                      HandlerType,
		"github.com/labstack/echo/v4.Context":                       RequestType,
		"github.com/labstack/echo/v4.Response":                      ResponseType,
		"github.com/labstack/echo/v4.HandlerFunc":                   HandlerType,
		"github.com/labstack/echo/v5.Context":                       RequestType,
		"github.com/labstack/echo/v5.Response":                      ResponseType,
		"github.com/labstack/echo/v5.HandlerFunc":                   HandlerType,
		"github.com/gofiber/fiber/v2.Ctx":                           RequestType,
		"github.com/gofiber/fiber/v2.Handler":                       HandlerType,
		"github.com/gofiber/fiber/v3.Ctx":                           RequestType,
		"github.com/gofiber/fiber/v3.CustomCtx":                     RequestType,
		"github.com/gofiber/fiber/v3.DefaultCtx":                    RequestType,
		"github.com/gofiber/fiber/v3.Handler":                       HandlerType,
		"github.com/emicklei/go-restful/v3.Request":                 RequestType,
		"github.com/emicklei/go-restful/v3.Response":                ResponseType,
		"github.com/valyala/fasthttp.RequestCtx":                    RequestType,
		"github.com/valyala/fasthttp.Request":                       RequestType,
		"github.com/valyala/fasthttp.Response":                      ResponseType,
		"github.com/valyala/fasthttp.RequestHandler":                HandlerType,
		"github.com/cloudwego/hertz/pkg/app.RequestContext":         RequestType,
		"github.com/cloudwego/hertz/pkg/protocol.Request":           RequestType,
		"github.com/cloudwego/hertz/pkg/protocol.Response":          ResponseType,
		"github.com/cloudwego/hertz/pkg/app.HandlerFunc":            HandlerType,
		"github.com/urfave/negroni.Handler":                         HandlerType,
		"github.com/urfave/negroni.HandlerFunc":                     HandlerType,
		"github.com/urfave/negroni.ResponseWriter":                  ResponseType,
		"github.com/go-kit/kit/endpoint.Endpoint":                   HandlerType,
		"github.com/go-kit/kit/transport/grpc.Handler":              HandlerType,
		"github.com/go-kratos/kratos/v2/middleware.Handler":         HandlerType,
		"github.com/go-kratos/kratos/v2/transport/http.Context":     RequestType,
		"github.com/go-kratos/kratos/v2/transport/http.HandlerFunc": HandlerType,
		"github.com/go-kratos/kratos/v2/transport.Transporter":      RequestType,
		"github.com/apache/thrift/lib/go/thrift.TProcessor":         HandlerType,
		"github.com/apache/thrift/lib/go/thrift.TProcessorFunction": HandlerType,
	}
}
