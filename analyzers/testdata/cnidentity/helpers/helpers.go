// Package helpers is an inventory service whose helpers sit in other packages,
// up to three levels down.
package helpers

import (
	"log"
	"net/http"
	"slices"

	"testdata/cnidentity/helpers/peercert"
	"testdata/cnidentity/helpers/policy"
	"testdata/cnidentity/helpers/strong"
)

type inventory struct {
	rules policy.Set
	names []string
	host  string
}

// reports: the name comes from another package, the comparison is here.
func (v *inventory) count(w http.ResponseWriter, r *http.Request) {
	name, err := peercert.Name(r)
	if err != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if !slices.Contains(v.names, name) { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: the deciding helper is three packages away; at the call where the name goes in.
func (v *inventory) reserve(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if !v.rules.Admits(r.TLS.PeerCertificates[0].Subject.CommonName) { // want "common name"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: a helper of another package takes the certificate and decides on its name.
func (v *inventory) release(w http.ResponseWriter, r *http.Request) {
	cert, err := peercert.Of(r)
	if err != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if err := v.rules.CheckCert(cert); err != nil { // want "common name"
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: a field of another package's struct, read by its method.
func (v *inventory) move(w http.ResponseWriter, r *http.Request) {
	peer, ok := peercert.Wrap(r)
	if !ok || peer.Label() != v.host { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet here: the finding is in policy, where both ends are known.
func (v *inventory) audit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := v.rules.Authorize(r); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the other package's struct is asked for its DNS names.
func (v *inventory) adjust(w http.ResponseWriter, r *http.Request) {
	peer, ok := peercert.Wrap(r)
	if !ok || !slices.Contains(peer.DNS(), v.host) {
		log.Printf("%s may not adjust", peer.Label())
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: a strong helper of another package decides, the name is described.
func (v *inventory) recount(w http.ResponseWriter, r *http.Request) {
	cert, err := peercert.Of(r)
	if err != nil || !strong.Speaks(cert, v.host) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	log.Print("recount by ", v.rules.Describe(cert.Subject.CommonName))
	w.WriteHeader(http.StatusNoContent)
}

// quiet: the deciding helper gets a name that is not the certificate's.
func (v *inventory) label(w http.ResponseWriter, r *http.Request) {
	if !v.rules.Admits(r.PathValue("warehouse")) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
