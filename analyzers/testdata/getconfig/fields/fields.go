// Package fields keeps the configurations for its sites in fields.
package fields

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"sync"
	"sync/atomic"
)

type provider struct {
	legacy *tls.Config
	modern *tls.Config
}

func newProvider(old, now tls.Certificate, pool *x509.CertPool) *provider {
	return &provider{
		legacy: &tls.Config{Certificates: []tls.Certificate{old}}, // want `any client passes without a certificate`
		modern: &tls.Config{Certificates: []tls.Certificate{now}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool},
	}
}

// A method that returns what a field holds: one for old clients asks for nothing.
func (p *provider) choose(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	for _, v := range hello.SupportedVersions {
		if v >= tls.VersionTLS13 {
			return p.modern, nil
		}
	}
	return p.legacy, nil
}

// Listen serves both.
func Listen(old, now tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	p := newProvider(old, now, pool)
	return tls.Listen("tcp", ":7443", &tls.Config{
		Certificates: []tls.Certificate{now}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, GetConfigForClient: p.choose,
	})
}

type copies struct {
	base *tls.Config
}

// A clone of what a field holds, with the mode left as it is.
func (c *copies) choose(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	cfg := c.base.Clone()
	cfg.ServerName = strings.ToLower(hello.ServerName)
	return cfg, nil
}

func Copies(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	base := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	c := &copies{base: base}
	outer := base.Clone()
	outer.GetConfigForClient = c.choose
	return tls.Listen("tcp", ":7444", outer)
}

type weakened struct {
	base *tls.Config
}

// A clone that asks for less.
func (c *weakened) choose(*tls.ClientHelloInfo) (*tls.Config, error) {
	cfg := c.base.Clone()
	cfg.ClientAuth = tls.RequestClientCert // want `a client passes with less than the server asks for`
	return cfg, nil
}

func Weakened(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	base := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	c := &weakened{base}
	outer := base.Clone()
	outer.GetConfigForClient = c.choose
	return tls.Listen("tcp", ":7445", outer)
}

type byValue struct {
	plain tls.Config
	cert  tls.Certificate
}

// A configuration that a field holds by value.
func (b *byValue) choose(*tls.ClientHelloInfo) (*tls.Config, error) {
	return &b.plain, nil // want `any client passes without a certificate`
}

func ByValue(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	b := &byValue{cert: cert}
	b.plain.Certificates = []tls.Certificate{cert}
	return tls.Listen("tcp", ":7446", &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, GetConfigForClient: b.choose,
	})
}

type sound struct {
	inner tls.Config
}

// One that asks for the same.
func (s *sound) choose(*tls.ClientHelloInfo) (*tls.Config, error) { return &s.inner, nil }

func Sound(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	s := &sound{}
	s.inner.Certificates = []tls.Certificate{cert}
	s.inner.ClientAuth, s.inner.ClientCAs = tls.RequireAndVerifyClientCert, pool
	return tls.Listen("tcp", ":7447", &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, GetConfigForClient: s.choose,
	})
}

type reloading struct {
	current *tls.Config
}

func (r *reloading) reload(cert tls.Certificate, pool *x509.CertPool) {
	r.current = &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
}

// One that is replaced when certificates change.
func (r *reloading) choose(*tls.ClientHelloInfo) (*tls.Config, error) { return r.current, nil }

func Reloading(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	r := &reloading{}
	r.reload(cert, pool)
	return tls.Listen("tcp", ":7448", &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, GetConfigForClient: r.choose,
	})
}

type tenants struct {
	mu    sync.Mutex
	sites map[string]*tls.Config
}

func (t *tenants) put(name string, cert tls.Certificate) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sites[name] = &tls.Config{Certificates: []tls.Certificate{cert}} // want `any client passes without a certificate`
}

// One of a map, and who asks for another name gets nothing.
func (t *tenants) choose(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c, ok := t.sites[hello.ServerName]; ok {
		return c, nil
	}
	return nil, errName
}

var errName = errors.New("no such site")

func Tenants(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	t := &tenants{sites: map[string]*tls.Config{}}
	t.put("a.example", cert)
	return tls.Listen("tcp", ":7449", &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, GetConfigForClient: t.choose})
}

type swapped struct{ current atomic.Pointer[tls.Config] }

func (s *swapped) set(cert tls.Certificate) {
	s.current.Store(&tls.Config{Certificates: []tls.Certificate{cert}}) // want `any client passes without a certificate`
}

// One that is exchanged while it is in use.
func Swapped(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	s := &swapped{}
	s.set(cert)
	return tls.Listen("tcp", ":7450", &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return s.current.Load(), nil },
	})
}

type rotated struct{ current atomic.Value }

func (r *rotated) set(cert tls.Certificate, pool *x509.CertPool) {
	r.current.Store(&tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool})
}

// The same, with one that asks.
func Rotated(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	r := &rotated{}
	r.set(cert, pool)
	return tls.Listen("tcp", ":7451", &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return r.current.Load().(*tls.Config), nil },
	})
}
