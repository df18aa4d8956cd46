// Package modes has functions that complete configurations which they are given, and
// which nobody calls by name.
package modes

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
)

// Yard knows the authorities of its cranes.
type Yard struct{ Authorities *x509.CertPool }

// Completions are the ways to complete a configuration, by the names in the settings.
var Completions = map[string]func(y *Yard, c *tls.Config){
	"cranes": cranes, "lorries": lorries, "harbour": harbour,
}

// Config completes a configuration by a name.
func (y *Yard) Config(pair tls.Certificate, name string) *tls.Config {
	c := &tls.Config{Certificates: []tls.Certificate{pair}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: y.Authorities}
	if complete, ok := Completions[name]; ok {
		complete(y, c)
	}
	return c
}

// It asks clients for certificates, so its callback is a server's.
func cranes(y *Yard, c *tls.Config) {
	c.ClientAuth = tls.RequireAnyClientCert
	c.VerifyConnection = func(cs tls.ConnectionState) error {
		_, err := cs.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: y.Authorities}) // want `Verify without KeyUsages`
		return err
	}
}

// The usage is right.
func lorries(y *Yard, c *tls.Config) {
	c.ClientAuth = tls.RequireAnyClientCert
	c.VerifyConnection = func(cs tls.ConnectionState) error {
		_, err := cs.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: y.Authorities, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
		return err
	}
}

// It says nothing of clients, and not to verify the server: a client's.
func harbour(y *Yard, c *tls.Config) {
	c.InsecureSkipVerify = true
	c.VerifyConnection = func(cs tls.ConnectionState) error {
		_, err := cs.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: y.Authorities})
		return err
	}
}

// Caller is a client beside them.
func (y *Yard) Caller() *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: y.Authorities}}}
}
