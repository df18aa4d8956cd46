// Package gangway notes who comes aboard, for packages that decide.
package gangway

import (
	"errors"
	"net/http"
	"net/netip"
	"strings"
)

// Pass is what is known of somebody.
type Pass struct {
	Users  []string
	Ticket string
	Stub   string
}

var errNone = errors.New("no certificate")

// Quay is where the proxies are.
type Quay struct{ Prefixes []netip.Prefix }

func (q Quay) holds(r *http.Request) bool {
	a, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	for _, p := range q.Prefixes {
		if p.Contains(a.Addr()) {
			return true
		}
	}
	return false
}

// quiet: the proxies are known.
func (q Quay) Board(r *http.Request) (*Pass, error) {
	if !q.holds(r) {
		return nil, errNone
	}
	_, uri, ok := strings.Cut(r.Header.Get("X-Forwarded-Client-Cert"), "URI=")
	if !ok {
		return nil, errNone
	}
	return &Pass{Users: []string{uri}}, nil
}

// quiet: what somebody's certificate says is noted, of a proxy that is known.
func (q Quay) Ticket(r *http.Request) *Pass {
	p := new(Pass)
	if q.holds(r) {
		p.Ticket = r.Header.Get("X-Client-Cert-Fingerprint")
	}
	return p
}

// quiet: it is noted, whoever sent it, and decides elsewhere.
func Stub(r *http.Request) *Pass {
	return &Pass{Stub: r.Header.Get("X-Client-Cert-Fingerprint")}
}

// quiet: the certificate of the connection.
func Crew(r *http.Request) (*Pass, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil, errNone
	}
	return &Pass{Users: r.TLS.VerifiedChains[0][0].DNSNames}, nil
}
