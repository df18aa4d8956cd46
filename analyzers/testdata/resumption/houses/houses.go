// Package houses serves the houses of estates.
package houses

import (
	"crypto/tls"
	"crypto/x509"
	"net"

	"testdata/resumption/houses/houses"
)

func common(cert tls.Certificate, pool *x509.CertPool) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
}

// reports: a ticket of one house opens the others
func Estate(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	base := common(cert, pool)
	e := houses.New(base)
	e.Add("east.example", []string{"anna.example"})
	e.Add("west.example", []string{"berta.example"})
	front := base.Clone()
	front.GetConfigForClient = e.Choose // want `is not called for resumed connections`
	return tls.Listen("tcp", ":7901", front)
}

// quiet: there are no tickets
func Forgetful(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	base := common(cert, pool)
	base.SessionTicketsDisabled = true
	e := houses.New(base)
	e.Add("east.example", []string{"anna.example"})
	front := base.Clone()
	front.GetConfigForClient = e.Choose
	return tls.Listen("tcp", ":7902", front)
}

// quiet: they are switched off there
func Late(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	base := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	e := houses.New(base)
	base.SessionTicketsDisabled = true
	e.Add("east.example", []string{"anna.example"})
	front := base.Clone()
	front.GetConfigForClient = e.Choose
	return tls.Listen("tcp", ":7903", front)
}

// quiet: each connection is decided on
func Block(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	base := common(cert, pool)
	b, err := houses.NewBlock(base)
	if err != nil {
		return nil, err
	}
	b.Add("east.example", []string{"anna.example"})
	front := base.Clone()
	front.GetConfigForClient = b.Choose
	return tls.Listen("tcp", ":7904", front)
}

// quiet: it switches tickets off by itself
func Yard(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	base := common(cert, pool)
	y := houses.NewYard(base)
	y.Add("east.example", []string{"anna.example"})
	front := base.Clone()
	front.GetConfigForClient = y.Choose
	return tls.Listen("tcp", ":7905", front)
}

// quiet: what it was made with does not show
func Given(e *houses.Estate, cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	front := common(cert, pool)
	front.GetConfigForClient = e.Choose
	return tls.Listen("tcp", ":7906", front)
}
