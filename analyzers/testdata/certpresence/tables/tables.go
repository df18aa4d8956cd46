// Package tables guards the methods that a table or a list names.
package tables

import (
	"context"
	"net/http"
	"slices"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

type plant struct {
	guarded map[string]bool
	open    []string
	crew    map[string]bool
}

func verified(ctx context.Context) (credentials.TLSInfo, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return credentials.TLSInfo{}, status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.VerifiedChains) == 0 {
		return credentials.TLSInfo{}, status.Error(codes.Unauthenticated, "no certificate")
	}
	return info, nil
}

// reports: what the table guards is open to any certificate.
func (p *plant) unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	if p.guarded[info.FullMethod] {
		if _, err := verified(ctx); err != nil { // want "any client certificate"
			return nil, err
		}
	}
	return h(ctx, req)
}

// quiet: it is open to the crew.
func (p *plant) crewed(ctx context.Context, req any, info *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	if p.guarded[info.FullMethod] {
		tls, err := verified(ctx)
		if err != nil {
			return nil, err
		}
		leaf := tls.State.VerifiedChains[0][0]
		if len(leaf.URIs) != 1 || !p.crew[leaf.URIs[0].String()] {
			return nil, status.Error(codes.PermissionDenied, "not of the crew")
		}
	}
	return h(ctx, req)
}

// reports: all but what the list names is open to any certificate.
func (p *plant) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if slices.Contains(p.open, r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want "any client certificate"
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
