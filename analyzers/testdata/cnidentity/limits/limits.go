// Package limits counts by common name how often somebody asks, and asks whether they may.
package limits

import (
	"context"
	"net/http"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

type turnstile struct {
	mu    sync.Mutex
	last  map[string]time.Time
	count map[string]int
	left  map[string]int
}

// quiet: too often, whoever it is.
func (t *turnstile) slow(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := r.RemoteAddr
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			who = r.TLS.PeerCertificates[0].Subject.CommonName
		}
		t.mu.Lock()
		early := time.Since(t.last[who]) < time.Second
		t.last[who] = time.Now()
		t.mu.Unlock()
		if early {
			http.Error(w, "one at a time", http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: whether there is anything left for somebody.
func (t *turnstile) may(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "a certificate, please", http.StatusUnauthorized)
			return
		}
		if t.left[r.TLS.PeerCertificates[0].Subject.CommonName] == 0 { // want "the common name decides"
			http.Error(w, "not yours", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the same for calls.
func (t *turnstile) calls(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	who := ""
	if p, ok := peer.FromContext(ctx); ok {
		if ti, ok := p.AuthInfo.(credentials.TLSInfo); ok && len(ti.State.PeerCertificates) > 0 {
			who = ti.State.PeerCertificates[0].Subject.CommonName
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count[who]++; t.count[who] > 100 {
		return nil, status.Error(codes.ResourceExhausted, "slow down")
	}
	return next(ctx, req)
}
