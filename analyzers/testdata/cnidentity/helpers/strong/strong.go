// Package strong decides on SANs.
package strong

import (
	"crypto/x509"
	"slices"
)

// Speaks reports whether cert may speak for the host name.
func Speaks(cert *x509.Certificate, host string) bool {
	return slices.Contains(cert.DNSNames, host)
}
