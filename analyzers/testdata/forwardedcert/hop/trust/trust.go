// Package trust knows the proxies.
package trust

import (
	"errors"
	"net/http"
	"net/netip"

	"testdata/forwardedcert/hop/trust/nets"
)

// ErrHop says that a request has not come by one of the proxies.
var ErrHop = errors.New("trust: not one of our proxies")

// Proxies are the networks of the proxies.
type Proxies struct{ Nets nets.List }

// Sent reports whether a proxy has sent r.
func (p Proxies) Sent(r *http.Request) bool {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && p.Nets.Holds(ap.Addr().Unmap())
}

// Check is Sent with an error.
func (p Proxies) Check(r *http.Request) error {
	if !p.Sent(r) {
		return ErrHop
	}
	return nil
}

// Claimed believes what a request says about its way here.
func (p Proxies) Claimed(r *http.Request) bool {
	addr, err := netip.ParseAddr(r.Header.Get("X-Forwarded-For"))
	return err == nil && p.Nets.Holds(addr)
}
