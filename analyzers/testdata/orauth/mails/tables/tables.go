// Package tables knows who may send.
package tables

import (
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
)

// Table has passwords by user, and hosts.
type Table struct {
	Users map[string][32]byte
	Hosts map[string]bool
}

// Password reports whether a password is a user's.
func (t *Table) Password(user, text string) bool {
	want, ok := t.Users[user]
	sum := sha256.Sum256([]byte(text))
	return ok && subtle.ConstantTimeCompare(sum[:], want[:]) == 1
}

// Host reports whether a certificate is that of a host.
func (t *Table) Host(c *x509.Certificate) bool {
	return len(c.DNSNames) > 0 && t.Hosts[c.DNSNames[0]]
}
