// Package parcels collects in one struct what is known of the caller, from the hop and from
// whoever says so.
package parcels

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net/http"
	"net/netip"
)

var errStranger = errors.New("a forwarded certificate from a stranger")

type parcel struct {
	addr string
	leaf *x509.Certificate
	told bool
}

type office struct {
	clientCertHeader    string
	oldClientCertHeader string
	gateways            []netip.Prefix
	customers           map[[sha256.Size]byte]string
}

func (o *office) gateway(addr string) bool {
	ap, err := netip.ParseAddrPort(addr)
	if err != nil {
		return false
	}
	for _, p := range o.gateways {
		if p.Contains(ap.Addr().Unmap()) {
			return true
		}
	}
	return false
}

func decode(v string) (*x509.Certificate, error) {
	der, err := base64.StdEncoding.DecodeString(v)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// reports: the old header is believed, whoever sends it. The other one is not.
func (o *office) open(r *http.Request) (*parcel, error) {
	p := &parcel{addr: r.RemoteAddr}
	if v := r.Header.Get(o.clientCertHeader); v != "" {
		if !o.gateway(r.RemoteAddr) {
			return nil, errStranger
		}
		leaf, err := decode(r.Header.Get(o.clientCertHeader))
		if err != nil {
			return nil, err
		}
		p.leaf, p.told = leaf, true
		return p, nil
	}
	if v := r.Header.Get(o.oldClientCertHeader); v != "" { // want "the header is believed"
		leaf, err := decode(v)
		if err != nil {
			return nil, err
		}
		p.leaf, p.told = leaf, true
	}
	return p, nil
}

// quiet: only gateways are believed.
func (o *office) strict(r *http.Request) (*parcel, error) {
	p := &parcel{addr: r.RemoteAddr}
	if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
		p.leaf = r.TLS.VerifiedChains[0][0]
		return p, nil
	}
	if !o.gateway(r.RemoteAddr) {
		return p, nil
	}
	leaf, err := decode(r.Header.Get(o.clientCertHeader))
	if err != nil {
		return nil, err
	}
	p.leaf, p.told = leaf, true
	return p, nil
}

func (o *office) serve(w http.ResponseWriter, r *http.Request) {
	p, err := o.open(r)
	if err != nil || p.leaf == nil {
		http.Error(w, "who are you?", http.StatusUnauthorized)
		return
	}
	name, ok := o.customers[sha256.Sum256(p.leaf.Raw)]
	if !ok {
		http.Error(w, "no such customer", http.StatusForbidden)
		return
	}
	w.Header().Set("X-Customer", name)
}

func (o *office) serveStrict(w http.ResponseWriter, r *http.Request) {
	p, err := o.strict(r)
	if err != nil || p.leaf == nil {
		http.Error(w, "who are you?", http.StatusUnauthorized)
		return
	}
	name, ok := o.customers[sha256.Sum256(p.leaf.Raw)]
	if !ok {
		http.Error(w, "no such customer", http.StatusForbidden)
		return
	}
	w.Header().Set("X-Customer", name)
}

func (o *office) routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /letters", o.serve)
	mux.HandleFunc("POST /parcels", o.serveStrict)
}
