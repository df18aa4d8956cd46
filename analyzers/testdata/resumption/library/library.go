// Package library uses a constructor that decides in VerifyPeerCertificate:
// low severity, unless those who are decided on otherwise share tickets.
package library

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
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

// reports: who may come in depends on the name, and tickets do not.
func ByName(source *workloadapi.X509Source, td spiffeid.TrustDomain, ids map[string]spiffeid.ID) (net.Listener, error) {
	outer := tlsconfig.MTLSServerConfig(source, source, tlsconfig.AuthorizeMemberOf(td))
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		id, ok := ids[hello.ServerName]
		if !ok {
			return nil, nil
		}
		return tlsconfig.MTLSServerConfig(source, source, tlsconfig.AuthorizeID(id)), nil // want `comes back with a session ticket`
	}
	return tls.Listen("tcp", ":7002", outer)
}

type guests map[spiffeid.ID]bool

func (g guests) admit(id spiffeid.ID, _ [][]*x509.Certificate) error {
	if !g[id] {
		return errors.New("not invited")
	}
	return nil
}

// reports: the same, by methods.
func ByParty(source *workloadapi.X509Source, td spiffeid.TrustDomain, parties map[string]guests) (net.Listener, error) {
	outer := tlsconfig.MTLSServerConfig(source, source, tlsconfig.AuthorizeMemberOf(td))
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		return tlsconfig.MTLSServerConfig(source, source, parties[hello.ServerName].admit), nil // want `comes back with a session ticket`
	}
	return tls.Listen("tcp", ":7003", outer)
}

// Everybody is asked the same.
func Same(source *workloadapi.X509Source, g guests) (net.Listener, error) {
	outer := tlsconfig.MTLSServerConfig(source, source, g.admit)
	outer.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		return tlsconfig.MTLSServerConfig(source, source, g.admit), nil
	}
	return tls.Listen("tcp", ":7004", outer)
}

// quiet: no tickets for those.
func ByNameWithout(source *workloadapi.X509Source, td spiffeid.TrustDomain, ids map[string]spiffeid.ID) (net.Listener, error) {
	outer := tlsconfig.MTLSServerConfig(source, source, tlsconfig.AuthorizeMemberOf(td))
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		c := tlsconfig.MTLSServerConfig(source, source, tlsconfig.AuthorizeID(ids[hello.ServerName]))
		c.SessionTicketsDisabled = true
		return c, nil
	}
	return tls.Listen("tcp", ":7005", outer)
}
