// Package yards has configurations by options of another package, one of which verifies in a
// callback, and names that a third decides on.
package yards

import (
	"crypto/tls"
	"crypto/x509"

	"testdata/unverifiedcert/yards/hulls"
	"testdata/unverifiedcert/yards/slips"
)

// reports: the callback is another configuration's.
func Any(cert tls.Certificate, b slips.Berths) error {
	cfg, err := hulls.New(cert, hulls.Any()) // want `tls.RequireAnyClientCert verifies nothing, and no code does`
	if err != nil {
		return err
	}
	l, err := tls.Listen("tcp", ":8443", cfg)
	if err != nil {
		return err
	}
	return b.Serve(l)
}

// quiet: it is this one's.
func Checked(cert tls.Certificate, roots func() *x509.CertPool, b slips.Berths) error {
	cfg, err := hulls.New(cert, hulls.Checked(roots))
	if err != nil {
		return err
	}
	l, err := tls.Listen("tcp", ":8444", cfg)
	if err != nil {
		return err
	}
	return b.Serve(l)
}

// quiet: an option that is not in sight may set one.
func Given(cert tls.Certificate, more hulls.Option, b slips.Berths) error {
	cfg, err := hulls.New(cert, hulls.Any(), more)
	if err != nil {
		return err
	}
	l, err := tls.Listen("tcp", ":8445", cfg)
	if err != nil {
		return err
	}
	return b.Serve(l)
}
