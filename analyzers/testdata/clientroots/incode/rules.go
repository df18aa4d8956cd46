package incode

import (
	"context"
	"crypto/x509"
	"errors"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
)

// Rule decides on the certificates of who calls.
type Rule func(chain []*x509.Certificate) error

var errRule = errors.New("not allowed")

// Vendors reports: no roots are the system's.
func Vendors(next Rule) Rule {
	return func(chain []*x509.Certificate) error {
		if _, err := chain[0].Verify(x509.VerifyOptions{KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil { // want `there are no roots`
			return errRule
		}
		return next(chain)
	}
}

// Drivers is quiet: they have roots of their own.
func Drivers(roots *x509.CertPool, next Rule) Rule {
	return func(chain []*x509.Certificate) error {
		if _, err := chain[0].Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
			return errRule
		}
		return next(chain)
	}
}

// Depot asks a rule of who calls.
func (r Rule) Depot(ctx context.Context) error {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return errRule
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.PeerCertificates) == 0 {
		return errRule
	}
	return r(info.State.PeerCertificates)
}

// A Signer is asked about certificates of files.
type Signer func(chain []*x509.Certificate) error

// Public is quiet: nobody gives it a peer's.
func Public() Signer {
	return func(chain []*x509.Certificate) error {
		_, err := chain[0].Verify(x509.VerifyOptions{KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}})
		return err
	}
}

// Check asks it.
func (s Signer) Check(chain []*x509.Certificate) error { return s(chain) }
