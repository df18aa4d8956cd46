// Package library uses constructors that verify on their own.
package library

import (
	"crypto/tls"
	"net"

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
