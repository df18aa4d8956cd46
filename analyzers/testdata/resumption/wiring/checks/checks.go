// Package checks has callbacks.
package checks

import (
	"crypto/x509"
	"errors"
	"log"
	"slices"
)

// Writers lets writers in.
func Writers(_ [][]byte, chains [][]*x509.Certificate) error {
	if len(chains) == 0 || !slices.Contains(chains[0][0].DNSNames, "writer.example") {
		return errors.New("writers only")
	}
	return nil
}

// Only makes a callback.
func Only(name string) func([][]byte, [][]*x509.Certificate) error {
	return func(_ [][]byte, chains [][]*x509.Certificate) error {
		return chains[0][0].VerifyHostname(name)
	}
}

// Log records.
func Log(_ [][]byte, chains [][]*x509.Certificate) error {
	log.Printf("client %s", chains[0][0].SerialNumber)
	return nil
}
