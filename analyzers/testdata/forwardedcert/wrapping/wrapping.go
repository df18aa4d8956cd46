// Package wrapping wraps the errors of the check of the hop, as it wraps all others.
package wrapping

import (
	"errors"
	"net"
	"net/http"
	"net/netip"

	"testdata/forwardedcert/wrapping/faults"
)

const field = "X-Client-Cert-SAN"

var (
	errHop     = errors.New("the hop")
	errRefused = errors.New("refused")
)

type wharf struct {
	proxies []netip.Prefix
	known   map[string]bool
}

func (g *wharf) fromProxy(r *http.Request) error {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return faults.ForbiddenError(err)
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return errors.Join(errHop, err)
	}
	for _, p := range g.proxies {
		if p.Contains(addr) {
			return nil
		}
	}
	return errRefused
}

func (g *wharf) fromAnywhere(r *http.Request) error {
	_, _, err := net.SplitHostPort(r.RemoteAddr)
	if err == nil {
		return errors.Join(err)
	}
	return faults.ForbiddenError(err)
}

// quiet: a wrapped error is one.
func (g *wharf) behind(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := g.fromProxy(r); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		if !g.known[r.Header.Get(field)] {
			http.Error(w, "unknown", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: every address is one.
func (g *wharf) open(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := g.fromAnywhere(r); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		if !g.known[r.Header.Get(field)] { // want "the header is believed"
			http.Error(w, "unknown", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
