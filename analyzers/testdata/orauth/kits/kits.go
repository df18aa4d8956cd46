// Package kits: go-kit, kratos, hertz and go-zero.
package kits

import (
	"context"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"net/http"
	"slices"

	"github.com/cloudwego/hertz/pkg/app"
	"github.com/go-kit/kit/endpoint"
	kithttp "github.com/go-kit/kit/transport/http"
	kerrors "github.com/go-kratos/kratos/v2/errors"
	"github.com/go-kratos/kratos/v2/middleware"
	kratoshttp "github.com/go-kratos/kratos/v2/transport/http"
	"github.com/golang-jwt/jwt/v5"
	"github.com/zeromicro/go-zero/rest"
)

type policy struct {
	names []string
	key   []byte
	jwt   jwt.Keyfunc
}

func (p *policy) peer(state *tls.ConnectionState) bool {
	if state == nil || len(state.PeerCertificates) == 0 {
		return false
	}
	for _, n := range state.PeerCertificates[0].DNSNames {
		if slices.Contains(p.names, n) {
			return true
		}
	}
	return false
}

func (p *policy) keyed(key string) bool { return subtle.ConstantTimeCompare([]byte(key), p.key) == 1 }

type requestKey struct{}

func keepRequest(ctx context.Context, r *http.Request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

var errUnauthenticated = errors.New("unauthenticated")

// go-kit: an endpoint's middleware.
func (p *policy) kitEither(next endpoint.Endpoint) endpoint.Endpoint {
	return func(ctx context.Context, request any) (any, error) {
		r, ok := ctx.Value(requestKey{}).(*http.Request)
		if !ok {
			return nil, errUnauthenticated
		}
		if p.peer(r.TLS) {
			return next(ctx, request)
		}
		if !p.keyed(r.Header.Get("X-Api-Key")) { // want `alternative to .*certificate`
			return nil, errUnauthenticated
		}
		return next(ctx, request)
	}
}

// go-kit: not: a chain of two middlewares, each of which must accept.
func (p *policy) kitCert(next endpoint.Endpoint) endpoint.Endpoint {
	return func(ctx context.Context, request any) (any, error) {
		if r, ok := ctx.Value(requestKey{}).(*http.Request); !ok || !p.peer(r.TLS) {
			return nil, errUnauthenticated
		}
		return next(ctx, request)
	}
}

func (p *policy) kitKey(next endpoint.Endpoint) endpoint.Endpoint {
	return func(ctx context.Context, request any) (any, error) {
		if r, ok := ctx.Value(requestKey{}).(*http.Request); !ok || !p.keyed(r.Header.Get("X-Api-Key")) {
			return nil, errUnauthenticated
		}
		return next(ctx, request)
	}
}

func (p *policy) kit(e endpoint.Endpoint, dec kithttp.DecodeRequestFunc, enc kithttp.EncodeResponseFunc) []http.Handler {
	before := kithttp.ServerBefore(keepRequest)
	return []http.Handler{
		kithttp.NewServer(p.kitEither(e), dec, enc, before),
		kithttp.NewServer(endpoint.Chain(p.kitCert, p.kitKey)(e), dec, enc, before),
	}
}

// kratos: a token of the header.
func (p *policy) kratosEither(handler middleware.Handler) middleware.Handler {
	return func(ctx context.Context, req any) (any, error) {
		r, ok := kratoshttp.RequestFromServerContext(ctx)
		if !ok {
			return nil, kerrors.Unauthorized("TRANSPORT", "http only")
		}
		if !p.peer(r.TLS) {
			if _, err := jwt.Parse(r.Header.Get("X-Token"), p.jwt); err != nil { // want `alternative to .*certificate`
				return nil, kerrors.Unauthorized("CREDENTIALS", err.Error())
			}
		}
		return handler(ctx, req)
	}
}

// kratos: not: the token as well.
func (p *policy) kratosBoth(handler middleware.Handler) middleware.Handler {
	return func(ctx context.Context, req any) (any, error) {
		r, ok := kratoshttp.RequestFromServerContext(ctx)
		if !ok || !p.peer(r.TLS) {
			return nil, kerrors.Unauthorized("CREDENTIALS", "certificate")
		}
		if _, err := jwt.Parse(r.Header.Get("X-Token"), p.jwt); err != nil {
			return nil, kerrors.Unauthorized("CREDENTIALS", err.Error())
		}
		return handler(ctx, req)
	}
}

func hertzState(c *app.RequestContext) *tls.ConnectionState {
	conn, ok := c.GetConn().(interface{ ConnectionState() tls.ConnectionState })
	if !ok {
		return nil
	}
	state := conn.ConnectionState()
	return &state
}

// hertz.
func (p *policy) hertzEither(ctx context.Context, c *app.RequestContext) {
	if p.peer(hertzState(c)) {
		c.Next(ctx)
		return
	}
	if !p.keyed(string(c.GetHeader("X-Api-Key"))) { // want `alternative to .*certificate`
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	c.Next(ctx)
}

// hertz: not: both.
func (p *policy) hertzBoth(ctx context.Context, c *app.RequestContext) {
	if !p.peer(hertzState(c)) {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	if !p.keyed(string(c.GetHeader("X-Api-Key"))) {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.Next(ctx)
}

// go-zero.
func (p *policy) zeroEither(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if user, pass, ok := r.BasicAuth(); !p.peer(r.TLS) && (!ok || user != "ops" || !p.keyed(pass)) { // want `alternative to .*certificate`
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next(w, r)
	}
}

// go-zero: not: the certificate alone.
func (p *policy) zeroPeer(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !p.peer(r.TLS) {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next(w, r)
	}
}

func (p *policy) servers(a, b *rest.Server) []middleware.Middleware {
	a.Use(p.zeroEither)
	b.Use(p.zeroPeer)
	return []middleware.Middleware{p.kratosEither, p.kratosBoth}
}
