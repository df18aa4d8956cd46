// Package microsvc reads the same header in six service frameworks.
package microsvc

import (
	"context"
	"net/http"
	"slices"

	"github.com/cloudwego/hertz/pkg/app"
	"github.com/go-kit/kit/endpoint"
	kithttp "github.com/go-kit/kit/transport/http"
	"github.com/go-kratos/kratos/v2/errors"
	"github.com/go-kratos/kratos/v2/middleware"
	"github.com/go-kratos/kratos/v2/transport"
	"github.com/gorilla/mux"
	"github.com/gorilla/websocket"
	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/twitchtv/twirp"
	"github.com/zeromicro/go-zero/rest"
)

const cnHeader = "X-SSL-Client-CN"

type rules struct {
	names    []string
	upgrader websocket.Upgrader
}

// reports: kratos' transport header.
func (s *rules) kratos(handler middleware.Handler) middleware.Handler {
	return func(ctx context.Context, req any) (any, error) {
		tr, ok := transport.FromServerContext(ctx)
		if !ok || !slices.Contains(s.names, tr.RequestHeader().Get(cnHeader)) { // want "header"
			return nil, errors.Forbidden("CALLER", "unknown caller")
		}
		return handler(ctx, req)
	}
}

type cnKey struct{}

// reports: go-kit copies the header into the context, the endpoint decides.
func kitHeader() kithttp.ServerOption {
	return kithttp.ServerBefore(func(ctx context.Context, r *http.Request) context.Context {
		return context.WithValue(ctx, cnKey{}, r.Header.Get(cnHeader)) // want "header"
	})
}

var errForbidden = twirp.NewError(twirp.PermissionDenied, "unknown caller")

func (s *rules) kit() endpoint.Middleware {
	return func(next endpoint.Endpoint) endpoint.Endpoint {
		return func(ctx context.Context, request any) (any, error) {
			if cn, _ := ctx.Value(cnKey{}).(string); !slices.Contains(s.names, cn) {
				return nil, errForbidden
			}
			return next(ctx, request)
		}
	}
}

type headersKey struct{}

// twirpHeaders keeps the headers for twirp's interceptors.
func twirpHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), headersKey{}, r.Header)))
	})
}

// reports: a twirp interceptor reads the headers from the context.
func (s *rules) twirp() twirp.Interceptor {
	return func(next twirp.Method) twirp.Method {
		return func(ctx context.Context, req any) (any, error) {
			h, ok := ctx.Value(headersKey{}).(http.Header)
			if !ok {
				return nil, twirp.NewError(twirp.Unauthenticated, "no headers")
			}
			if !slices.Contains(s.names, h.Get(cnHeader)) { // want "header"
				return nil, errForbidden
			}
			return next(ctx, req)
		}
	}
}

// reports: hertz.
func (s *rules) hertz(ctx context.Context, c *app.RequestContext) {
	cn := string(c.GetHeader(cnHeader)) // want "header"
	if !slices.Contains(s.names, cn) {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.Next(ctx)
}

// reports: a grpc-gateway middleware.
func (s *rules) gateway() runtime.ServeMuxOption {
	return runtime.WithMiddlewares(func(next runtime.HandlerFunc) runtime.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request, params map[string]string) {
			if !slices.Contains(s.names, r.Header.Get(cnHeader)) { // want "header"
				w.WriteHeader(http.StatusForbidden)
				return
			}
			next(w, r, params)
		}
	})
}

// reports: go-zero.
func (s *rules) zero(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for _, name := range s.names {
			if r.Header.Get(cnHeader) == name { // want "header"
				next(w, r)
				return
			}
		}
		w.WriteHeader(http.StatusForbidden)
	}
}

var _ rest.Middleware = (*rules)(nil).zero

// reports: gorilla mux, with the subject as a tenant of the route.
func (s *rules) mux(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if mux.Vars(r)["client"] != r.Header.Get(cnHeader) { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type socket struct {
	conn *websocket.Conn
	user string
}

// reports: the user of a websocket.
func (s *rules) upgrade(hub chan<- *socket) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		user := r.Header.Get(cnHeader) // want "header"
		if user == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		conn, err := s.upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		hub <- &socket{conn: conn, user: user}
	}
}

// quiet: kratos, a header of another kind.
func (s *rules) locale(handler middleware.Handler) middleware.Handler {
	return func(ctx context.Context, req any) (any, error) {
		tr, ok := transport.FromServerContext(ctx)
		if !ok || !slices.Contains(s.names, tr.RequestHeader().Get("X-Locale")) {
			return nil, errors.BadRequest("LOCALE", "unknown locale")
		}
		return handler(ctx, req)
	}
}

// quiet: grpc-gateway, the header is dropped on its way to the metadata.
func headerMatcher() runtime.ServeMuxOption {
	return runtime.WithIncomingHeaderMatcher(func(key string) (string, bool) {
		if key == http.CanonicalHeaderKey(cnHeader) {
			return "", false
		}
		return runtime.DefaultHeaderMatcher(key)
	})
}

var _ = twirpHeaders
