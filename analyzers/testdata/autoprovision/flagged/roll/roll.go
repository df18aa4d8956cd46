// Package roll keeps members.
package roll

import "crypto/x509"

// Member may borrow tools.
type Member struct {
	Name   string
	Active bool
}

// Roll is all of them.
type Roll struct{ members map[string]*Member }

// Enter finds the member whose certificate it is, or makes one that is in force or not.
func (r *Roll) Enter(c *x509.Certificate, active bool) *Member {
	if len(c.DNSNames) != 1 {
		return nil
	}
	name := c.DNSNames[0]
	m, ok := r.members[name]
	if !ok {
		m = &Member{Name: name, Active: active}
		r.members[name] = m
	}
	return m
}
