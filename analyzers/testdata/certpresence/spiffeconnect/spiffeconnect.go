// Package spiffeconnect serves what another package makes, with AuthorizeAny in front.
package spiffeconnect

import (
	"net/http"
	"time"

	"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig"
	"github.com/spiffe/go-spiffe/v2/workloadapi"

	"testdata/certpresence/spiffeconnect/atlas"
	"testdata/certpresence/spiffeconnect/rules"
)

// quiet: an interceptor decides before each procedure.
func ruled(src *workloadapi.X509Source, r rules.Rules) error {
	srv := &http.Server{
		Addr: ":8443", ReadHeaderTimeout: time.Second,
		Handler:   rules.Keep(atlas.Ruled(r)),
		TLSConfig: tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeAny()),
	}
	return srv.ListenAndServeTLS("", "")
}

// reports: the interceptor only counts.
func counted(src *workloadapi.X509Source) error {
	srv := &http.Server{
		Addr: ":8444", ReadHeaderTimeout: time.Second,
		Handler:   rules.Keep(atlas.Counted()),
		TLSConfig: tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeAny()), // want "authorizes anyone"
	}
	return srv.ListenAndServeTLS("", "")
}

// reports: one procedure is behind no interceptor.
func partly(src *workloadapi.X509Source, r rules.Rules) error {
	srv := &http.Server{
		Addr: ":8445", ReadHeaderTimeout: time.Second,
		Handler:   rules.Keep(atlas.Partly(r)),
		TLSConfig: tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeAny()), // want "authorizes anyone"
	}
	return srv.ListenAndServeTLS("", "")
}
