// Package rpcs: connect, twirp and grpc-gateway.
package rpcs

import (
	"context"
	"crypto/subtle"
	"crypto/x509"
	"errors"
	"net/http"

	"connectrpc.com/connect"
	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/twitchtv/twirp"
)

type certKey struct{}
type tokenKey struct{}

// The wrapper puts certificate and header into the context for what follows.
func withCredentials(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			ctx = context.WithValue(ctx, certKey{}, r.TLS.PeerCertificates[0])
		}
		ctx = context.WithValue(ctx, tokenKey{}, r.Header.Get("X-Api-Key"))
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

type rules struct {
	names map[string]bool
	key   string
}

func (u *rules) named(ctx context.Context) bool {
	c, ok := ctx.Value(certKey{}).(*x509.Certificate)
	return ok && len(c.DNSNames) > 0 && u.names[c.DNSNames[0]]
}

func (u *rules) keyed(key string) bool {
	return subtle.ConstantTimeCompare([]byte(key), []byte(u.key)) == 1
}

// connect: the key is in the request's header.
func (u *rules) connectEither() connect.UnaryInterceptorFunc {
	return func(next connect.UnaryFunc) connect.UnaryFunc {
		return func(ctx context.Context, req connect.AnyRequest) (connect.AnyResponse, error) {
			if u.named(ctx) {
				return next(ctx, req)
			}
			if u.keyed(req.Header().Get("X-Api-Key")) { // want `alternative to .*certificate`
				return next(ctx, req)
			}
			return nil, connect.NewError(connect.CodeUnauthenticated, errors.New("unauthenticated"))
		}
	}
}

// connect: not: both.
func (u *rules) connectBoth() connect.UnaryInterceptorFunc {
	return func(next connect.UnaryFunc) connect.UnaryFunc {
		return func(ctx context.Context, req connect.AnyRequest) (connect.AnyResponse, error) {
			if !u.named(ctx) || !u.keyed(req.Header().Get("X-Api-Key")) {
				return nil, connect.NewError(connect.CodeUnauthenticated, errors.New("unauthenticated"))
			}
			return next(ctx, req)
		}
	}
}

// twirp: the key comes through the context.
func (u *rules) twirpEither(next twirp.Method) twirp.Method {
	return func(ctx context.Context, req any) (any, error) {
		key, _ := ctx.Value(tokenKey{}).(string)
		if !u.named(ctx) && !u.keyed(key) { // want `alternative to .*certificate`
			return nil, twirp.NewError(twirp.Unauthenticated, "unauthenticated")
		}
		return next(ctx, req)
	}
}

// twirp: not: the key is for one method, the certificate for all.
func (u *rules) twirpWrites(next twirp.Method) twirp.Method {
	return func(ctx context.Context, req any) (any, error) {
		if !u.named(ctx) {
			return nil, twirp.NewError(twirp.Unauthenticated, "unauthenticated")
		}
		if m, _ := twirp.MethodName(ctx); m == "Delete" {
			if key, _ := ctx.Value(tokenKey{}).(string); !u.keyed(key) {
				return nil, twirp.NewError(twirp.PermissionDenied, "key required")
			}
		}
		return next(ctx, req)
	}
}

// grpc-gateway: the key of the outer request.
func (u *rules) gatewayEither(next runtime.HandlerFunc) runtime.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request, params map[string]string) {
		if u.named(r.Context()) || u.keyed(r.Header.Get("X-Api-Key")) { // want `alternative to .*certificate`
			next(w, r, params)
			return
		}
		http.Error(w, "unauthenticated", http.StatusUnauthorized)
	}
}

type pong struct{}

func (u *rules) mount(mux *http.ServeMux, serve func(...twirp.Interceptor) http.Handler) {
	mux.Handle("/gw/", withCredentials(runtime.NewServeMux(runtime.WithMiddlewares(u.gatewayEither))))
	mux.Handle("/twirp/", withCredentials(serve(u.twirpEither)))
	mux.Handle("/twirp/writes/", withCredentials(serve(u.twirpWrites)))
	ping := func(context.Context, *connect.Request[pong]) (*connect.Response[pong], error) {
		return connect.NewResponse(&pong{}), nil
	}
	mux.Handle("/p.P/Either", withCredentials(connect.NewUnaryHandler("/p.P/Either", ping, connect.WithInterceptors(u.connectEither()))))
	mux.Handle("/p.P/Both", withCredentials(connect.NewUnaryHandler("/p.P/Both", ping, connect.WithInterceptors(u.connectBoth()))))
}
