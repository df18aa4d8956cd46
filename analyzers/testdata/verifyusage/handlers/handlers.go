// Package handlers verifies certificates of clients, request by request.
package handlers

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

func allowed(c *x509.Certificate) bool {
	return len(c.URIs) == 1 && c.URIs[0].String() == "spiffe://example.org/writer"
}

// Without key usages, for servers.
func Absent(roots *x509.CertPool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		leaf := r.TLS.PeerCertificates[0]
		_, err := leaf.Verify(x509.VerifyOptions{Roots: roots}) // want `a server's certificate passes as a client's: Verify without KeyUsages`
		if err != nil || !allowed(leaf) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// For any purpose, in options that are filled field by field.
func Any(roots *x509.CertPool) gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.Request.TLS == nil || len(c.Request.TLS.PeerCertificates) == 0 {
			c.AbortWithStatus(http.StatusUnauthorized)
			return
		}
		leaf := c.Request.TLS.PeerCertificates[0]
		var opts x509.VerifyOptions
		opts.Roots = roots
		opts.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageAny}
		if _, err := leaf.Verify(opts); err != nil || !allowed(leaf) { // want `a certificate issued for any purpose passes as a client's`
			c.AbortWithStatus(http.StatusForbidden)
			return
		}
		c.Next()
	}
}

// For servers, in so many words.
func Server(roots *x509.CertPool) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		p, ok := peer.FromContext(ctx)
		if !ok {
			return nil, status.Error(codes.Unauthenticated, "no peer")
		}
		info, ok := p.AuthInfo.(credentials.TLSInfo)
		if !ok || len(info.State.PeerCertificates) == 0 {
			return nil, status.Error(codes.Unauthenticated, "no certificate")
		}
		leaf := info.State.PeerCertificates[0]
		opts := x509.VerifyOptions{
			Roots:     roots,
			KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		}
		if _, err := leaf.Verify(opts); err != nil || !allowed(leaf) { // want `Verify is given ExtKeyUsageServerAuth alone`
			return nil, status.Error(codes.PermissionDenied, "not allowed")
		}
		return handler(ctx, req)
	}
}

// For clients, and for any purpose too.
func Both(roots *x509.CertPool, r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	_, err := r.TLS.PeerCertificates[0].Verify(x509.VerifyOptions{ // want `a certificate issued for any purpose`
		Roots:     roots,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageAny},
	})
	return err
}

func verify(c *x509.Certificate, roots *x509.CertPool) error {
	_, err := c.Verify(x509.VerifyOptions{Roots: roots}) // want `Verify without KeyUsages`
	return err
}

// In a helper that only handlers call.
func Helper(roots *x509.CertPool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || verify(r.TLS.PeerCertificates[0], roots) != nil || !allowed(r.TLS.PeerCertificates[0]) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func options(roots *x509.CertPool) x509.VerifyOptions {
	return x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool()}
}

// The options come from a helper.
func Options(roots *x509.CertPool, r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	opts := options(roots)
	for _, c := range r.TLS.PeerCertificates[1:] {
		opts.Intermediates.AddCert(c)
	}
	_, err := r.TLS.PeerCertificates[0].Verify(opts) // want `Verify without KeyUsages`
	return err
}

// For clients.
func Client(roots *x509.CertPool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		leaf := r.TLS.PeerCertificates[0]
		_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
		if err != nil || !allowed(leaf) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// For clients and servers alike: peers that are both.
func Mesh(roots *x509.CertPool, r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	opts := options(roots)
	opts.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}
	_, err := r.TLS.PeerCertificates[0].Verify(opts)
	return err
}

var usages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}

// From a variable.
func Variable(roots *x509.CertPool, r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	_, err := r.TLS.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, KeyUsages: usages})
	return err
}

type authenticator struct {
	options func() (x509.VerifyOptions, bool)
	usages  []x509.ExtKeyUsage
}

// The options are the operator's, as Kubernetes has them.
func (a *authenticator) Dynamic(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	opts, ok := a.options()
	if !ok {
		return errors.New("no roots")
	}
	_, err := r.TLS.PeerCertificates[0].Verify(opts)
	return err
}

// The usages are.
func (a *authenticator) Usages(r *http.Request, roots *x509.CertPool) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	_, err := r.TLS.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, KeyUsages: a.usages})
	return err
}

// An uploaded certificate of a server is no peer's.
func Upload(roots *x509.CertPool, r *http.Request) error {
	der := []byte(r.FormValue("certificate"))
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return err
	}
	_, err = c.Verify(x509.VerifyOptions{Roots: roots})
	return err
}

// A copy of the options, with another pool.
func Copy(roots, more *x509.CertPool, r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	opts := options(roots)
	second := opts
	second.Roots = more
	_, err := r.TLS.PeerCertificates[0].Verify(second) // want `Verify without KeyUsages`
	return err
}

// Any purpose on one path, servers on the other.
func Paths(roots *x509.CertPool, r *http.Request, strict bool) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	opts := x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}
	if strict {
		opts.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	}
	_, err := r.TLS.PeerCertificates[0].Verify(opts) // want `a certificate issued for any purpose`
	return err
}

// The usage comes under a condition.
func Conditional(roots *x509.CertPool, r *http.Request, strict bool) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	opts := x509.VerifyOptions{Roots: roots}
	if strict {
		opts.KeyUsages = usages
	}
	_, err := r.TLS.PeerCertificates[0].Verify(opts)
	return err
}
