// Package spiffesvc knows workloads by SPIFFE IDs, mostly.
package spiffesvc

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log"
	"net/http"
	"slices"

	"github.com/spiffe/go-spiffe/v2/bundle/x509bundle"
	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"github.com/spiffe/go-spiffe/v2/spiffetls"
	"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig"
	"github.com/spiffe/go-spiffe/v2/svid/x509svid"
)

type mesh struct {
	legacy []string
	ids    []spiffeid.ID
}

var errWorkload = errors.New("unknown workload")

// reports: an authorizer of go-spiffe that looks at the name instead of the ID.
func (m *mesh) authorizer() tlsconfig.Authorizer {
	return func(_ spiffeid.ID, chains [][]*x509.Certificate) error {
		if len(chains) == 0 || !slices.Contains(m.legacy, chains[0][0].Subject.CommonName) { // want "common name"
			return errWorkload
		}
		return nil
	}
}

func (m *mesh) config(svid x509svid.Source, bundle x509bundle.Source) *tls.Config {
	return tlsconfig.MTLSServerConfig(svid, bundle, m.authorizer())
}

// reports: the name as a fallback where there is no ID.
func (m *mesh) workload(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		id, err := x509svid.IDFromCert(r.TLS.PeerCertificates[0])
		if err == nil && slices.Contains(m.ids, id) {
			next.ServeHTTP(w, r)
			return
		}
		if slices.Contains(m.legacy, r.TLS.PeerCertificates[0].Subject.CommonName) { // want "common name"
			next.ServeHTTP(w, r)
			return
		}
		w.WriteHeader(http.StatusForbidden)
	})
}

// quiet: the ID decides, the name is logged.
func (m *mesh) byID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		id, err := spiffetls.PeerIDFromConnectionState(*r.TLS)
		if err != nil || !slices.Contains(m.ids, id) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		log.Printf("%s is %s", r.TLS.PeerCertificates[0].Subject.CommonName, id)
		next.ServeHTTP(w, r)
	})
}
