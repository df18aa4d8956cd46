// Package sets collects what the certificates of the list say, and compares them
// with method values.
package sets

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
)

var errPeer = errors.New("not a peer")

type peers struct{ backups []*x509.Certificate }

// Any of them is one of ours.
func (p *peers) verify(cs tls.ConnectionState) error {
	for _, c := range cs.PeerCertificates {
		if slices.ContainsFunc(p.backups, c.Equal) { // want `any certificate of the peer's list decides`
			return nil
		}
	}
	return errPeer
}

// The first is: quiet.
func (p *peers) first(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) > 0 && slices.ContainsFunc(p.backups, cs.PeerCertificates[0].Equal) {
		return nil
	}
	return errPeer
}

func Configs(cert tls.Certificate, backups []*x509.Certificate) []*tls.Config {
	p := &peers{backups}
	return []*tls.Config{
		{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert, VerifyConnection: p.verify},
		{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert, VerifyConnection: p.first},
	}
}

// All names, in a set.
func Collected(w http.ResponseWriter, r *http.Request) {
	ids := map[string]bool{}
	for _, c := range r.TLS.PeerCertificates {
		for _, u := range c.URIs {
			ids[u.String()] = true
		}
	}
	if !ids["spiffe://example.org/relay"] { // want `any certificate of the peer's list decides`
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func names(state *tls.ConnectionState) map[string]struct{} {
	out := map[string]struct{}{}
	for _, c := range state.PeerCertificates {
		for _, n := range c.DNSNames {
			out[n] = struct{}{}
		}
	}
	return out
}

// The same, by a helper.
func Helped(w http.ResponseWriter, r *http.Request) {
	if _, ok := names(r.TLS)["relay.example"]; !ok { // want `any certificate of the peer's list decides`
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// The names of the first: quiet.
func Own(w http.ResponseWriter, r *http.Request) {
	ids := map[string]bool{}
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
		for _, n := range r.TLS.PeerCertificates[0].DNSNames {
			ids[n] = true
		}
	}
	if !ids["relay.example"] {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
