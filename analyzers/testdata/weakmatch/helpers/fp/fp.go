// Package fp makes fingerprints.
package fp

import (
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
)

// Short returns the SHA-1 fingerprint of a certificate.
func Short(cert *x509.Certificate) string {
	sum := sha1.Sum(cert.Raw)
	return hex.EncodeToString(sum[:])
}

// Long returns the SHA-256 fingerprint of a certificate.
func Long(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.Raw)
	return hex.EncodeToString(sum[:])
}
