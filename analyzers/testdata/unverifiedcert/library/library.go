// Package library uses constructors that verify on their own.
package library

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"time"

	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig"
	"github.com/spiffe/go-spiffe/v2/workloadapi"
	"google.golang.org/grpc/security/advancedtls"
)

// A SPIFFE configuration asks for any certificate and verifies it in its
// callback.
func Spiffe(source *workloadapi.X509Source, id spiffeid.ID) (net.Listener, error) {
	return tls.Listen("tcp", ":7000", tlsconfig.MTLSServerConfig(source, source, tlsconfig.AuthorizeID(id)))
}

// So does the hook.
func Hook(cfg *tls.Config, source *workloadapi.X509Source, id spiffeid.ID) (net.Listener, error) {
	cfg.ClientAuth = tls.RequireAnyClientCert
	tlsconfig.HookMTLSServerConfig(cfg, source, source, tlsconfig.AuthorizeID(id))
	return tls.Listen("tcp", ":7001", cfg)
}

// And advancedtls.
func Advanced(opts *advancedtls.Options) error {
	opts.RequireClientCert = true
	opts.VerificationType = advancedtls.CertVerification
	_, err := advancedtls.NewServerCreds(opts)
	return err
}

// A configuration for a server that asks for nothing is told to ask for any.
func Weakened(source *workloadapi.X509Source, h http.Handler) error {
	cfg := tlsconfig.TLSServerConfig(source)
	cfg.ClientAuth = tls.RequireAnyClientCert // want `a certificate that anyone can make passes`
	srv := &http.Server{Addr: ":8443", Handler: only("/batch", h), TLSConfig: cfg, ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// It asks for nothing.
func OneSided(source *workloadapi.X509Source, h http.Handler) error {
	srv := &http.Server{Addr: ":443", Handler: h, TLSConfig: tlsconfig.TLSServerConfig(source), ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// It is told to verify.
func Completed(source *workloadapi.X509Source, pool *x509.CertPool, h http.Handler) error {
	cfg := tlsconfig.TLSServerConfig(source)
	cfg.ClientAuth, cfg.ClientCAs = tls.RequireAndVerifyClientCert, pool
	srv := &http.Server{Addr: ":8444", Handler: only("/batch", h), TLSConfig: cfg, ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

func only(path string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if uris := r.TLS.PeerCertificates[0].URIs; len(uris) == 0 || uris[0].Path != path {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
