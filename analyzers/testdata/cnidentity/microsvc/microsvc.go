// Package microsvc guards the same endpoint in five service frameworks.
package microsvc

import (
	"context"
	"crypto/tls"
	"log"
	"net/http"
	"slices"

	"github.com/cloudwego/hertz/pkg/app"
	"github.com/cloudwego/hertz/pkg/network"
	"github.com/go-kit/kit/endpoint"
	kithttp "github.com/go-kit/kit/transport/http"
	"github.com/go-kratos/kratos/v2/errors"
	"github.com/go-kratos/kratos/v2/middleware"
	kratoshttp "github.com/go-kratos/kratos/v2/transport/http"
	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/twitchtv/twirp"
)

type rules struct {
	names []string
	hosts []string
}

// reports: kratos, through the request of the server's context.
func (s rules) kratos() middleware.Middleware {
	return func(handler middleware.Handler) middleware.Handler {
		return func(ctx context.Context, req any) (any, error) {
			r, ok := kratoshttp.RequestFromServerContext(ctx)
			if !ok || r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
				return nil, errors.Unauthorized("NO_CERT", "client certificate required")
			}
			if !slices.Contains(s.names, r.TLS.PeerCertificates[0].Subject.CommonName) { // want "common name"
				return nil, errors.Forbidden("CALLER", "caller not allowed")
			}
			return handler(ctx, req)
		}
	}
}

type stateKey struct{}

// keepState is go-kit's way to get at the connection.
func keepState() kithttp.RequestFunc {
	return func(ctx context.Context, r *http.Request) context.Context {
		return context.WithValue(ctx, stateKey{}, r.TLS)
	}
}

var errForbidden = twirp.NewError(twirp.PermissionDenied, "forbidden")

// reports: a go-kit endpoint middleware, with the state from the context.
func (s rules) kit() endpoint.Middleware {
	return func(next endpoint.Endpoint) endpoint.Endpoint {
		return func(ctx context.Context, request any) (any, error) {
			state, ok := ctx.Value(stateKey{}).(*tls.ConnectionState)
			if !ok || state == nil || len(state.PeerCertificates) == 0 {
				return nil, errForbidden
			}
			if !slices.Contains(s.names, state.PeerCertificates[0].Subject.CommonName) { // want "common name"
				return nil, errForbidden
			}
			return next(ctx, request)
		}
	}
}

type callerKey struct{}

// reports: go-kit, a name in the context.
func kitCaller() kithttp.ServerOption {
	return kithttp.ServerBefore(func(ctx context.Context, r *http.Request) context.Context {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			return ctx
		}
		return context.WithValue(ctx, callerKey{}, r.TLS.PeerCertificates[0].Subject.CommonName) // want "common name"
	})
}

// twirpState keeps the state for twirp's interceptors.
func twirpState(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), stateKey{}, r.TLS)))
	})
}

// reports: a twirp interceptor.
func (s rules) twirp() twirp.Interceptor {
	return func(next twirp.Method) twirp.Method {
		return func(ctx context.Context, req any) (any, error) {
			state, _ := ctx.Value(stateKey{}).(*tls.ConnectionState)
			if state == nil || len(state.VerifiedChains) == 0 {
				return nil, twirp.NewError(twirp.Unauthenticated, "client certificate required")
			}
			for _, name := range s.names {
				if state.VerifiedChains[0][0].Subject.CommonName == name { // want "common name"
					return next(ctx, req)
				}
			}
			return nil, errForbidden
		}
	}
}

// reports: hertz, through the connection's own interface.
func (s rules) hertz() app.HandlerFunc {
	return func(ctx context.Context, c *app.RequestContext) {
		conn, ok := c.GetConn().(network.ConnTLSer)
		if !ok {
			c.AbortWithStatus(http.StatusUnauthorized)
			return
		}
		certs := conn.ConnectionState().PeerCertificates
		if len(certs) == 0 {
			c.AbortWithStatus(http.StatusUnauthorized)
			return
		}
		if !slices.Contains(s.names, certs[0].Subject.CommonName) { // want "common name"
			c.AbortWithMsg("caller not allowed", http.StatusForbidden)
			return
		}
		c.Next(ctx)
	}
}

// reports: a grpc-gateway handler that is registered beside the generated ones.
func (s rules) gateway(mux *runtime.ServeMux, next runtime.HandlerFunc) error {
	return mux.HandlePath(http.MethodPost, "/v1/import", func(w http.ResponseWriter, r *http.Request, params map[string]string) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if r.TLS.PeerCertificates[0].Subject.CommonName != "importer" { // want "constant"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next(w, r, params)
	})
}

// quiet: hertz, a SAN decides and the name is logged.
func (s rules) hertzHost(ctx context.Context, c *app.RequestContext) {
	conn, ok := c.GetConn().(network.ConnTLSer)
	if !ok {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	chains := conn.ConnectionState().VerifiedChains
	if len(chains) == 0 || len(chains[0][0].DNSNames) == 0 || !slices.Contains(s.hosts, chains[0][0].DNSNames[0]) {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	log.Printf("hertz request of %s", chains[0][0].Subject.CommonName)
	c.Next(ctx)
}

// quiet: kratos, the name is in the log line only.
func logging(handler middleware.Handler) middleware.Handler {
	return func(ctx context.Context, req any) (any, error) {
		if r, ok := kratoshttp.RequestFromServerContext(ctx); ok && r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			log.Printf("%s by %s", r.URL.Path, r.TLS.PeerCertificates[0].Subject.CommonName)
		}
		return handler(ctx, req)
	}
}

var _, _, _ = keepState, twirpState, logging
