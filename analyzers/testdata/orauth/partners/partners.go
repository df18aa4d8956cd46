// Package partners says of requests whether a partner sent them; other packages ask it.
package partners

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"slices"
)

// Policy knows partners.
type Policy struct {
	Hosts []string
	Key   string
}

func (p Policy) host(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return false
	}
	return slices.ContainsFunc(r.TLS.VerifiedChains[0][0].DNSNames, func(n string) bool { return slices.Contains(p.Hosts, n) })
}

func (p Policy) key(r *http.Request) bool {
	return subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), []byte(p.Key)) == 1
}

// reports: whatever its name, it answers with an error for a request, and others ask it.
func (p Policy) Partner(r *http.Request) error {
	switch true {
	case p.host(r):
		return nil
	case p.key(r): // want "an api key is an alternative to the client certificate"
		return nil
	default:
		return fmt.Errorf("%s has neither certificate nor key", r.RemoteAddr)
	}
}

// quiet: both are needed.
func (p Policy) Supplier(r *http.Request) error {
	if !p.host(r) || !p.key(r) {
		return fmt.Errorf("%s lacks a certificate or a key", r.RemoteAddr)
	}
	return nil
}
