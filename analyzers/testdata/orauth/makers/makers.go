// Package makers puts functions that others make into lists, and looks secrets up that come
// in structs.
package makers

import (
	"crypto/tls"
	"errors"
	"net/http"
)

// Check finds out whether a request may pass.
type Check func(r *http.Request) error

var errNo = errors.New("no")

func byURI(allowed map[string]bool) Check {
	return func(r *http.Request) error {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].URIs) != 1 {
			return errNo
		}
		if !allowed[r.TLS.PeerCertificates[0].URIs[0].String()] {
			return errNo
		}
		return nil
	}
}

func byKey(keys map[string]bool) Check {
	return func(r *http.Request) error {
		if !keys[r.Header.Get("X-Api-Key")] {
			return errNo
		}
		return nil
	}
}

// Any is content with one.
func Any(list ...Check) Check {
	return func(r *http.Request) error {
		for _, c := range list {
			if c(r) == nil {
				return nil
			}
		}
		return errNo
	}
}

// Every asks for all.
func Every(list ...Check) Check {
	return func(r *http.Request) error {
		for _, c := range list {
			if err := c(r); err != nil {
				return err
			}
		}
		return nil
	}
}

// reports: where the key is put beside the certificate.
func open(allowed, keys map[string]bool) Check {
	return Any(
		byURI(allowed),
		byKey(keys), // want "alternative to the client certificate"
	)
}

// quiet: both are needed.
func shut(allowed, keys map[string]bool) Check {
	return Every(byURI(allowed), byKey(keys))
}

// order is what comes over a connection.
type order struct {
	Region    string
	AuthToken string
}

type depot struct {
	agents  map[string]bool
	tokens  map[string]bool
	regions map[string]bool
}

// Authorize says whether an order is carried out.
//
// reports: the agent's certificate, or else a token.
func (d *depot) Authorize(state *tls.ConnectionState, o *order) error {
	if state != nil && len(state.VerifiedChains) > 0 {
		for _, n := range state.VerifiedChains[0][0].DNSNames {
			if d.agents[n] {
				return nil
			}
		}
	}
	if _, ok := d.tokens[o.AuthToken]; !ok { // want "alternative to the client certificate"
		return errNo
	}
	return nil
}

// AuthorizeIn says it for a region.
//
// quiet: the region is no secret.
func (d *depot) AuthorizeIn(state *tls.ConnectionState, o *order) error {
	if state == nil || len(state.VerifiedChains) == 0 {
		return errNo
	}
	if _, ok := d.regions[o.Region]; !ok {
		return errNo
	}
	for _, n := range state.VerifiedChains[0][0].DNSNames {
		if d.agents[n] {
			return nil
		}
	}
	return errNo
}
