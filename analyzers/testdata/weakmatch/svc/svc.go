// Package svc is a service of gin and gRPC.
package svc

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

type api struct {
	serials map[string]string
	keys    map[string]bool
}

// reports: gin, and a table of serial numbers.
func (a *api) partner(c *gin.Context) {
	if c.Request.TLS == nil || len(c.Request.TLS.PeerCertificates) == 0 {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	if _, ok := a.serials[c.Request.TLS.PeerCertificates[0].SerialNumber.String()]; !ok { // want "serial number .* does not say whose"
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.Next()
}

// reports: an interceptor, and key identifiers.
func (a *api) unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.PeerCertificates) == 0 || !a.keys[string(info.State.PeerCertificates[0].SubjectKeyId)] { // want "key identifier"
		return nil, status.Error(codes.PermissionDenied, "not allowed")
	}
	return handler(ctx, req)
}

// quiet: an interceptor, and public keys.
func (a *api) keyed(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.PeerCertificates) == 0 || !a.keys[string(info.State.PeerCertificates[0].RawSubjectPublicKeyInfo)] {
		return nil, status.Error(codes.PermissionDenied, "not allowed")
	}
	return handler(ctx, req)
}

// quiet: a predicate that only sets a price.
func (a *api) Discount(r *http.Request) bool {
	return len(r.TLS.PeerCertificates) > 0 && a.serials[r.TLS.PeerCertificates[0].SerialNumber.String()] != ""
}
