// Package stalls makes what holds configurations.
package stalls

import (
	"crypto/tls"
	"crypto/x509"
)

// Flower says what it asks for in a field of its own, which hides that of tls.Config.
type Flower struct {
	*tls.Config
	ClientAuth string
}

// NewFlower sets no mode.
func NewFlower(cert tls.Certificate, pool *x509.CertPool) *Flower {
	f := &Flower{Config: &tls.Config{Certificates: []tls.Certificate{cert}}}
	f.ClientCAs = pool
	f.ClientAuth = tls.RequireAndVerifyClientCert.String()
	return f
}

// Fruit has no such field.
type Fruit struct{ *tls.Config }

// NewFruit sets the mode.
func NewFruit(cert tls.Certificate, pool *x509.CertPool) *Fruit {
	f := &Fruit{&tls.Config{Certificates: []tls.Certificate{cert}}}
	f.ClientCAs = pool
	f.ClientAuth = tls.RequireAndVerifyClientCert
	return f
}

// Bread is for others to complete.
type Bread struct{ TLS *tls.Config }

// NewBread sets no mode.
func NewBread(cert tls.Certificate, pool *x509.CertPool) *Bread {
	return &Bread{TLS: &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool}}
}

// Cheese says that it asks for nothing, which is reported here.
type Cheese struct{ TLS *tls.Config }

// NewCheese makes one.
func NewCheese(cert tls.Certificate, pool *x509.CertPool) *Cheese {
	return &Cheese{TLS: &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientCAs:    pool, // want `ClientCAs is set, but ClientAuth stays`
		ClientAuth:   tls.NoClientCert,
	}}
}

// Wine may have any configuration, or none.
type Wine struct{ TLS *tls.Config }

// NewWine has authorities if there are any.
func NewWine(cert tls.Certificate, pool *x509.CertPool) *Wine {
	w := &Wine{}
	if pool != nil {
		w.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool}
	}
	return w
}

// Spice is one whose configuration a caller brings.
type Spice struct{ TLS *tls.Config }

// NewSpice keeps it.
func NewSpice(c *tls.Config) *Spice { return &Spice{TLS: c} }
