// Package authn knows who calls, of connections that another package takes.
package authn

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
)

var errUnknown = errors.New("unknown")

// Hosts knows hosts.
type Hosts struct {
	roots *x509.CertPool
	roles map[string]string
}

// reports: an authenticator verifies clients, with the roots of the system.
func (h Hosts) Authenticate(cs tls.ConnectionState) (string, error) {
	if len(cs.PeerCertificates) == 0 {
		return "", errUnknown
	}
	leaf := cs.PeerCertificates[0]
	_, err := leaf.Verify(x509.VerifyOptions{KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}) // want `there are no roots`
	if err != nil || len(leaf.DNSNames) != 1 {
		return "", errUnknown
	}
	return h.roles[leaf.DNSNames[0]], nil
}

// quiet: with roots of its own.
func (h Hosts) AuthenticateOwn(cs tls.ConnectionState) (string, error) {
	if len(cs.PeerCertificates) == 0 {
		return "", errUnknown
	}
	leaf := cs.PeerCertificates[0]
	_, err := leaf.Verify(x509.VerifyOptions{Roots: h.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	if err != nil || len(leaf.DNSNames) != 1 {
		return "", errUnknown
	}
	return h.roles[leaf.DNSNames[0]], nil
}

// quiet: it does not say whom it looks at, which may be a server.
func (h Hosts) Inspect(cs tls.ConnectionState) (string, error) {
	leaf := cs.PeerCertificates[0]
	if _, err := leaf.Verify(x509.VerifyOptions{KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err != nil {
		return "", err
	}
	return leaf.DNSNames[0], nil
}
