// Package about tells what a certificate says.
package about

import (
	"crypto/tls"
	"crypto/x509"
	"strings"
)

// Of returns what f says of the peer's certificate.
func Of[T any](st *tls.ConnectionState, f func(*x509.Certificate) T) (out T, ok bool) {
	if st == nil || len(st.PeerCertificates) == 0 {
		return out, false
	}
	return f(st.PeerCertificates[0]), true
}

// Title is the name as people write it.
func Title(c *x509.Certificate) string { return strings.ToLower(c.Subject.CommonName) }

// Host is the first host name.
func Host(c *x509.Certificate) string {
	for _, n := range c.DNSNames {
		return n
	}
	return ""
}
