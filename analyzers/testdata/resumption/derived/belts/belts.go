// Package belts makes the configurations of conveyor belts of one that it is given.
package belts

import (
	"crypto/tls"
	"crypto/x509"
	"errors"

	"google.golang.org/grpc/credentials"
)

// Belt moves parcels of its senders.
type Belt struct{ Senders map[string]bool }

func (b *Belt) check(_ [][]byte, chains [][]*x509.Certificate) error {
	if len(chains) == 0 || len(chains[0][0].DNSNames) == 0 || !b.Senders[chains[0][0].DNSNames[0]] {
		return errors.New("no sender")
	}
	return nil
}

func (b *Belt) always(cs tls.ConnectionState) error {
	return b.check(nil, cs.VerifiedChains)
}

// Loading has the configuration of a belt's own callback.
func (b *Belt) Loading(base *tls.Config) *tls.Config {
	cfg := base.Clone()
	cfg.VerifyPeerCertificate = b.check
	return cfg
}

// Parcels has it in credentials.
func (b *Belt) Parcels(base *tls.Config) credentials.TransportCredentials {
	cfg := base.Clone()
	cfg.VerifyPeerCertificate = b.check
	return credentials.NewTLS(cfg)
}

// Letters asks for every connection.
func (b *Belt) Letters(base *tls.Config) credentials.TransportCredentials {
	cfg := base.Clone()
	cfg.VerifyConnection = b.always
	return credentials.NewTLS(cfg)
}

// Hall has belts by name, and the configuration that is theirs but for the callback.
type Hall struct {
	TLS   *tls.Config
	Belts map[string]*Belt
}

// Any chooses the belt by name.
func (h *Hall) Any() *tls.Config {
	outer := h.TLS.Clone()
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		b, ok := h.Belts[hello.ServerName]
		if !ok {
			return nil, errors.New("no such belt")
		}
		inner := h.TLS.Clone()
		inner.VerifyPeerCertificate = b.check
		return inner, nil
	}
	return outer
}

// Once chooses it without tickets.
func (h *Hall) Once() *tls.Config {
	outer := h.TLS.Clone()
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		b, ok := h.Belts[hello.ServerName]
		if !ok {
			return nil, errors.New("no such belt")
		}
		inner := h.TLS.Clone()
		inner.SessionTicketsDisabled = true
		inner.VerifyPeerCertificate = b.check
		return inner, nil
	}
	return outer
}
