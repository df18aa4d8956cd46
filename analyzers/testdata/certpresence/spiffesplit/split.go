// Package spiffesplit serves handlers of another package, which decide by their own
// methods, or do not.
package spiffesplit

import (
	"crypto/tls"
	"net/http"
	"time"

	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig"
	"github.com/spiffe/go-spiffe/v2/workloadapi"

	"testdata/certpresence/spiffesplit/doors"
)

// quiet: the vault decides on the ID.
func vault(src *workloadapi.X509Source, reader spiffeid.ID, files http.Handler) error {
	v, err := doors.NewVault(files, reader)
	if err != nil {
		return err
	}
	srv := &http.Server{
		Addr:              ":8443",
		Handler:           doors.Introduce(v),
		TLSConfig:         tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeAny()),
		ReadHeaderTimeout: 5 * time.Second,
	}
	return srv.ListenAndServeTLS("", "")
}

func conf(src *workloadapi.X509Source, domain string) (*tls.Config, error) {
	authorizer := tlsconfig.AuthorizeAny()
	if domain != "" {
		td, err := spiffeid.TrustDomainFromString(domain)
		if err != nil {
			return nil, err
		}
		authorizer = tlsconfig.AuthorizeMemberOf(td)
	}
	return tlsconfig.MTLSServerConfig(src, src, authorizer), nil
}

// quiet: the same with a configuration that a helper returns.
func helped(src *workloadapi.X509Source, domain string, reader spiffeid.ID, files http.Handler) error {
	v, err := doors.NewVault(files, reader)
	if err != nil {
		return err
	}
	c, err := conf(src, domain)
	if err != nil {
		return err
	}
	srv := &http.Server{Addr: ":8443", Handler: doors.Introduce(v), TLSConfig: c, ReadHeaderTimeout: 5 * time.Second}
	return srv.ListenAndServeTLS("", "")
}

// reports: the lobby lets in anybody.
func lobby(src *workloadapi.X509Source) error {
	srv := &http.Server{
		Addr:              ":8444",
		Handler:           doors.Introduce(&doors.Lobby{}),
		TLSConfig:         tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeAny()), // want `any .*certificate`
		ReadHeaderTimeout: 5 * time.Second,
	}
	return srv.ListenAndServeTLS("", "")
}
