// Package stands keeps configurations by value in what makes servers.
package stands

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"slices"
	"time"
)

// keeper lets the keeper of a stand in.
func keeper(names []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].DNSNames) == 0 || !slices.Contains(names, r.TLS.PeerCertificates[0].DNSNames[0]) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Fruit is built step by step.
type Fruit struct {
	conf tls.Config
	h    http.Handler
}

func NewFruit(h http.Handler, names []string) *Fruit { return &Fruit{h: keeper(names, h)} }

func (f *Fruit) WithPair(cert tls.Certificate) *Fruit {
	f.conf.Certificates = []tls.Certificate{cert}
	return f
}

// reports: nobody verifies.
func (f *Fruit) AskClients() *Fruit {
	f.conf.ClientAuth = tls.RequireAnyClientCert // want `tls.RequireAnyClientCert verifies nothing, and no code does`
	return f
}

func (f *Fruit) Server() *http.Server {
	return &http.Server{Addr: ":8443", Handler: f.h, TLSConfig: &f.conf, ReadHeaderTimeout: time.Second}
}

// Salad is built step by step, too.
type Salad struct {
	conf  tls.Config
	roots *x509.CertPool
	h     http.Handler
}

func NewSalad(h http.Handler, names []string, roots *x509.CertPool) *Salad {
	return &Salad{h: keeper(names, h), roots: roots}
}

// quiet: it verifies in its callback.
func (s *Salad) AskClients() *Salad {
	s.conf.ClientAuth = tls.RequireAnyClientCert
	s.conf.VerifyConnection = func(cs tls.ConnectionState) error {
		if len(cs.PeerCertificates) == 0 {
			return errors.New("no certificate")
		}
		_, err := cs.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: s.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
		return err
	}
	return s
}

func (s *Salad) Server() *http.Server {
	return &http.Server{Addr: ":8443", Handler: s.h, TLSConfig: &s.conf, ReadHeaderTimeout: time.Second}
}

// Wine listens by itself.
type Wine struct {
	conf tls.Config
	h    http.Handler
}

// reports: nothing verifies against the authorities.
func NewWine(cert tls.Certificate, h http.Handler, names []string, roots *x509.CertPool) *Wine {
	w := &Wine{h: keeper(names, h)}
	w.conf.Certificates = []tls.Certificate{cert}
	w.conf.ClientCAs = roots
	w.conf.ClientAuth = tls.RequestClientCert // want `tls.RequestClientCert verifies nothing`
	return w
}

func (w *Wine) Serve() error {
	l, err := tls.Listen("tcp", ":8444", &w.conf)
	if err != nil {
		return err
	}
	return http.Serve(l, w.h)
}

// Cheese is given its configuration.
type Cheese struct {
	conf *tls.Config
	h    http.Handler
}

// quiet: whoever brings it knows.
func NewCheese(conf *tls.Config, h http.Handler, names []string) *Cheese {
	return &Cheese{conf: conf, h: keeper(names, h)}
}

func (c *Cheese) Serve(l net.Listener) error { return http.Serve(tls.NewListener(l, c.conf), c.h) }
