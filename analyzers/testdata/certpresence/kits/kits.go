// Package kits: go-kit, kratos, hertz, go-zero and drpc.
package kits

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"slices"

	"github.com/cloudwego/hertz/pkg/app"
	"github.com/cloudwego/hertz/pkg/network"
	"github.com/go-kit/kit/endpoint"
	kithttp "github.com/go-kit/kit/transport/http"
	kerrors "github.com/go-kratos/kratos/v2/errors"
	"github.com/go-kratos/kratos/v2/middleware"
	kratoshttp "github.com/go-kratos/kratos/v2/transport/http"
	"github.com/zeromicro/go-zero/rest"
	"github.com/zeromicro/go-zero/rest/httpx"
	"storj.io/drpc"
	"storj.io/drpc/drpcctx"
)

var errNoCert = errors.New("client certificate required")

type tlsKey struct{}

// go-kit: the transport's RequestFunc keeps the connection's state.
func keepState(ctx context.Context, r *http.Request) context.Context {
	return context.WithValue(ctx, tlsKey{}, r.TLS)
}

// go-kit: the endpoint's middleware denies by its error.
func requireCert(next endpoint.Endpoint) endpoint.Endpoint {
	return func(ctx context.Context, request any) (any, error) {
		state, ok := ctx.Value(tlsKey{}).(*tls.ConnectionState)
		if !ok || state == nil || len(state.PeerCertificates) == 0 { // want `any .*certificate`
			return nil, errNoCert
		}
		return next(ctx, request)
	}
}

// go-kit: the same, for one service.
func requireBilling(next endpoint.Endpoint) endpoint.Endpoint {
	return func(ctx context.Context, request any) (any, error) {
		state, ok := ctx.Value(tlsKey{}).(*tls.ConnectionState)
		if !ok || state == nil || len(state.PeerCertificates) == 0 {
			return nil, errNoCert
		}
		if !slices.Contains(state.PeerCertificates[0].DNSNames, "billing.svc.example") {
			return nil, errors.New("billing only")
		}
		return next(ctx, request)
	}
}

func kitHandler(e endpoint.Endpoint, dec kithttp.DecodeRequestFunc, enc kithttp.EncodeResponseFunc) (http.Handler, http.Handler) {
	before := kithttp.ServerBefore(keepState)
	return kithttp.NewServer(requireCert(e), dec, enc, before), kithttp.NewServer(requireBilling(e), dec, enc, before)
}

// kratos: the request comes from the server's context.
func kratosPeer() middleware.Middleware {
	return func(handler middleware.Handler) middleware.Handler {
		return func(ctx context.Context, req any) (any, error) {
			r, ok := kratoshttp.RequestFromServerContext(ctx)
			if !ok {
				return nil, kerrors.Unauthorized("TRANSPORT", "http only")
			}
			if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
				return nil, kerrors.Unauthorized("NO_CERTIFICATE", "client certificate required")
			}
			return handler(ctx, req)
		}
	}
}

// kratos: the public key decides.
func kratosPinned(keys map[string]string) middleware.Middleware {
	return func(handler middleware.Handler) middleware.Handler {
		return func(ctx context.Context, req any) (any, error) {
			r, ok := kratoshttp.RequestFromServerContext(ctx)
			if !ok || r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
				return nil, kerrors.Unauthorized("NO_CERTIFICATE", "client certificate required")
			}
			if _, known := keys[string(r.TLS.PeerCertificates[0].RawSubjectPublicKeyInfo)]; !known {
				return nil, kerrors.Forbidden("UNKNOWN_KEY", "unknown key")
			}
			return handler(ctx, req)
		}
	}
}

type stater interface{ ConnectionState() tls.ConnectionState }

func hertzLeaf(conn network.Conn) *x509.Certificate {
	s, ok := conn.(stater)
	if !ok {
		return nil
	}
	certs := s.ConnectionState().PeerCertificates
	if len(certs) == 0 {
		return nil
	}
	return certs[0]
}

// hertz: only Abort stops the chain; the helper returns nil for no certificate.
func hertzPeer(ctx context.Context, c *app.RequestContext) {
	if hertzLeaf(c.GetConn()) == nil { // want `any .*certificate`
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	c.Next(ctx)
}

// hertz: the leaf's e-mail address decides.
func hertzOperator(operators []string) app.HandlerFunc {
	return func(ctx context.Context, c *app.RequestContext) {
		leaf := hertzLeaf(c.GetConn())
		if leaf == nil || len(leaf.EmailAddresses) != 1 {
			c.AbortWithStatus(http.StatusUnauthorized)
			return
		}
		if !slices.Contains(operators, leaf.EmailAddresses[0]) {
			c.AbortWithMsg("operators only", http.StatusForbidden)
			return
		}
		c.Next(ctx)
	}
}

// go-zero: a rest middleware.
func zeroPeer(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
			httpx.WriteJson(w, http.StatusUnauthorized, map[string]string{"msg": "client certificate required"})
			return
		}
		next(w, r)
	}
}

type workloadKey struct{}

// go-zero: not: the identity goes into the context.
func zeroIdentity(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			httpx.WriteJson(w, http.StatusUnauthorized, map[string]string{"msg": "client certificate required"})
			return
		}
		next(w, r.WithContext(context.WithValue(r.Context(), workloadKey{}, r.TLS.PeerCertificates[0].URIs)))
	}
}

func zeroServer(s *rest.Server) {
	s.Use(zeroPeer)
	s.Use(zeroIdentity)
}

// drpc: the transport is the connection; the gate is a handler around another.
type drpcGate struct{ next drpc.Handler }

func (g drpcGate) HandleRPC(stream drpc.Stream, rpc string) error {
	tr, ok := drpcctx.Transport(stream.Context())
	if !ok {
		return errNoCert
	}
	conn, ok := tr.(*tls.Conn)
	if !ok {
		return errNoCert
	}
	if len(conn.ConnectionState().PeerCertificates) == 0 { // want `any .*certificate`
		return errNoCert
	}
	return g.next.HandleRPC(stream, rpc)
}

// drpc: the same gate for satellites of a list.
type drpcSatellites struct {
	next drpc.Handler
	uris []string
}

func (g drpcSatellites) HandleRPC(stream drpc.Stream, rpc string) error {
	tr, ok := drpcctx.Transport(stream.Context())
	if !ok {
		return errNoCert
	}
	conn, ok := tr.(*tls.Conn)
	if !ok || len(conn.ConnectionState().PeerCertificates) == 0 {
		return errNoCert
	}
	for _, u := range conn.ConnectionState().PeerCertificates[0].URIs {
		if slices.Contains(g.uris, u.String()) {
			return g.next.HandleRPC(stream, rpc)
		}
	}
	return errors.New("not a satellite")
}
