// Package lists makes a configuration for each of its calls by the options that these list.
package lists

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"os"
)

type setting func(*tls.Config) error

func load(file string) (*x509.CertPool, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(data) {
		return nil, errors.New("no certificates")
	}
	return pool, nil
}

func authorities(file string) setting {
	return func(c *tls.Config) error {
		pool, err := load(file)
		if err != nil {
			return err
		}
		c.ClientCAs = pool // want `ClientCAs is set, but ClientAuth stays tls.NoClientCert`
		return nil
	}
}

func required() setting {
	return func(c *tls.Config) error {
		c.ClientAuth = tls.RequireAndVerifyClientCert
		return nil
	}
}

func partners(file string) setting {
	return func(c *tls.Config) (err error) {
		c.ClientCAs, err = load(file)
		c.ClientAuth = tls.RequireAndVerifyClientCert
		return err
	}
}

func modern() setting {
	return func(c *tls.Config) error { c.MinVersion = tls.VersionTLS13; return nil }
}

func assemble(all ...setting) (*tls.Config, error) {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12}
	for _, set := range all {
		if err := set(cfg); err != nil {
			return nil, err
		}
	}
	return cfg, nil
}

func start(addr string, h http.Handler, all ...setting) error {
	cfg, err := assemble(all...)
	if err != nil {
		return err
	}
	srv := &http.Server{Addr: addr, Handler: h, TLSConfig: cfg}
	return srv.ListenAndServeTLS("site.crt", "site.key")
}

// Each has a list of its own, and one of them forgets the mode.
//
// reports: the option that sets authorities, by the server that has no other
func Each(a, b, c, d http.Handler) error {
	errs := make(chan error, 4)
	go func() { errs <- start(":8443", a, modern(), partners("partners.pem")) }()
	go func() { errs <- start(":8444", b, authorities("readers.pem"), modern()) }()
	go func() { errs <- start(":8445", c, authorities("writers.pem"), required()) }()
	go func() { errs <- start(":443", d, modern()) }()
	return <-errs
}

func pinned(file string) setting {
	return func(c *tls.Config) (err error) {
		c.ClientCAs, err = load(file)
		return err
	}
}

func startAll(addr string, h http.Handler, all ...setting) error {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12}
	for _, set := range all {
		if err := set(cfg); err != nil {
			return err
		}
	}
	srv := &http.Server{Addr: addr, Handler: h, TLSConfig: cfg}
	return srv.ListenAndServeTLS("site.crt", "site.key")
}

// Every server that has the option has the other, too.
//
// quiet: the mode is in the same list, whatever the order
func Both(a, b http.Handler) error {
	errs := make(chan error, 2)
	go func() { errs <- startAll(":8446", a, required(), pinned("readers.pem")) }()
	go func() { errs <- startAll(":8447", b, pinned("writers.pem"), required()) }()
	return <-errs
}

func startSome(addr string, h http.Handler, all []setting) error {
	cfg, err := assemble(all...)
	if err != nil {
		return err
	}
	srv := &http.Server{Addr: addr, Handler: h, TLSConfig: cfg}
	return srv.ListenAndServeTLS("site.crt", "site.key")
}

// More comes from outside.
//
// quiet: whoever calls may list the mode
func Others(a, b http.Handler, more ...setting) error {
	errs := make(chan error, 2)
	go func() { errs <- startSome(":8448", a, append([]setting{pinned("readers.pem")}, more...)) }()
	go func() { errs <- startSome(":8449", b, []setting{modern()}) }()
	return <-errs
}
