// Package connectsvc is a connect service: its interceptors see no TLS state,
// so that a middleware in front keeps the certificate in the context.
package connectsvc

import (
	"context"
	"crypto/x509"
	"errors"
	"log"
	"net/http"

	"connectrpc.com/connect"
)

type leafKey struct{}

func keepLeaf(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
			r = r.WithContext(context.WithValue(r.Context(), leafKey{}, r.TLS.VerifiedChains[0][0]))
		}
		next.ServeHTTP(w, r)
	})
}

func leafFrom(ctx context.Context) (*x509.Certificate, error) {
	leaf, ok := ctx.Value(leafKey{}).(*x509.Certificate)
	if !ok {
		return nil, connect.NewError(connect.CodeUnauthenticated, errors.New("no client certificate"))
	}
	return leaf, nil
}

type gate struct {
	callers map[string]bool
	uris    map[string]bool
}

var errCaller = errors.New("caller not allowed")

// reports: a unary interceptor decides on the certificate from the context.
func (g *gate) WrapUnary(next connect.UnaryFunc) connect.UnaryFunc {
	return func(ctx context.Context, req connect.AnyRequest) (connect.AnyResponse, error) {
		leaf, err := leafFrom(ctx)
		if err != nil {
			return nil, err
		}
		if !g.callers[leaf.Subject.CommonName] { // want "common name"
			return nil, connect.NewError(connect.CodePermissionDenied, errCaller)
		}
		return next(ctx, req)
	}
}

// WrapStreamingClient leaves clients alone.
func (g *gate) WrapStreamingClient(next connect.StreamingClientFunc) connect.StreamingClientFunc {
	return next
}

// quiet: the streaming side decides on a URI SAN.
func (g *gate) WrapStreamingHandler(next connect.StreamingHandlerFunc) connect.StreamingHandlerFunc {
	return func(ctx context.Context, conn connect.StreamingHandlerConn) error {
		leaf, err := leafFrom(ctx)
		if err != nil {
			return err
		}
		if len(leaf.URIs) != 1 || !g.uris[leaf.URIs[0].String()] {
			log.Printf("refused %s", leaf.Subject.CommonName)
			return connect.NewError(connect.CodePermissionDenied, errCaller)
		}
		return next(ctx, conn)
	}
}

var _ = keepLeaf
