// Package callbacks decides in TLS callbacks, where chains come as parameters.
package callbacks

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log"
	"slices"
	"strings"
)

var errPeer = errors.New("peer not allowed")

type options struct {
	AllowedNames []string
	AllowedURIs  []string
	Pool         *x509.CertPool
	Pins         map[string][]byte
}

// reports: a comparison in VerifyPeerCertificate, on the verified chains.
func serverConfig(o options) *tls.Config {
	return &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert,
		ClientCAs:  o.Pool,
		VerifyPeerCertificate: func(_ [][]byte, verifiedChains [][]*x509.Certificate) error {
			for _, name := range o.AllowedNames {
				if verifiedChains[0][0].Subject.CommonName == name { // want "common name"
					return nil
				}
			}
			return errPeer
		},
	}
}

// reports: the leaf parsed from rawCerts is a peer certificate too.
func rawConfig(o options) *tls.Config {
	cfg := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: o.Pool}
	cfg.VerifyPeerCertificate = func(rawCerts [][]byte, _ [][]*x509.Certificate) error {
		leaf, err := x509.ParseCertificate(rawCerts[0])
		if err != nil {
			return err
		}
		if !slices.Contains(o.AllowedNames, leaf.Subject.CommonName) { // want "common name"
			return fmt.Errorf("%q: %w", leaf.Subject.CommonName, errPeer)
		}
		return nil
	}
	return cfg
}

type peerVerifier struct{ allowed map[string]struct{} }

// VerifyConnection is a method value that becomes the callback.
// reports: a decision in VerifyConnection.
func (v *peerVerifier) VerifyConnection(cs tls.ConnectionState) error {
	if len(cs.VerifiedChains) == 0 {
		return errPeer
	}
	subject := cs.VerifiedChains[0][0].Subject
	if _, ok := v.allowed[subject.CommonName]; !ok { // want "common name"
		return errPeer
	}
	return nil
}

func (v *peerVerifier) config(pool *x509.CertPool) *tls.Config {
	return &tls.Config{
		ClientAuth:       tls.RequireAndVerifyClientCert,
		ClientCAs:        pool,
		VerifyConnection: v.VerifyConnection,
	}
}

func (v *peerVerifier) verifyChains(chains [][]*x509.Certificate) error {
	for _, chain := range chains {
		if leafAllowed(chain, v.allowed) {
			return nil
		}
	}
	return errPeer
}

func leafAllowed(chain []*x509.Certificate, allowed map[string]struct{}) bool {
	if len(chain) == 0 {
		return false
	}
	_, ok := allowed[strings.TrimSuffix(chain[0].Subject.CommonName, ".")] // want "common name"
	return ok
}

// reports: []*x509.Certificate parameters that the callback fills.
func (v *peerVerifier) chainConfig(pool *x509.CertPool) *tls.Config {
	return &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert,
		ClientCAs:  pool,
		VerifyPeerCertificate: func(_ [][]byte, chains [][]*x509.Certificate) error {
			return v.verifyChains(chains)
		},
	}
}

// reports: a callback of the configuration that GetConfigForClient returns.
func perHost(base *tls.Config, names map[string]string) *tls.Config {
	base.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		want, ok := names[hello.ServerName]
		if !ok {
			return nil, fmt.Errorf("no such host %q", hello.ServerName)
		}
		cfg := base.Clone()
		cfg.GetConfigForClient = nil
		cfg.VerifyConnection = func(cs tls.ConnectionState) error {
			if len(cs.PeerCertificates) == 0 || cs.PeerCertificates[0].Subject.CommonName != want { // want "common name"
				return errPeer
			}
			return nil
		}
		return cfg, nil
	}
	return base
}

// quiet: a URI SAN decides in the callback.
func uriConfig(o options) *tls.Config {
	return &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert,
		ClientCAs:  o.Pool,
		VerifyConnection: func(cs tls.ConnectionState) error {
			leaf := cs.VerifiedChains[0][0]
			for _, u := range leaf.URIs {
				if slices.Contains(o.AllowedURIs, u.String()) {
					return nil
				}
			}
			return fmt.Errorf("%s: %w", leaf.Subject.CommonName, errPeer)
		},
	}
}

// quiet: the callback only records who has connected.
func recording(cfg *tls.Config) {
	cfg.VerifyConnection = func(cs tls.ConnectionState) error {
		if len(cs.PeerCertificates) > 0 {
			log.Printf("connection from %s, issued by %s", cs.PeerCertificates[0].Subject, cs.PeerCertificates[0].Issuer)
		}
		return nil
	}
}

// quiet: pinned bytes decide, the name is for the message.
func pinned(o options, host string) func([][]byte, [][]*x509.Certificate) error {
	return func(rawCerts [][]byte, _ [][]*x509.Certificate) error {
		leaf, err := x509.ParseCertificate(rawCerts[0])
		if err != nil {
			return err
		}
		if !bytes.Equal(leaf.Raw, o.Pins[host]) {
			return fmt.Errorf("certificate of %s is not the pinned one", leaf.Subject.CommonName)
		}
		return nil
	}
}

// quiet: a revoked name is turned away, which lets nobody in.
func revoked(cfg *tls.Config, names map[string]bool) {
	cfg.VerifyConnection = func(cs tls.ConnectionState) error {
		for _, c := range cs.PeerCertificates {
			if names[c.Subject.CommonName] {
				return errPeer
			}
		}
		return nil
	}
}

// listed finds everybody on an empty list.
func (o *options) listed(name string) bool {
	for _, n := range o.AllowedNames {
		if n == name { // want `the common name decides who the peer is`
			return true
		}
	}
	return len(o.AllowedNames) == 0
}

// An empty list, which is the operator's, hides nothing of a full one.
func openConfig(o *options) *tls.Config {
	return &tls.Config{
		ClientCAs:              o.Pool,
		ClientAuth:             tls.RequireAndVerifyClientCert,
		SessionTicketsDisabled: true,
		VerifyPeerCertificate: func(_ [][]byte, chains [][]*x509.Certificate) error {
			for _, chain := range chains {
				if o.listed(chain[0].Subject.CommonName) {
					return nil
				}
			}
			return errPeer
		},
	}
}
