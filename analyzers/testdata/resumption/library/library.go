// Package library uses a constructor that decides in VerifyPeerCertificate:
// low severity.
package library

import (
	"crypto/tls"
	"net"

	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig"
	"github.com/spiffe/go-spiffe/v2/workloadapi"
)

// As the library makes it.
func Listen(source *workloadapi.X509Source, id spiffeid.ID) (net.Listener, error) {
	return tls.Listen("tcp", ":7000", tlsconfig.MTLSServerConfig(source, source, tlsconfig.AuthorizeID(id)))
}

// Without tickets.
func Disabled(source *workloadapi.X509Source, id spiffeid.ID) (net.Listener, error) {
	cfg := tlsconfig.MTLSServerConfig(source, source, tlsconfig.AuthorizeID(id))
	cfg.SessionTicketsDisabled = true
	return tls.Listen("tcp", ":7001", cfg)
}
