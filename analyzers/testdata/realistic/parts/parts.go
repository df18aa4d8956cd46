// Package parts has gates that ask something else for each of their routes: what one part
// asks hides nothing of what another does.
package parts

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// Orchard guards the calls of an irrigation plan.
type Orchard struct {
	Valves  map[string]bool // by URI
	Foremen map[string]bool
}

// Unary asks for what the service needs.
func (o *Orchard) Unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if err := o.check(ctx, info.FullMethod); err != nil { // want `any client certificate of a trusted CA passes`
		return nil, err
	}
	return handler(ctx, req)
}

func (o *Orchard) check(ctx context.Context, method string) error {
	switch {
	case strings.HasPrefix(method, "/orchard.Weather/"):
		return o.weather(ctx)
	case strings.HasPrefix(method, "/orchard.Plan/"):
		return o.plan(ctx)
	case strings.HasPrefix(method, "/orchard.Valve/"):
		return o.valve(ctx)
	}
	return status.Error(codes.Unimplemented, "unknown service")
}

func (o *Orchard) weather(ctx context.Context) error {
	_, err := leaf(ctx)
	return err
}

func (o *Orchard) plan(ctx context.Context) error {
	cert, err := leaf(ctx)
	if err != nil {
		return err
	}
	if !o.Foremen[cert.Subject.CommonName] { // want `the common name decides`
		return status.Error(codes.PermissionDenied, "not a foreman")
	}
	return nil
}

// quiet: who it is decides.
func (o *Orchard) valve(ctx context.Context) error {
	cert, err := leaf(ctx)
	if err != nil {
		return err
	}
	if len(cert.URIs) != 1 || !o.Valves[cert.URIs[0].String()] {
		return status.Errorf(codes.PermissionDenied, "%s is no valve", cert.Subject.CommonName)
	}
	return nil
}

func leaf(ctx context.Context) (*x509.Certificate, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.VerifiedChains) == 0 {
		return nil, status.Error(codes.Unauthenticated, "no certificate")
	}
	return info.State.VerifiedChains[0][0], nil
}

// Beehive guards pages by their method.
type Beehive struct{ Keepers map[string]bool }

// guard lets whoever has a certificate read, and keepers write.
func (b *Beehive) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := client(r.TLS) // want `any client certificate of a trusted CA passes`
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		if r.Method != http.MethodGet && !b.Keepers[cert.Subject.CommonName] { // want `the common name decides`
			http.Error(w, "keepers only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a probe goes around, all others are asked whose certificate it is.
func (b *Beehive) hosts(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" {
			next.ServeHTTP(w, r)
			return
		}
		cert, err := client(r.TLS)
		if err != nil || len(cert.DNSNames) != 1 || !b.Keepers[cert.DNSNames[0]] {
			http.Error(w, "unknown host", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// open asks only those who bring something, and lets a probe around.
func (b *Beehive) open(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" {
			next.ServeHTTP(w, r)
			return
		}
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 { // want `any client without a certificate passes`
			if names := r.TLS.PeerCertificates[0].DNSNames; len(names) != 1 || !b.Keepers[names[0]] {
				http.Error(w, "unknown host", http.StatusForbidden)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

func client(s *tls.ConnectionState) (*x509.Certificate, error) {
	if s == nil || len(s.VerifiedChains) == 0 {
		return nil, errors.New("client certificate required")
	}
	return s.VerifiedChains[0][0], nil
}
