// Package settings has servers that verify as they are configured to.
package settings

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"

	"testdata/verifyusage/settings/works"
)

// Servers serves with each.
func Servers(w works.Works, h http.Handler) []*http.Server {
	return []*http.Server{
		{Addr: ":7601", Handler: h, TLSConfig: &tls.Config{ClientAuth: tls.RequireAnyClientCert, VerifyConnection: w.Machine}}, // want `Machine verifies the client's certificate for another key usage`
		{Addr: ":7602", Handler: h, TLSConfig: &tls.Config{ClientAuth: tls.RequireAnyClientCert, VerifyConnection: w.Strict}},
		{Addr: ":7603", Handler: h, TLSConfig: &tls.Config{ClientAuth: tls.RequireAnyClientCert, VerifyConnection: w.Caller}},
	}
}

// Door lets in whom its settings say.
type Door struct {
	roots *x509.CertPool
	opts  struct{ lax, development bool }
	names map[string]bool
}

func (d *Door) named(c *x509.Certificate) bool {
	return len(c.DNSNames) == 1 && d.names[c.DNSNames[0]]
}

var errTurnedAway = errors.New("turned away")

// Lax is chosen in the settings.
func (d *Door) Lax(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errTurnedAway
	}
	usages := []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	o := x509.VerifyOptions{Roots: d.roots, KeyUsages: usages}
	if d.opts.lax {
		o.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageAny}
	}
	if _, err := r.TLS.PeerCertificates[0].Verify(o); err != nil || !d.named(r.TLS.PeerCertificates[0]) { // want `with some settings, a certificate issued for any purpose passes as a client's`
		return errTurnedAway
	}
	return nil
}

// quiet: in development
func (d *Door) Development(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errTurnedAway
	}
	o := x509.VerifyOptions{Roots: d.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	if d.opts.development {
		o.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageAny}
	}
	if _, err := r.TLS.PeerCertificates[0].Verify(o); err != nil || !d.named(r.TLS.PeerCertificates[0]) {
		return errTurnedAway
	}
	return nil
}
