// Package stored takes names out of certificates through what functions store where they
// are told to: arrays, texts, sets.
package stored

import (
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"net/http"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
)

// number is that of a gateway.
type number [8]byte

func (n *number) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(n)) {
		return errors.New("not the number of a gateway")
	}
	_, err := hex.Decode(n[:], text)
	return err
}

type gateways struct {
	known map[number]string
	names map[string]bool
	serve http.Handler
}

// reports: the gateway's number is its common name.
func (g *gateways) link(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var n number
	if err := n.UnmarshalText([]byte(r.TLS.PeerCertificates[0].Subject.CommonName)); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if _, ok := g.known[n]; !ok { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	g.serve.ServeHTTP(w, r)
}

// quiet: its number is in the one URI.
func (g *gateways) linkByURI(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].URIs) != 1 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var n number
	if err := n.UnmarshalText([]byte(r.TLS.PeerCertificates[0].URIs[0].Opaque)); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if _, ok := g.known[n]; !ok {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	g.serve.ServeHTTP(w, r)
}

func nameInto(r *http.Request, name *string) {
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
		*name = r.TLS.PeerCertificates[0].Subject.CommonName
	}
}

// reports: a helper stores the name in a variable.
func (g *gateways) named(w http.ResponseWriter, r *http.Request) {
	var name string
	nameInto(r, &name)
	if !g.names[name] { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	g.serve.ServeHTTP(w, r)
}

// reports: the names of the certificate, as a set, with the common name among them.
func (g *gateways) anyName(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	cert := r.TLS.PeerCertificates[0]
	names := map[string]bool{cert.Subject.CommonName: true}
	for _, n := range cert.DNSNames {
		names[n] = true
	}
	if !names[r.PathValue("gateway")] { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	g.serve.ServeHTTP(w, r)
}

// quiet: the same without it.
func (g *gateways) anyHost(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	names := map[string]bool{}
	for _, n := range r.TLS.PeerCertificates[0].DNSNames {
		names[n] = true
	}
	if !names[r.PathValue("gateway")] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	g.serve.ServeHTTP(w, r)
}

var errNobody = errors.New("not one of ours")

func leaf(ctx context.Context) (*x509.Certificate, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, errNobody
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.VerifiedChains) == 0 {
		return nil, errNobody
	}
	return info.State.VerifiedChains[0][0], nil
}

// AuthorizeUnit lets in a unit's members, and says who it was.
//
// reports: that is the common name.
func AuthorizeUnit(ctx context.Context, unit string) (string, error) {
	cert, err := leaf(ctx)
	if err != nil {
		return "", err
	}
	for _, u := range cert.Subject.OrganizationalUnit {
		if u == unit {
			return cert.Subject.CommonName, nil // want "common name"
		}
	}
	return "", errNobody
}

// call is what is known of a call before anybody has decided about it.
type call struct {
	Subject *pkix.Name
	Method  string
}

type decider interface {
	decide(*call) error
}

type rules struct{ ask []decider }

// quiet: the name as it stands in the certificate, of which others may make somebody.
func (r *rules) check(ctx context.Context, method string) error {
	cert, err := leaf(ctx)
	if err != nil {
		return err
	}
	c := &call{Subject: &cert.Subject, Method: method}
	for _, d := range r.ask {
		if err := d.decide(c); err != nil {
			return err
		}
	}
	return nil
}
