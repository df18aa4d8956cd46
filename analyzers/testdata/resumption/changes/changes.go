// Package changes makes configurations that its callers complete.
package changes

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
)

type roll struct {
	pool *x509.CertPool
	ids  map[string]bool
}

func (l *roll) listed(_ [][]byte, chains [][]*x509.Certificate) error {
	if len(chains) == 0 || len(chains[0][0].URIs) != 1 || !l.ids[chains[0][0].URIs[0].String()] {
		return errors.New("not on the roll")
	}
	return nil
}

func counts(_ [][]byte, chains [][]*x509.Certificate) error {
	println(len(chains))
	return nil
}

func open(addr string, cert tls.Certificate, change func(*tls.Config)) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	change(cfg)
	return tls.Listen("tcp", addr, cfg)
}

// Doors opens each with a change of its own.
func Doors(cert tls.Certificate, l *roll) (out []net.Listener, err error) {
	add := func(d net.Listener, failed error) {
		out, err = append(out, d), errors.Join(err, failed)
	}
	add(open(":7801", cert, func(c *tls.Config) {
		c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, l.pool
		c.VerifyPeerCertificate = l.listed // want `a client that is no longer allowed comes back with a session ticket`
	}))
	add(open(":7802", cert, func(c *tls.Config) {
		c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, l.pool
		c.VerifyPeerCertificate = l.listed
		c.SessionTicketsDisabled = true
	}))
	add(open(":7803", cert, func(c *tls.Config) {
		c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, l.pool
		c.VerifyPeerCertificate = counts
	}))
	add(open(":7804", cert, func(*tls.Config) {}))
	return out, err
}

// sealed makes the whole by what it is given.
func sealed(cert tls.Certificate, change func(*tls.Config)) *tls.Config {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	change(cfg)
	return cfg
}

// Sealed opens each with a configuration of its own.
func Sealed(cert tls.Certificate, l *roll) (a, b net.Listener, err error) {
	first := sealed(cert, func(c *tls.Config) {
		c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, l.pool
		c.VerifyPeerCertificate = l.listed // want `a client that is no longer allowed comes back with a session ticket`
	})
	second := sealed(cert, func(c *tls.Config) {
		c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, l.pool
		c.VerifyPeerCertificate = l.listed
		c.SessionTicketsDisabled = true
	})
	if a, err = tls.Listen("tcp", ":7811", first); err == nil {
		b, err = tls.Listen("tcp", ":7812", second)
	}
	return a, b, err
}
