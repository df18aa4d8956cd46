// Package opts makes options for a usage that it is given.
package opts

import "crypto/x509"

// For verifies against roots for one usage.
func For(roots *x509.CertPool, usage x509.ExtKeyUsage) x509.VerifyOptions {
	return x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{usage}}
}
