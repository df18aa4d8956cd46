// Package servers has several servers with handlers of their own: what the handlers
// of one do with certificates says nothing of another.
package servers

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"net/http"
)

type members interface {
	ByMail(ctx context.Context, mail string) (int, error)
}

type api struct{ allowed map[string]bool }

func (p *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].URIs) != 1 {
		http.Error(w, "client certificate required", http.StatusUnauthorized)
		return
	}
	if !p.allowed[r.TLS.PeerCertificates[0].URIs[0].String()] {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Named takes names of certificates that nothing verifies.
func Named(cert tls.Certificate, allowed map[string]bool) *http.Server {
	return &http.Server{Handler: &api{allowed}, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAnyClientCert, // want `a certificate that anyone can make passes`
	}}
}

// LookedUp gives the name to something that cannot verify the chain.
func LookedUp(cert tls.Certificate, all members) *http.Server {
	return &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			id, err := all.ByMail(r.Context(), r.TLS.PeerCertificates[0].EmailAddresses[0])
			if err != nil || id == 0 {
				http.Error(w, "forbidden", http.StatusForbidden)
				return
			}
			w.WriteHeader(http.StatusNoContent)
		}),
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}, // want `a certificate that anyone can make passes`
	}
}

// Pinned knows the certificate itself.
func Pinned(cert tls.Certificate, pin [sha256.Size]byte) *http.Server {
	return &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if sha256.Sum256(r.TLS.PeerCertificates[0].Raw) != pin {
				http.Error(w, "forbidden", http.StatusForbidden)
				return
			}
			w.WriteHeader(http.StatusNoContent)
		}),
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert},
	}
}

// Verified verifies the chain in its middleware.
func Verified(cert tls.Certificate, roots *x509.CertPool, allowed map[string]bool) *http.Server {
	mux := http.NewServeMux()
	mux.Handle("/", verified(roots, &api{allowed}))
	return &http.Server{Handler: mux, TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}}
}

func verified(roots *x509.CertPool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		opts := x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if _, err := r.TLS.PeerCertificates[0].Verify(opts); err != nil {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Wrapped is given what is put around it: that may verify.
func Wrapped(cert tls.Certificate, wrap func(http.Handler) http.Handler, allowed map[string]bool) *http.Server {
	return &http.Server{Handler: wrap(&api{allowed}), TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}}
}
