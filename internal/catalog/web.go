package catalog

import "slices"

// web is the HTTP frameworks and the RPC frameworks on HTTP.
func web() []Row {
	return slices.Concat(
		gin(),
		echo("(github.com/labstack/echo/v4.Context).", "github.com/labstack/echo/v4"),
		echo("(*github.com/labstack/echo/v5.Context).", "github.com/labstack/echo/v5"),
		all(Row{Role: HeaderRead, Arg: 1}, "(*github.com/labstack/echo/v4.DefaultBinder).BindHeaders"),
		fiber("(*github.com/gofiber/fiber/v2.Ctx).", "github.com/gofiber/fiber/v2"),
		fiber("(github.com/gofiber/fiber/v3.Ctx).", "github.com/gofiber/fiber/v3"),
		fiberOfVersion(),
		fasthttp(),
		hertz(),
		restful(),
		routers(),
		sessions(),
		rpc(),
	)
}

// on returns the symbols of methods of one receiver.
func on(receiver string, methods ...string) []string {
	for i, m := range methods {
		methods[i] = receiver + m
	}
	return methods
}

// gin is github.com/gin-gonic/gin v1.12.0. Returning does not stop its chain:
// only Abort does.
func gin() []Row {
	const pkg, ctx = "github.com/gin-gonic/gin.", "(*github.com/gin-gonic/gin.Context)."
	return slices.Concat(
		all(Row{Role: Source, Aspect: Request}, pkg+"Context.Request"),
		all(Row{Role: HeaderRead, Arg: 0}, on(ctx, "GetHeader", "BindHeader", "ShouldBindHeader")...),
		all(Row{Role: Source, Aspect: Session}, ctx+"Cookie"),
		all(Row{Role: ParamRead, Arg: 0}, on(ctx, "Query", "DefaultQuery", "GetQuery", "PostForm", "DefaultPostForm", "GetPostForm", "Param")...),
		all(Row{Role: Source, Aspect: Addr}, ctx+"RemoteIP"),
		all(Row{Role: Source, Aspect: ForwardedAddr}, ctx+"ClientIP"), // trusts every proxy by default
		all(Row{Role: Transform, Aspect: Request, Arg: -1}, ctx+"Copy"),

		all(Row{Role: Allow}, ctx+"Next", "(*"+pkg+"Engine).ServeHTTP", "(*"+pkg+"Engine).HandleContext"),
		all(Row{Role: Abort, Arg: -1}, ctx+"Abort"),
		all(Row{Role: Abort, Arg: 0}, on(ctx, "AbortWithStatus", "AbortWithStatusJSON", "AbortWithStatusPureJSON", "AbortWithError")...),
		all(Row{Role: Deny, Arg: 0}, on(ctx, "JSON", "PureJSON", "IndentedJSON", "SecureJSON", "AsciiJSON", "JSONP", "String", "HTML", "XML", "YAML",
			"ProtoBuf", "Data", "Render", "Status", "Negotiate")...),
		all(Row{Role: Deny, Arg: -1}, ctx+"Redirect"),

		all(Row{Role: Put, Key: 0, Arg: 1}, on(ctx, "Set", "SetCookie")...),
		all(Row{Role: Put, Key: -1, Arg: 0}, ctx+"SetCookieData"),
		all(Row{Role: Fetch, Key: 0}, on(ctx, "Get", "MustGet", "GetString", "GetStringSlice", "GetStringMap", "GetStringMapString", "GetBool",
			"GetInt", "GetInt64", "GetUint", "GetUint64", "Value")...),

		all(Row{Role: Guard, Aspect: Basic}, pkg+"BasicAuth", pkg+"BasicAuthForRealm", pkg+"BasicAuthForProxy"),
	)
}

// echo is github.com/labstack/echo v4.16.0 and v5.4.4, alike in what counts.
func echo(ctx, path string) []Row {
	pkg, middleware := path+".", path+"/middleware."
	return slices.Concat(
		all(Row{Role: Transform, Aspect: Request, Arg: -1}, ctx+"Request"),
		all(Row{Role: Source, Aspect: Session}, on(ctx, "Cookie", "Cookies")...),
		all(Row{Role: ParamRead, Arg: 0}, on(ctx, "QueryParam", "FormValue", "Param")...),
		all(Row{Role: Source, Aspect: ForwardedAddr}, ctx+"RealIP"), // the client's word unless an IPExtractor is set
		all(Row{Role: Source, Aspect: State}, ctx+"IsTLS"),

		all(Row{Role: Allow}, "(*"+pkg+"Echo).ServeHTTP"),
		all(Row{Role: Deny, Arg: 0}, on(ctx, "JSON", "JSONPretty", "JSONBlob", "JSONP", "JSONPBlob", "String", "HTML", "HTMLBlob", "XML", "XMLPretty",
			"XMLBlob", "Blob", "NoContent", "Stream", "Render")...),
		all(Row{Role: Deny, Arg: -1}, ctx+"Redirect"),
		all(Row{Role: DenyError, Arg: 0}, pkg+"NewHTTPError"),
		all(Row{Role: DenyError, Arg: -1}, pkg+"ErrUnauthorized", pkg+"ErrForbidden", pkg+"ErrNotFound", pkg+"ErrBadRequest", pkg+"ErrMethodNotAllowed",
			pkg+"ErrTooManyRequests", pkg+"ErrInternalServerError", pkg+"ErrServiceUnavailable"),

		all(Row{Role: Put, Key: 0, Arg: 1}, ctx+"Set"),
		all(Row{Role: Put, Key: -1, Arg: 0}, on(ctx, "SetCookie", "SetRequest")...),
		all(Row{Role: Fetch, Key: 0}, ctx+"Get"),

		all(Row{Role: Guard, Aspect: APIKey}, middleware+"KeyAuth", middleware+"KeyAuthWithConfig"),
		all(Row{Role: Guard, Aspect: Basic}, middleware+"BasicAuth", middleware+"BasicAuthWithConfig"),
		all(Row{Role: Skip, Aspect: APIKey}, middleware+"KeyAuthConfig.Skipper"),
		all(Row{Role: Skip, Aspect: Basic}, middleware+"BasicAuthConfig.Skipper"),
	)
}

// fiber is github.com/gofiber/fiber v2.52.15 and v3.1.0, where they are alike.
// Locals puts with two arguments and fetches with one.
func fiber(ctx, path string) []Row {
	pkg, middleware := path+".", path+"/middleware/"
	return slices.Concat(
		all(Row{Role: Transform, Aspect: Request, Arg: -1}, ctx+"Request"),
		all(Row{Role: HeaderRead, Arg: 0}, ctx+"Get"),
		all(Row{Role: Source, Aspect: Headers}, ctx+"GetReqHeaders"),
		all(Row{Role: Source, Aspect: Session}, ctx+"Cookies", "(*"+middleware+"session.Store).Get", "(*"+middleware+"session.Session).Get"),
		all(Row{Role: ParamRead, Arg: 0}, on(ctx, "Query", "FormValue", "Params")...),
		all(Row{Role: Source, Aspect: ForwardedAddr}, on(ctx, "IP", "IPs")...), // of ProxyHeader, trusted by default
		all(Row{Role: Decide, Aspect: Addr, Arg: -1}, ctx+"IsFromLocal"),
		all(Row{Role: Source, Aspect: Neutral}, ctx+"Secure", ctx+"ClientHelloInfo"), // the last hello of any connection

		all(Row{Role: Allow}, on(ctx, "Next", "RestartRouting")...),
		all(Row{Role: Deny, Arg: 0}, on(ctx, "SendStatus", "Status")...),
		all(Row{Role: DenyError, Arg: 0}, pkg+"NewError"),
		all(Row{Role: DenyError, Arg: -1}, pkg+"ErrUnauthorized", pkg+"ErrForbidden", pkg+"ErrNotFound", pkg+"ErrBadRequest", pkg+"ErrMethodNotAllowed",
			pkg+"ErrTooManyRequests", pkg+"ErrInternalServerError"),

		all(Row{Role: Put, Key: 0, Arg: 1}, ctx+"Locals", "(*"+middleware+"session.Session).Set"),
		all(Row{Role: Put, Key: -1, Arg: 0}, ctx+"Cookie"),
		all(Row{Role: Fetch, Key: 0}, ctx+"Locals", "(*"+middleware+"session.Session).Get"),

		all(Row{Role: Guard, Aspect: APIKey}, middleware+"keyauth.New"),
		all(Row{Role: Guard, Aspect: Basic}, middleware+"basicauth.New"),
		all(Row{Role: Skip, Aspect: APIKey}, middleware+"keyauth.Config.Next"),
		all(Row{Role: Skip, Aspect: Basic}, middleware+"basicauth.Config.Next"),
	)
}

// fiberOfVersion is what the versions of fiber do not share.
func fiberOfVersion() []Row {
	const v2, v3 = "(*github.com/gofiber/fiber/v2.Ctx).", "(github.com/gofiber/fiber/v3.Ctx)."
	return slices.Concat(
		all(Row{Role: Transform, Aspect: Request, Arg: -1}, v2+"Context", v2+"UserContext", v3+"Context", v3+"RequestCtx", v3+"Req"),
		all(Row{Role: HeaderRead, Arg: 0}, v2+"ReqHeaderParser"),
		all(Row{Role: Source, Aspect: Headers}, v3+"GetHeaders"),
		all(Row{Role: Put, Key: -1, Arg: 0}, v2+"SetUserContext", v3+"SetContext"),
		all(Row{Role: Deny, Arg: -1}, on(v2, "Redirect", "RedirectBack", "RedirectToRoute")...),
		all(Row{Role: HeaderRead, Arg: 1}, "github.com/gofiber/fiber/v3.GetReqHeader"),
		all(Row{Role: Put, Key: 1, Arg: 2}, "github.com/gofiber/fiber/v3.Locals", "github.com/gofiber/fiber/v3.StoreInContext"),
		all(Row{Role: Fetch, Key: 1}, "github.com/gofiber/fiber/v3.Locals"),
		all(Row{Role: Source, Aspect: Bearer}, "github.com/gofiber/fiber/v3/middleware/keyauth.TokenFromContext"),
		all(Row{Role: Source, Aspect: Session}, "(*github.com/gofiber/fiber/v3/middleware/session.Middleware).Get"),
		all(Row{Role: Put, Key: 0, Arg: 1}, "(*github.com/gofiber/fiber/v3/middleware/session.Middleware).Set"),
	)
}

// fasthttp is github.com/valyala/fasthttp v1.78.0.
func fasthttp() []Row {
	const (
		pkg    = "github.com/valyala/fasthttp."
		ctx    = "(*github.com/valyala/fasthttp.RequestCtx)."
		header = "(*github.com/valyala/fasthttp.RequestHeader)."
	)
	return slices.Concat(
		all(Row{Role: Source, Aspect: State}, ctx+"TLSConnectionState"),
		all(Row{Role: Source, Aspect: State}, ctx+"IsTLS"),
		all(Row{Role: Source, Aspect: Request}, pkg+"RequestCtx.Request"),
		all(Row{Role: Source, Aspect: Headers}, pkg+"Request.Header"),
		all(Row{Role: HeaderRead, Arg: 0}, on(header, "Peek", "PeekAll", "PeekBytes", "PeekCanonical")...),
		all(Row{Role: HeaderWrite, Arg: 0}, on(header, "Del", "Set")...),
		all(Row{Role: Source, Aspect: Session}, on(header, "Cookie", "CookieBytes", "Cookies")...),
		all(Row{Role: ParamRead, Arg: 0}, ctx+"FormValue", "(*"+pkg+"Args).Peek", "(*"+pkg+"Args).PeekBytes"),
		all(Row{Role: Source, Aspect: Addr}, on(ctx, "RemoteAddr", "RemoteIP")...),

		all(Row{Role: Deny, Arg: 1}, ctx+"Error"),
		all(Row{Role: Deny, Arg: 0}, ctx+"SetStatusCode", "(*"+pkg+"Response).SetStatusCode", "(*"+pkg+"ResponseHeader).SetStatusCode"),
		all(Row{Role: Deny, Arg: -1}, on(ctx, "NotFound", "Redirect", "RedirectBytes")...),

		all(Row{Role: Put, Key: 0, Arg: 1}, ctx+"SetUserValue", ctx+"SetUserValueBytes", "(*"+pkg+"Request).SetUserValue"),
		all(Row{Role: Fetch, Key: 0}, ctx+"UserValue", ctx+"UserValueBytes", ctx+"Value", "(*"+pkg+"Request).UserValue"),
		all(Row{Role: NewRequest}, pkg+"AcquireRequest"),
	)
}

// restful is github.com/emicklei/go-restful/v3 v3.13.0, whose filters go on through
// the chain that they are given.
func restful() []Row {
	const (
		pkg      = "github.com/emicklei/go-restful/v3."
		request  = "(*github.com/emicklei/go-restful/v3.Request)."
		response = "(*github.com/emicklei/go-restful/v3.Response)."
	)
	return slices.Concat(
		all(Row{Role: Source, Aspect: Request}, pkg+"Request.Request"),
		all(Row{Role: HeaderRead, Arg: 0}, request+"HeaderParameter"),
		all(Row{Role: ParamRead, Arg: 0}, on(request, "QueryParameter", "PathParameter", "BodyParameter")...),

		all(Row{Role: Allow}, "(*github.com/emicklei/go-restful/v3.FilterChain).ProcessFilter"),
		all(Row{Role: Deny, Arg: 0}, on(response, "WriteHeader", "WriteHeaderAndEntity", "WriteHeaderAndJson", "WriteHeaderAndXml",
			"WriteError", "WriteErrorString", "WriteServiceError")...),

		all(Row{Role: Put, Key: 0, Arg: 1}, request+"SetAttribute"),
		all(Row{Role: Fetch, Key: 0}, "(github.com/emicklei/go-restful/v3.Request).Attribute"),
	)
}

// hertz is github.com/cloudwego/hertz v0.10.4; its chain stops as gin's does.
func hertz() []Row {
	const (
		pkg    = "github.com/cloudwego/hertz/pkg/"
		ctx    = "(*github.com/cloudwego/hertz/pkg/app.RequestContext)."
		header = "(*github.com/cloudwego/hertz/pkg/protocol.RequestHeader)."
	)
	return slices.Concat(
		all(Row{Role: Source, Aspect: State}, "(*"+pkg+"network/standard.TLSConn).ConnectionState", "("+pkg+"network.ConnTLSer).ConnectionState"),
		all(Row{Role: Source, Aspect: Request}, pkg+"app.RequestContext.Request"),
		all(Row{Role: Transform, Aspect: Request, Arg: -1}, on(ctx, "GetRequest", "GetConn")...),
		all(Row{Role: Source, Aspect: Headers}, pkg+"protocol.Request.Header"),
		all(Row{Role: HeaderRead, Arg: 0}, on(ctx, "GetHeader", "BindHeader", "Bind", "BindAndValidate")...),
		all(Row{Role: HeaderRead, Arg: 0}, on(header, "Get", "GetAll", "Peek", "PeekAll")...),
		all(Row{Role: HeaderWrite, Arg: 0}, on(header, "Del", "Set")...),
		all(Row{Role: Source, Aspect: Session}, ctx+"Cookie", header+"Cookie", header+"Cookies"),
		all(Row{Role: Source, Aspect: Basic, Result: 1}, "(*"+pkg+"protocol.Request).BasicAuth"),
		all(Row{Role: ParamRead, Arg: 0}, on(ctx, "Query", "DefaultQuery", "GetQuery", "PostForm", "FormValue", "Param")...),
		all(Row{Role: Source, Aspect: Addr}, ctx+"RemoteAddr"),
		all(Row{Role: Source, Aspect: ForwardedAddr}, ctx+"ClientIP"),

		all(Row{Role: Allow}, ctx+"Next"),
		all(Row{Role: Abort, Arg: -1}, ctx+"Abort"),
		all(Row{Role: Abort, Arg: 0}, on(ctx, "AbortWithStatus", "AbortWithStatusJSON", "AbortWithError")...),
		all(Row{Role: Abort, Arg: 1}, ctx+"AbortWithMsg"),
		all(Row{Role: Deny, Arg: 0}, on(ctx, "JSON", "PureJSON", "IndentedJSON", "String", "HTML", "XML", "Data", "Render", "Status", "SetStatusCode")...),
		all(Row{Role: Deny, Arg: -1}, on(ctx, "NotFound", "Redirect")...),

		all(Row{Role: Put, Key: 0, Arg: 1}, on(ctx, "Set", "SetCookie")...),
		all(Row{Role: Fetch, Key: 0}, on(ctx, "Get", "MustGet", "GetString", "GetStringSlice", "GetStringMap", "GetStringMapString", "GetBool", "GetInt",
			"GetInt64", "Value")...),
		all(Row{Role: Guard, Aspect: Basic}, pkg+"app/middlewares/server/basic_auth.BasicAuth", pkg+"app/middlewares/server/basic_auth.BasicAuthForRealm"),
	)
}

// routers is what routers and middleware on net/http add: chi v5.5.0,
// gorilla/mux v1.8.1, gorilla/handlers v1.5.2, go-zero v1.10.3, negroni v1.0.0,
// httprouter v1.3.0.
func routers() []Row {
	return slices.Concat(
		// Handlers behind which everything lies.
		all(Row{Role: Allow},
			"(*net/http.ServeMux).ServeHTTP",
			"(*net/http/httputil.ReverseProxy).ServeHTTP",
			"(*github.com/go-chi/chi/v5.Mux).ServeHTTP",
			"(*github.com/gorilla/mux.Router).ServeHTTP",
			"(*github.com/urfave/negroni.Negroni).ServeHTTP",
			"(*github.com/grpc-ecosystem/grpc-gateway/v2/runtime.ServeMux).ServeHTTP",
		),
		// These overwrite RemoteAddr with what the client says.
		all(Row{Role: RewriteAddr},
			"github.com/go-chi/chi/v5/middleware.RealIP",
			"github.com/gorilla/handlers.ProxyHeaders",
		),
		all(Row{Role: Source, Aspect: ForwardedAddr},
			"github.com/go-chi/chi/v5/middleware.GetClientIP",
			"github.com/go-chi/chi/v5/middleware.GetClientIPAddr",
			"github.com/zeromicro/go-zero/rest/httpx.GetRemoteAddr",
		),
		all(Row{Role: ParamRead, Arg: 1},
			"github.com/go-chi/chi/v5.URLParam",
			"github.com/go-chi/chi/v5.URLParamFromCtx",
		),
		all(Row{Role: ParamRead, Arg: 0}, "(github.com/julienschmidt/httprouter.Params).ByName"),
		all(Row{Role: ParamRead, Arg: -1}, "github.com/gorilla/mux.Vars"),
		all(Row{Role: HeaderRead, Arg: 1},
			"github.com/zeromicro/go-zero/rest/httpx.Parse",
			"github.com/zeromicro/go-zero/rest/httpx.ParseHeaders",
		),
		[]Row{
			{Symbol: "github.com/zeromicro/go-zero/rest/httpx.Error", Role: Deny, Arg: -1},
			{Symbol: "github.com/zeromicro/go-zero/rest/httpx.ErrorCtx", Role: Deny, Arg: -1},
			{Symbol: "github.com/zeromicro/go-zero/rest/httpx.WriteJson", Role: Deny, Arg: 1},
			{Symbol: "github.com/zeromicro/go-zero/rest/httpx.WriteJsonCtx", Role: Deny, Arg: 2},
			{Symbol: "github.com/zeromicro/go-zero/rest.WithJwt", Role: Guard, Aspect: Bearer},
			{Symbol: "github.com/zeromicro/go-zero/rest.WithJwtTransition", Role: Guard, Aspect: Bearer},
			{Symbol: "github.com/zeromicro/go-zero/rest.WithSignature", Role: Guard, Aspect: Signature},
			{Symbol: "github.com/go-chi/chi/v5/middleware.BasicAuth", Role: Guard, Aspect: Basic},
		},
		// A socket keeps for its life what the request proved.
		all(Row{Role: Allow},
			"(*github.com/gorilla/websocket.Upgrader).Upgrade",
			"github.com/coder/websocket.Accept",
		),
	)
}

// sessions is gorilla/sessions v1.4.0 and alexedwards/scs v2.9.0.
func sessions() []Row {
	const manager = "(*github.com/alexedwards/scs/v2.SessionManager)."
	return slices.Concat(
		all(Row{Role: Source, Aspect: Session},
			"(github.com/gorilla/sessions.Store).Get",
			"(*github.com/gorilla/sessions.CookieStore).Get",
			"(*github.com/gorilla/sessions.FilesystemStore).Get",
			"(*github.com/gorilla/sessions.Registry).Get",
			"github.com/gorilla/sessions.Session.Values",
		),
		// A write to the map keeps the value in the session.
		all(Row{Role: Put, Key: -1}, "github.com/gorilla/sessions.Session.Values"),
		all(Row{Role: Transform, Arg: -1}, "(*github.com/gorilla/sessions.Session).Save"),
		all(Row{Role: Source, Aspect: Session}, on(manager, "Get", "GetString", "GetInt", "GetInt64", "GetBool", "GetBytes", "Pop", "PopString", "Exists", "Token")...),
		all(Row{Role: Fetch, Key: 1}, on(manager, "Get", "GetString", "GetInt", "GetInt64", "GetBool", "GetBytes", "Pop", "PopString")...),
		all(Row{Role: Put, Key: 1, Arg: 2}, manager+"Put"),
	)
}

// rpc is Connect v1.21.1, Twirp v8.1.3, Kratos v2.8.3, go-kit v0.13.0,
// Thrift v0.25.0, DRPC v1.0.0.
func rpc() []Row {
	return slices.Concat(
		// Connect: no TLS state; identity comes from HTTP middleware.
		all(Row{Role: Source, Aspect: Headers},
			"(*connectrpc.com/connect.Request).Header",
			"(connectrpc.com/connect.AnyRequest).Header",
			"(connectrpc.com/connect.StreamingHandlerConn).RequestHeader",
			"(*connectrpc.com/connect.ClientStream).RequestHeader",
			"(*connectrpc.com/connect.BidiStream).RequestHeader",
			"(connectrpc.com/connect.CallInfo).RequestHeader",
		),
		all(Row{Role: Source, Aspect: Addr}, "connectrpc.com/connect.Peer.Addr"),
		all(Row{Role: DenyError, Arg: 0}, "connectrpc.com/connect.NewError"),
		all(Row{Role: NewRequest}, "connectrpc.com/connect.NewRequest"),

		// Twirp: headers that middleware put into the context.
		all(Row{Role: Source, Aspect: Headers}, "github.com/twitchtv/twirp.HTTPRequestHeaders"),
		all(Row{Role: DenyError, Arg: 0}, "github.com/twitchtv/twirp.NewError", "github.com/twitchtv/twirp.NewErrorf"),
		all(Row{Role: DenyError, Arg: -1}, "github.com/twitchtv/twirp.NotFoundError", "github.com/twitchtv/twirp.InternalError",
			"github.com/twitchtv/twirp.InternalErrorWith", "github.com/twitchtv/twirp.InvalidArgumentError", "github.com/twitchtv/twirp.RequiredArgumentError"),
		all(Row{Role: Deny, Arg: -1}, "github.com/twitchtv/twirp.WriteError"),

		// Kratos: metadata is sent by the client.
		all(Row{Role: Transform, Aspect: Request, Arg: 0},
			"github.com/go-kratos/kratos/v2/transport.FromServerContext",
			"github.com/go-kratos/kratos/v2/transport/http.RequestFromServerContext",
		),
		all(Row{Role: Transform, Aspect: Request, Arg: -1},
			"(github.com/go-kratos/kratos/v2/transport/http.Transporter).Request",
			"(*github.com/go-kratos/kratos/v2/transport/http.Transport).Request",
			"(github.com/go-kratos/kratos/v2/transport/http.Context).Request",
		),
		all(Row{Role: Source, Aspect: Headers},
			"(github.com/go-kratos/kratos/v2/transport.Transporter).RequestHeader",
			"(*github.com/go-kratos/kratos/v2/transport/http.Transport).RequestHeader",
			"(*github.com/go-kratos/kratos/v2/transport/grpc.Transport).RequestHeader",
			"(github.com/go-kratos/kratos/v2/transport/http.Context).Header",
			"github.com/go-kratos/kratos/v2/metadata.FromServerContext",
		),
		all(Row{Role: HeaderRead, Arg: 0},
			"(github.com/go-kratos/kratos/v2/transport.Header).Get",
			"(github.com/go-kratos/kratos/v2/transport.Header).Values",
			"(github.com/go-kratos/kratos/v2/metadata.Metadata).Get",
			"(github.com/go-kratos/kratos/v2/metadata.Metadata).Values",
		),
		all(Row{Role: DenyError, Arg: 0}, "github.com/go-kratos/kratos/v2/errors.New", "github.com/go-kratos/kratos/v2/errors.Newf",
			"github.com/go-kratos/kratos/v2/errors.Errorf"),
		all(Row{Role: DenyError, Arg: -1},
			"github.com/go-kratos/kratos/v2/errors.Unauthorized",
			"github.com/go-kratos/kratos/v2/errors.Forbidden",
			"github.com/go-kratos/kratos/v2/errors.BadRequest",
			"github.com/go-kratos/kratos/v2/errors.NotFound",
			"github.com/go-kratos/kratos/v2/errors.InternalServer",
		),
		all(Row{Role: Guard, Aspect: Bearer}, "github.com/go-kratos/kratos/v2/middleware/auth/jwt.Server"),

		// go-kit.
		all(Row{Role: Guard, Aspect: Basic}, "github.com/go-kit/kit/auth/basic.AuthMiddleware"),
		all(Row{Role: Guard, Aspect: Bearer}, "github.com/go-kit/kit/auth/jwt.NewParser"),

		// Thrift: headers of the client's THeader transport.
		all(Row{Role: HeaderRead, Arg: 1}, "github.com/apache/thrift/lib/go/thrift.GetHeader"),

		// Envoy's X-Forwarded-Client-Cert, parsed: github.com/alecholmes/xfccparser v0.4.0.
		[]Row{
			{Symbol: "github.com/alecholmes/xfccparser.ParseXFCCHeader", Role: Transform, Aspect: Leaf, Arg: 0},
			{Symbol: "github.com/alecholmes/xfccparser.ParseSubject", Role: Transform, Aspect: Subject, Arg: 0},
			{Symbol: "github.com/alecholmes/xfccparser.ClientCert.Hash", Role: Source, Aspect: Strong},
			{Symbol: "github.com/alecholmes/xfccparser.ClientCert.Cert", Role: Source, Aspect: Strong},
			{Symbol: "github.com/alecholmes/xfccparser.ClientCert.Subject", Role: Source, Aspect: Subject},
			{Symbol: "github.com/alecholmes/xfccparser.ClientCert.SubjectRaw", Role: Source, Aspect: DN},
			{Symbol: "github.com/alecholmes/xfccparser.ClientCert.URI", Role: Source, Aspect: SAN},
			{Symbol: "github.com/alecholmes/xfccparser.ClientCert.DNS", Role: Source, Aspect: SAN},
		},

		// DRPC: the connection, asserted to *tls.Conn.
		all(Row{Role: Source, Aspect: State}, "storj.io/drpc/drpcctx.Transport"),
		all(Row{Role: Transform, Aspect: Request, Arg: -1}, "(storj.io/drpc.Stream).Context"),

		// The key of a certificate as SSH writes it; its old fingerprint is an MD5 digest.
		all(Row{Role: Transform, Arg: 0}, "golang.org/x/crypto/ssh.NewPublicKey", "golang.org/x/crypto/ssh.FingerprintSHA256", "golang.org/x/crypto/ssh.MarshalAuthorizedKey"),
		all(Row{Role: Transform, Arg: -1}, "(golang.org/x/crypto/ssh.PublicKey).Marshal"),
		all(Row{Role: Transform, Aspect: Weak, Arg: 0}, "golang.org/x/crypto/ssh.FingerprintLegacyMD5"),

		// QUIC, github.com/quic-go/quic-go v0.65.0.
		all(Row{Role: Source, Aspect: State}, "github.com/quic-go/quic-go.ConnectionState.TLS", "(*github.com/quic-go/quic-go.Conn).ConnectionState"),
		all(Row{Role: Source, Aspect: Addr}, "(*github.com/quic-go/quic-go.Conn).RemoteAddr"),
		all(Row{Role: Deny, Arg: -1}, "(*github.com/quic-go/quic-go.Conn).CloseWithError"),
	)
}

// RequestRoute reports whether a field or function of that symbol holds or returns what a
// request asks for: its path, its method, the procedure that is called.
func RequestRoute(symbol string) bool { return requestPaths[symbol] || requestRoutes[symbol] }

var requestRoutes = set(`net/http.Request.Method (*github.com/gofiber/fiber/v2.Ctx).Method (github.com/gofiber/fiber/v3.Ctx).Method
	google.golang.org/grpc.UnaryServerInfo.FullMethod google.golang.org/grpc.StreamServerInfo.FullMethod connectrpc.com/connect.Spec.Procedure`)

// RequestPath reports whether a field or function of that symbol holds or returns
// the path of the request.
func RequestPath(symbol string) bool { return requestPaths[symbol] }

var requestPaths = set(`net/url.URL.Path net/url.URL.RawPath net/http.Request.RequestURI (*net/url.URL).EscapedPath (*net/url.URL).RequestURI
	(*github.com/gofiber/fiber/v2.Ctx).Path (*github.com/gofiber/fiber/v2.Ctx).OriginalURL (github.com/gofiber/fiber/v3.Ctx).Path
	(*github.com/valyala/fasthttp.RequestCtx).Path (*github.com/cloudwego/hertz/pkg/app.RequestContext).Path`)

// LimitsRate reports whether a status of a type says that somebody asks too often, which is
// nothing about who it is: 429 of HTTP (RFC 6585, 4), and ResourceExhausted of RPCs
// (https://grpc.io/docs/guides/status-codes/).
func LimitsRate(named string, status int64) bool {
	switch named {
	case "", "int":
		return status == 429
	case "google.golang.org/grpc/codes.Code", "connectrpc.com/connect.Code":
		return status == 8
	}
	return false
}
