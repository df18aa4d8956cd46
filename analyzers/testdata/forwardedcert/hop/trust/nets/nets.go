// Package nets knows networks.
package nets

import "net/netip"

// List is a list of networks.
type List []netip.Prefix

// Holds reports whether one of the networks holds the address.
func (l List) Holds(addr netip.Addr) bool {
	for _, p := range l {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}
