// Package pools: authorities beside a mode that never consults them.
package pools

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func load(path string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("no certificates in %s", path)
	}
	return pool, nil
}

// A literal with both.
func Literal(cert tls.Certificate, file string, h http.Handler) error {
	pool, err := load(file)
	if err != nil {
		return err
	}
	srv := &http.Server{
		Addr:    ":8443",
		Handler: h,
		TLSConfig: &tls.Config{
			Certificates: []tls.Certificate{cert},
			ClientAuth:   tls.RequireAnyClientCert, // want `ClientCAs is never consulted`
			ClientCAs:    pool,
		},
		ReadHeaderTimeout: time.Second,
	}
	return srv.ListenAndServeTLS("", "")
}

// Stores in another order, and the literal elsewhere.
func Stores(cert tls.Certificate, file string) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	cfg.ClientAuth = tls.RequireAnyClientCert // want `ClientCAs is never consulted`
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	cfg.ClientCAs = pool
	return tls.Listen("tcp", ":7000", cfg)
}

func useCAs(cfg *tls.Config, file string) error {
	pool, err := load(file)
	if err != nil {
		return err
	}
	cfg.ClientCAs = pool
	return nil
}

// The authorities come from a helper that is given the configuration.
func Helper(cert tls.Certificate, file string) (*grpc.Server, error) {
	cfg := &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAnyClientCert, // want `ClientCAs is never consulted`
	}
	if err := useCAs(cfg, file); err != nil {
		return nil, err
	}
	return grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg))), nil
}

// A clone, changed after it was made.
func Clone(base *tls.Config, file string) error {
	pool, err := load(file)
	if err != nil {
		return err
	}
	first := &tls.Config{MinVersion: tls.VersionTLS13, ClientCAs: pool}
	cfg := first.Clone()
	cfg.ClientAuth = tls.RequireAnyClientCert // want `ClientCAs is never consulted`
	cfg.Certificates = base.Certificates
	ln, err := net.Listen("tcp", ":7001")
	if err != nil {
		return err
	}
	return http.Serve(tls.NewListener(ln, cfg), http.NotFoundHandler())
}

// A struct, not a pointer, whose address goes to the server.
func Value(cert tls.Certificate, file string, h http.Handler) error {
	var cfg tls.Config
	cfg.Certificates = append(cfg.Certificates, cert)
	pool, err := load(file)
	if err != nil {
		return err
	}
	cfg.ClientCAs = pool
	cfg.ClientAuth = tls.RequestClientCert // want `ClientCAs is never consulted`
	srv := http.Server{Addr: ":7002", Handler: h, TLSConfig: &cfg, ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// Strict in one branch and not in the other.
func Branch(cert tls.Certificate, file string, lenient bool) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool}
	if lenient {
		cfg.ClientAuth = tls.RequireAnyClientCert // want `ClientCAs is never consulted`
	} else {
		cfg.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return tls.Listen("tcp", ":7003", cfg)
}

type listener struct {
	tlsConfig *tls.Config
	inner     net.Listener
}

// The configuration waits in a field for the method that listens.
func newListener(cert tls.Certificate, file string) (*listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	return &listener{tlsConfig: &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientCAs:    pool,
		ClientAuth:   tls.RequireAnyClientCert, // want `ClientCAs is never consulted`
	}}, nil
}

func (l *listener) listen() error {
	ln, err := tls.Listen("tcp", ":7004", l.tlsConfig)
	if err != nil {
		return err
	}
	l.inner = ln
	return nil
}

func Start(cert tls.Certificate, file string) error {
	l, err := newListener(cert, file)
	if err != nil {
		return err
	}
	return l.listen()
}

type option func(*tls.Config)

func withMode(m tls.ClientAuthType) option { return func(c *tls.Config) { c.ClientAuth = m } }

func withCAs(pool *x509.CertPool) option { return func(c *tls.Config) { c.ClientCAs = pool } }

func build(cert tls.Certificate, opts ...option) *tls.Config {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	for _, o := range opts {
		o(cfg)
	}
	return cfg
}

// Option functions.
func Options(cert tls.Certificate, file string) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	cfg := build(cert, withCAs(pool), withMode(tls.RequireAnyClientCert)) // want `ClientCAs is never consulted`
	return tls.Listen("tcp", ":7005", cfg)
}

// Option functions that say the right thing.
func GoodOptions(cert tls.Certificate, file string) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7006", build(cert, withCAs(pool), withMode(tls.RequireAndVerifyClientCert)))
}

func newTLS(cert tls.Certificate, pool *x509.CertPool, mode tls.ClientAuthType) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: mode}
}

// The mode is an argument.
func Argument(cert tls.Certificate, file string) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7007", newTLS(cert, pool, tls.RequireAnyClientCert)) // want `ClientCAs is never consulted`
}

// The same helper with a mode that verifies.
func GoodArgument(cert tls.Certificate, file string) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7008", newTLS(cert, pool, tls.RequireAndVerifyClientCert))
}

// An exported constructor: whoever serves it, the authorities are dead.
func ServerConfig(cert tls.Certificate, file string) (*tls.Config, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientCAs:    pool,
		ClientAuth:   tls.RequireAnyClientCert, // want `ClientCAs is never consulted`
	}, nil
}

// Overwritten before anybody sees it.
func Overwritten(cert tls.Certificate, file string) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: tls.RequireAnyClientCert}
	cfg.ClientAuth = tls.RequireAndVerifyClientCert
	return tls.Listen("tcp", ":7009", cfg)
}

// In development only.
func Development(cert tls.Certificate, file string, dev bool) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	mode := tls.RequireAndVerifyClientCert
	if dev {
		mode = tls.RequireAnyClientCert
	}
	return tls.Listen("tcp", ":7010", &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: mode})
}

// The pool is a parameter that callers may leave out, and nothing looks at the
// certificates.
func Parameter(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7011", &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: tls.RequestClientCert})
}

// A callback that somebody hands in may verify.
func Callback(cert tls.Certificate, file string, check func(tls.ConnectionState) error) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7012", &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: tls.RequireAnyClientCert, VerifyConnection: check,
	})
}

// A callback that only counts verifies nothing.
func Counting(cert tls.Certificate, file string, seen func(string)) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7013", &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientCAs:    pool,
		ClientAuth:   tls.RequireAnyClientCert, // want `ClientCAs is never consulted`
		VerifyConnection: func(cs tls.ConnectionState) error {
			if len(cs.PeerCertificates) == 0 {
				return errors.New("no certificate")
			}
			seen(cs.ServerName)
			return nil
		},
	})
}

var modes = map[string]tls.ClientAuthType{
	"none":    tls.NoClientCert,
	"request": tls.RequestClientCert,
	"require": tls.RequireAnyClientCert,
	"verify":  tls.RequireAndVerifyClientCert,
}

// The operator chooses among all modes, from a table.
func Table(cert tls.Certificate, file, mode string) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7014", &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: modes[mode]})
}

func parseMode(s string) (tls.ClientAuthType, error) {
	switch s {
	case "", "none":
		return tls.NoClientCert, nil
	case "request":
		return tls.RequestClientCert, nil
	case "require":
		return tls.RequireAnyClientCert, nil
	case "verify":
		return tls.RequireAndVerifyClientCert, nil
	}
	return 0, fmt.Errorf("no mode %q", s)
}

// The operator chooses, in a switch.
func Switch(cert tls.Certificate, file, name string) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	mode, err := parseMode(name)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7015", &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: mode})
}

// The same weak mode with authorities and without.
func Twice(cert tls.Certificate, file string) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}
	if file != "" {
		pool, err := load(file)
		if err != nil {
			return nil, err
		}
		cfg.ClientCAs = pool
		cfg.ClientAuth = tls.RequireAnyClientCert // want `ClientCAs is never consulted`
	}
	return tls.Listen("tcp", ":7016", cfg)
}

// Verified with authorities, pinned by somebody else without.
func Upgraded(cert tls.Certificate, file string) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequestClientCert}
	if file != "" {
		pool, err := load(file)
		if err != nil {
			return nil, err
		}
		cfg.ClientCAs = pool
		cfg.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return tls.Listen("tcp", ":7017", cfg)
}
