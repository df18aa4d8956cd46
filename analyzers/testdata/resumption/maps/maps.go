// Package maps keeps configurations in maps, by the addresses at which they are served.
package maps

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log"
)

type crew map[string]bool

func (c crew) aboard(_ [][]byte, chains [][]*x509.Certificate) error {
	if len(chains) == 0 || len(chains[0][0].DNSNames) == 0 || !c[chains[0][0].DNSNames[0]] {
		return errors.New("not of the crew")
	}
	return nil
}

func (c crew) connected(s tls.ConnectionState) error { return c.aboard(nil, s.VerifiedChains) }

func logged(_ [][]byte, chains [][]*x509.Certificate) error {
	log.Print(len(chains))
	return nil
}

func accept(addr string, cfg *tls.Config) error {
	ln, err := tls.Listen("tcp", addr, cfg)
	if err != nil {
		return err
	}
	defer ln.Close()
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		go c.Close()
	}
}

// Each is served.
//
// reports: the one that decides in the callback alone
func Each(cert tls.Certificate, pool *x509.CertPool, deck, bridge crew) error {
	docks := map[string]*tls.Config{
		":9001": {
			Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert,
			VerifyPeerCertificate: deck.aboard, // want `VerifyPeerCertificate, which decides, is not called for resumed connections`
		},
		":9002": {
			Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert,
			VerifyPeerCertificate: bridge.aboard, SessionTicketsDisabled: true,
		},
		":9003": {
			Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert,
			VerifyPeerCertificate: logged, VerifyConnection: bridge.connected,
		},
	}
	errs := make(chan error, len(docks))
	for addr, cfg := range docks {
		go func() { errs <- accept(addr, cfg) }()
	}
	return <-errs
}

// What all have in common is set in a loop of its own.
//
// quiet: none has tickets
func Common(cert tls.Certificate, pool *x509.CertPool, deck, bridge crew) error {
	docks := map[string]*tls.Config{
		":9011": {ClientCAs: pool, VerifyPeerCertificate: deck.aboard},
		":9012": {ClientCAs: pool, VerifyPeerCertificate: bridge.aboard},
	}
	for _, cfg := range docks {
		cfg.Certificates = []tls.Certificate{cert}
		cfg.ClientAuth = tls.RequireAndVerifyClientCert
		cfg.SessionTicketsDisabled = true
	}
	return acceptAll(docks)
}

func acceptAll(docks map[string]*tls.Config) error {
	errs := make(chan error, len(docks))
	for addr := range docks {
		cfg := docks[addr]
		go func() { errs <- accept(addr, cfg) }()
	}
	return <-errs
}

func strict(docks map[string]*tls.Config) {
	for _, cfg := range docks {
		cfg.SessionTicketsDisabled = true
	}
}

func planned(cert tls.Certificate, pool *x509.CertPool, deck crew) map[string]*tls.Config {
	docks := map[string]*tls.Config{}
	for _, addr := range []string{":9021", ":9022"} {
		docks[addr] = &tls.Config{
			Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert,
			VerifyPeerCertificate: deck.aboard,
		}
	}
	return docks
}

// The map is made, changed and served by functions.
//
// quiet: one of them switches tickets off
func Planned(cert tls.Certificate, pool *x509.CertPool, deck crew) error {
	docks := planned(cert, pool, deck)
	strict(docks)
	return serveAll(docks)
}

func serveAll(docks map[string]*tls.Config) error {
	errs := make(chan error, len(docks))
	for addr, cfg := range docks {
		go func() { errs <- accept(addr, cfg) }()
	}
	return <-errs
}

// Whoever gets the map may change what is in it.
//
// quiet: what that does is not known
func Given(cert tls.Certificate, pool *x509.CertPool, deck crew, adapt func(map[string]*tls.Config)) error {
	docks := map[string]*tls.Config{":9031": {
		Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert,
		VerifyPeerCertificate: deck.aboard,
	}}
	adapt(docks)
	for addr, cfg := range docks {
		if err := openOne(addr, cfg); err != nil {
			return err
		}
	}
	return nil
}

func openOne(addr string, cfg *tls.Config) error {
	return accept(addr, cfg)
}

// Dialled, not served.
//
// quiet: a client without a cache never resumes
func Dialled(cert tls.Certificate, roots *x509.CertPool, deck crew) {
	peers := map[string]*tls.Config{
		"a.example:9001": {Certificates: []tls.Certificate{cert}, RootCAs: roots, VerifyPeerCertificate: deck.aboard},
	}
	for addr, cfg := range peers {
		if c, err := tls.Dial("tcp", addr, cfg); err == nil {
			c.Close()
		}
	}
}
