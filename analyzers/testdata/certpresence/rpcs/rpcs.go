// Package rpcs: connect, twirp and grpc-gateway. Their requests know nothing
// of TLS: an HTTP wrapper brings the certificate in through the context.
package rpcs

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"

	"connectrpc.com/connect"
	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/twitchtv/twirp"
)

type peerKey struct{}

// Every request goes on; the certificate goes into the context: quiet.
func withPeer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			r = r.WithContext(context.WithValue(r.Context(), peerKey{}, r.TLS.PeerCertificates[0]))
		}
		next.ServeHTTP(w, r)
	})
}

func peerFrom(ctx context.Context) (*x509.Certificate, bool) {
	c, ok := ctx.Value(peerKey{}).(*x509.Certificate)
	return c, ok && c != nil
}

// connect: an interceptor whose unary and streaming halves are gates.
type presence struct{}

func (presence) WrapUnary(next connect.UnaryFunc) connect.UnaryFunc {
	return func(ctx context.Context, req connect.AnyRequest) (connect.AnyResponse, error) {
		if _, ok := peerFrom(ctx); !ok { // want `any .*certificate`
			return nil, connect.NewError(connect.CodeUnauthenticated, errors.New("client certificate required"))
		}
		return next(ctx, req)
	}
}

func (presence) WrapStreamingClient(next connect.StreamingClientFunc) connect.StreamingClientFunc {
	return next
}

func (presence) WrapStreamingHandler(next connect.StreamingHandlerFunc) connect.StreamingHandlerFunc {
	return func(ctx context.Context, conn connect.StreamingHandlerConn) error {
		if _, ok := peerFrom(ctx); !ok { // want `any .*certificate`
			return connect.NewError(connect.CodeUnauthenticated, errors.New("client certificate required"))
		}
		return next(ctx, conn)
	}
}

// connect: the interceptor asks for a name of the list.
func allowNames(names map[string]bool) connect.UnaryInterceptorFunc {
	return func(next connect.UnaryFunc) connect.UnaryFunc {
		return func(ctx context.Context, req connect.AnyRequest) (connect.AnyResponse, error) {
			cert, ok := peerFrom(ctx)
			if !ok {
				return nil, connect.NewError(connect.CodeUnauthenticated, errors.New("client certificate required"))
			}
			for _, n := range cert.DNSNames {
				if names[n] {
					return next(ctx, req)
				}
			}
			return nil, connect.NewError(connect.CodePermissionDenied, errors.New("not allowed"))
		}
	}
}

// connect: procedures that are no secret go round the list.
func allowExcept(names map[string]bool) connect.UnaryInterceptorFunc {
	return func(next connect.UnaryFunc) connect.UnaryFunc {
		return func(ctx context.Context, req connect.AnyRequest) (connect.AnyResponse, error) {
			if req.Spec().Procedure == "/status.v1.Status/Get" {
				return next(ctx, req)
			}
			if cert, ok := peerFrom(ctx); !ok || len(cert.DNSNames) == 0 || !names[cert.DNSNames[0]] {
				return nil, connect.NewError(connect.CodePermissionDenied, errors.New("not allowed"))
			}
			return next(ctx, req)
		}
	}
}

// twirp: a hook that denies by its error.
func hooks() *twirp.ServerHooks {
	return &twirp.ServerHooks{
		RequestRouted: func(ctx context.Context) (context.Context, error) {
			if _, ok := peerFrom(ctx); !ok { // want `any .*certificate`
				return ctx, twirp.NewError(twirp.Unauthenticated, "client certificate required")
			}
			return ctx, nil
		},
	}
}

// twirp: an interceptor that compares the URI SAN.
func onlyWorker(next twirp.Method) twirp.Method {
	return func(ctx context.Context, req any) (any, error) {
		cert, ok := peerFrom(ctx)
		if !ok || len(cert.URIs) != 1 || cert.URIs[0].String() != "spiffe://example.org/worker" {
			return nil, twirp.NewError(twirp.PermissionDenied, "worker only")
		}
		return next(ctx, req)
	}
}

// grpc-gateway: a middleware of its mux.
func gatewayPeer(next runtime.HandlerFunc) runtime.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request, params map[string]string) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		next(w, r, params)
	}
}

// grpc-gateway: the path's account must be the certificate's.
func gatewayAccount(next runtime.HandlerFunc) runtime.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request, params map[string]string) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].DNSNames) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if r.TLS.PeerCertificates[0].DNSNames[0] != params["account"]+".accounts.example" {
			http.Error(w, "another account", http.StatusForbidden)
			return
		}
		next(w, r, params)
	}
}

func Mount(mux *http.ServeMux, unary connect.UnaryFunc, twirpServer func(*twirp.ServerHooks, ...twirp.Interceptor) http.Handler, names map[string]bool) {
	gw := runtime.NewServeMux(runtime.WithMiddlewares(gatewayPeer))
	mux.Handle("/gw/", gw)
	mux.Handle("/accounts/", runtime.NewServeMux(runtime.WithMiddlewares(gatewayAccount)))
	mux.Handle("/twirp/", withPeer(twirpServer(hooks())))
	mux.Handle("/twirp/worker/", withPeer(twirpServer(nil, onlyWorker)))
	opts := connect.WithInterceptors(presence{})
	mux.Handle("/status.v1.Status/Get", withPeer(connect.NewUnaryHandler("/status.v1.Status/Get", status, opts)))
	strict := connect.WithInterceptors(allowNames(names), allowExcept(names))
	mux.Handle("/keys.v1.Keys/Rotate", withPeer(connect.NewUnaryHandler("/keys.v1.Keys/Rotate", status, strict)))
}

type statusRequest struct{}
type statusResponse struct{ OK bool }

func status(context.Context, *connect.Request[statusRequest]) (*connect.Response[statusResponse], error) {
	return connect.NewResponse(&statusResponse{OK: true}), nil
}
