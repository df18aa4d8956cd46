package servers

import (
	"crypto/tls"
	"crypto/x509"
	"net"

	"golang.org/x/crypto/acme/autocert"
)

// reports: the copy with the authorities is not the one that is served.
func Laundry(certs *autocert.Manager, pool *x509.CertPool, l net.Listener) net.Listener {
	cfg := certs.TLSConfig()
	staff := cfg.Clone()
	staff.ClientCAs = pool // want `the server is given another tls.Config than the one whose ClientCAs is set`
	staff.ClientAuth = tls.RequireAndVerifyClientCert
	return tls.NewListener(l, cfg)
}

// quiet: it is.
func Ironing(certs *autocert.Manager, pool *x509.CertPool, l net.Listener) net.Listener {
	staff := certs.TLSConfig().Clone()
	staff.ClientCAs = pool
	staff.ClientAuth = tls.RequireAndVerifyClientCert
	return tls.NewListener(l, staff)
}

// reports: autocert's configuration asks for nothing by itself.
func Pressing(certs *autocert.Manager, pool *x509.CertPool, l net.Listener) net.Listener {
	cfg := certs.TLSConfig()
	cfg.ClientCAs = pool // want `ClientCAs is set, but ClientAuth stays`
	return tls.NewListener(l, cfg)
}
