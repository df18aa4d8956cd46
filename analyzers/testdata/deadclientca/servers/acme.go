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

// A laundromat has its configuration in a field.
type laundromat struct{ base *tls.Config }

func newLaundromat(cert tls.Certificate) *laundromat {
	return &laundromat{&tls.Config{Certificates: []tls.Certificate{cert}}}
}

// reports: nobody gets the copy.
func (m *laundromat) members(pool *x509.CertPool) {
	cfg := m.base.Clone()
	cfg.ClientAuth = tls.RequireAndVerifyClientCert
	cfg.ClientCAs = pool // want `the server is given another tls.Config than the one whose ClientCAs is set`
}

func (m *laundromat) listen(pool *x509.CertPool, l net.Listener) net.Listener {
	m.members(pool)
	return tls.NewListener(l, m.base)
}

// Mangle listens for members.
func Mangle(cert tls.Certificate, pool *x509.CertPool, l net.Listener) net.Listener {
	return newLaundromat(cert).listen(pool, l)
}

// A drier has two configurations.
type drier struct{ base, staff *tls.Config }

func newDrier(cert tls.Certificate) *drier {
	return &drier{base: &tls.Config{Certificates: []tls.Certificate{cert}}}
}

// quiet: the copy has its own port.
func (d *drier) members(pool *x509.CertPool) {
	d.staff = d.base.Clone()
	d.staff.ClientAuth = tls.RequireAndVerifyClientCert
	d.staff.ClientCAs = pool
}

func (d *drier) listen(pool *x509.CertPool, l, s net.Listener) (net.Listener, net.Listener) {
	d.members(pool)
	return tls.NewListener(l, d.base), tls.NewListener(s, d.staff)
}

// Dry listens for everybody, and for members.
func Dry(cert tls.Certificate, pool *x509.CertPool, l, s net.Listener) (net.Listener, net.Listener) {
	return newDrier(cert).listen(pool, l, s)
}

// An iron replaces its configuration.
type iron struct{ base *tls.Config }

func newIron(cert tls.Certificate) *iron {
	return &iron{&tls.Config{Certificates: []tls.Certificate{cert}}}
}

// quiet: by the copy.
func (i *iron) members(pool *x509.CertPool) {
	cfg := i.base.Clone()
	cfg.ClientAuth = tls.RequireAndVerifyClientCert
	cfg.ClientCAs = pool
	i.base = cfg
}

func (i *iron) listen(pool *x509.CertPool, l net.Listener) net.Listener {
	i.members(pool)
	return tls.NewListener(l, i.base)
}

// Press listens for members.
func Press(cert tls.Certificate, pool *x509.CertPool, l net.Listener) net.Listener {
	return newIron(cert).listen(pool, l)
}

// reports: what is set after the copy was taken is not in it.
func Bleach(cert tls.Certificate, pool *x509.CertPool, l net.Listener) net.Listener {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13}
	secure := tls.NewListener(l, cfg.Clone())
	cfg.ClientAuth = tls.RequireAndVerifyClientCert
	cfg.ClientCAs = pool // want `the server is given another tls.Config than the one whose ClientCAs is set`
	return secure
}

// quiet: it is set before.
func Starch(cert tls.Certificate, pool *x509.CertPool, l net.Listener) net.Listener {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13}
	cfg.ClientCAs = pool
	cfg.ClientAuth = tls.RequireAndVerifyClientCert
	return tls.NewListener(l, cfg.Clone())
}

// quiet: a second copy has it.
func Spin(cert tls.Certificate, pool *x509.CertPool, l, s net.Listener) (net.Listener, net.Listener) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13}
	public := tls.NewListener(l, cfg.Clone())
	cfg.ClientCAs = pool
	cfg.ClientAuth = tls.RequireAndVerifyClientCert
	return public, tls.NewListener(s, cfg.Clone())
}

// quiet: so has the original.
func Rinse(cert tls.Certificate, pool *x509.CertPool, l, s net.Listener) (net.Listener, net.Listener) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13}
	public := tls.NewListener(l, cfg.Clone())
	cfg.ClientCAs = pool
	cfg.ClientAuth = tls.RequireAndVerifyClientCert
	return public, tls.NewListener(s, cfg)
}
