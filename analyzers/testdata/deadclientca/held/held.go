// Package held serves configurations that values of another package hold.
package held

import (
	"crypto/tls"
	"crypto/x509"
	"net"

	"testdata/deadclientca/held/stalls"
)

// reports: nobody sets a mode.
func Flower(cert tls.Certificate, pool *x509.CertPool, l net.Listener) net.Listener {
	f := stalls.NewFlower(cert, pool)
	return tls.NewListener(l, f.Config) // want `ClientCAs is set, but ClientAuth stays`
}

// quiet: the other package does.
func Fruit(cert tls.Certificate, pool *x509.CertPool, l net.Listener) net.Listener {
	return tls.NewListener(l, stalls.NewFruit(cert, pool).Config)
}

// quiet: it is done here.
func Bread(cert tls.Certificate, pool *x509.CertPool, l net.Listener) net.Listener {
	b := stalls.NewBread(cert, pool)
	b.TLS.ClientAuth = tls.RequireAndVerifyClientCert
	return tls.NewListener(l, b.TLS)
}

// quiet: reported where it is made.
func Cheese(cert tls.Certificate, pool *x509.CertPool, l net.Listener) net.Listener {
	return tls.NewListener(l, stalls.NewCheese(cert, pool).TLS)
}

// quiet: nothing is known of it.
func Spice(s *stalls.Spice, l net.Listener) net.Listener { return tls.NewListener(l, s.TLS) }

type stand struct{ wine *stalls.Wine }

// quiet: a method of the type that holds it asks.
func (s *stand) ask() { s.wine.TLS.ClientAuth = tls.RequireAndVerifyClientCert }

func (s *stand) listen(l net.Listener) net.Listener { return tls.NewListener(l, s.wine.TLS) }

// Wine asks, then listens.
func Wine(cert tls.Certificate, pool *x509.CertPool, l net.Listener) net.Listener {
	s := &stand{stalls.NewWine(cert, pool)}
	s.ask()
	return s.listen(l)
}
