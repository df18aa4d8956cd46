// Package loading loads the authorities for clients, and goes on when that fails.
package loading

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
)

// load returns a pool, or none and an error.
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

type server struct {
	tls  *tls.Config
	pool *x509.CertPool
}

type strictServer struct{ tls *tls.Config }

type lateServer struct{ config *tls.Config }

// Authorities were there before, and stay.
func (s *lateServer) start(pool *x509.CertPool) {
	s.config = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert}
	s.config.ClientCAs = pool
}

// renew takes new ones.
func (s *lateServer) renew(path string) {
	pool, err := load(path)
	if err != nil {
		log.Printf("client CAs: %v", err)
		return
	}
	s.config.ClientCAs = pool
}

// The error is turned into none.
func (s *server) setClientCAs(path string) error {
	pem, err := os.ReadFile(path)
	if err != nil { // want `any client passes when the client CAs cannot be loaded`
		return nil
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	s.tls.ClientCAs = pool
	s.tls.ClientAuth = tls.RequireAndVerifyClientCert
	return nil
}

// The error is returned.
func (s *strictServer) setClientCAs(path string) error {
	pem, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("client CAs: %w", err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	s.tls.ClientCAs = pool
	s.tls.ClientAuth = tls.RequireAndVerifyClientCert
	return nil
}

// The mode is only set when loading worked.
func Listen(cert tls.Certificate, path string) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	if pool, err := load(path); err == nil { // want `any client passes when the client CAs cannot be loaded`
		cfg.ClientCAs = pool
		cfg.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return tls.Listen("tcp", ":8443", cfg)
}

// The mode is set anyway, and the roots are the system's.
func ListenSystem(cert tls.Certificate, path string) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert}
	pool, err := load(path)
	if err != nil { // want `a certificate of any public authority passes when the client CAs cannot be loaded`
		slog.Error("client CAs", "err", err)
	} else {
		cfg.ClientCAs = pool
	}
	return tls.Listen("tcp", ":8443", cfg)
}

// A pool that is nil after the error was written down.
func ListenNil(cert tls.Certificate, path string) (net.Listener, error) {
	pool, err := load(path)
	if err != nil { // want `a certificate of any public authority passes when the client CAs cannot be loaded`
		log.Printf("client CAs: %v", err)
	}
	return tls.Listen("tcp", ":8443", &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    pool,
	})
}

// Nobody looks at the error.
func ListenBlank(cert tls.Certificate, path string, h http.Handler) error {
	pool, _ := load(path)
	srv := &http.Server{Addr: ":8443", Handler: h, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    pool, // want `a certificate of any public authority passes when the client CAs cannot be loaded`
	}}
	return srv.ListenAndServeTLS("", "")
}

// The program ends.
func ListenFatal(cert tls.Certificate, path string) (net.Listener, error) {
	pool, err := load(path)
	if err != nil {
		log.Fatalf("client CAs: %v", err)
	}
	return tls.Listen("tcp", ":8443", &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    pool,
	})
}

// An empty pool turns everybody away.
func ListenEmpty(cert tls.Certificate, path string) (net.Listener, error) {
	pool := x509.NewCertPool()
	if pem, err := os.ReadFile(path); err == nil {
		pool.AppendCertsFromPEM(pem)
	}
	return tls.Listen("tcp", ":8443", &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    pool,
	})
}

// So does one whose bytes were read without looking at the error.
func ListenUnread(cert tls.Certificate, path string) (net.Listener, error) {
	pem, _ := os.ReadFile(path)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	return tls.Listen("tcp", ":8443", &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    pool,
	})
}

// tolerant returns no pool, and no error either.
func tolerant(path string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(path)
	if err != nil { // want `a certificate of any public authority passes when the client CAs cannot be loaded`
		return nil, nil
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, errors.New("no certificates")
	}
	return pool, nil
}

// The loader has swallowed it.
func ListenTolerant(cert tls.Certificate, path string) (net.Listener, error) {
	pool, err := tolerant(path)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":8443", &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    pool,
	})
}

// Without a file there is no mutual TLS: that is the operator's choice.
func ListenOptional(cert tls.Certificate, path string) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	if path != "" {
		pool, err := load(path)
		if err != nil {
			return nil, err
		}
		cfg.ClientCAs = pool
		cfg.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return tls.Listen("tcp", ":8443", cfg)
}

// The pool that was in force before stays.
func (s *server) reload(path string) {
	pool, err := load(path)
	if err != nil {
		log.Printf("client CAs: %v", err)
		return
	}
	s.pool = pool
}

// The configuration that was in force before answers.
func (s *server) dynamic(cert tls.Certificate, path string) (net.Listener, error) {
	pool, err := load(path)
	if err != nil {
		return nil, err
	}
	base := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	base.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		now, err := load(path)
		if err != nil {
			return nil, nil
		}
		c := base.Clone()
		c.GetConfigForClient = nil
		c.ClientCAs = now
		return c, nil
	}
	return tls.Listen("tcp", ":8443", base)
}

// A client's roots: without them it trusts the system's, which is what they are for.
func Client(path string) *http.Client {
	cfg := &tls.Config{}
	if pool, err := load(path); err == nil {
		cfg.RootCAs = pool
	}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: cfg}}
}

// A file that is not there is a choice, too; any other error is returned.
func (s *strictServer) ifThere(path string) error {
	pool, err := load(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	s.tls.ClientCAs = pool
	s.tls.ClientAuth = tls.RequireAndVerifyClientCert
	return nil
}

// No configuration is returned at all.
func Config(cert tls.Certificate, path string) *tls.Config {
	pool, err := load(path)
	if err != nil {
		return nil
	}
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
}

// An error is returned through a deferred call.
func Deferred(cert tls.Certificate, path string, done func()) (*tls.Config, error) {
	defer done()
	pool, err := load(path)
	if err != nil {
		return nil, fmt.Errorf("client CAs: %w", err)
	}
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}, nil
}

type proxyServer struct{ tls *tls.Config }

// trust sets the authorities for clients.
func (s *proxyServer) trust(path string) error {
	pool, err := load(path)
	if err != nil {
		return err
	}
	s.tls.ClientCAs = pool
	s.tls.ClientAuth = tls.RequireAndVerifyClientCert
	return nil
}

// A helper's error is written down.
func (s *proxyServer) Start(path string) (net.Listener, error) {
	if err := s.trust(path); err != nil { // want `any client passes when the client CAs cannot be loaded`
		slog.Warn("no client CAs", "err", err)
	}
	return tls.Listen("tcp", ":8443", s.tls)
}

// A helper's error is returned.
func (s *strictServer) Start(path string) (net.Listener, error) {
	if err := s.setClientCAs(path); err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":8443", s.tls)
}

// The program ends with what serving returns, and not before.
func Main(cert tls.Certificate, path string, h http.Handler) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	pool, err := load(path)
	if err != nil { // want `any client passes when the client CAs cannot be loaded`
		log.Printf("client CAs: %v", err)
	} else {
		cfg.ClientCAs = pool
		cfg.ClientAuth = tls.RequireAndVerifyClientCert
	}
	srv := &http.Server{Addr: ":8443", Handler: h, TLSConfig: cfg}
	log.Fatal(srv.ListenAndServeTLS("", ""))
}

// The program ends before.
func MainClosed(cert tls.Certificate, path string, h http.Handler) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	pool, err := load(path)
	if err != nil {
		log.Fatalf("client CAs: %v", err)
	}
	cfg.ClientCAs = pool
	cfg.ClientAuth = tls.RequireAndVerifyClientCert
	srv := &http.Server{Addr: ":8443", Handler: h, TLSConfig: cfg}
	log.Fatal(srv.ListenAndServeTLS("", ""))
}

// Another pool takes its place.
func Fallback(cert tls.Certificate, path string, old *x509.CertPool) (net.Listener, error) {
	pool, err := load(path)
	if err != nil {
		log.Printf("client CAs: %v", err)
		pool = old
	}
	return tls.Listen("tcp", ":8443", &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    pool,
	})
}

func fill(cfg *tls.Config, path string) error {
	pool, err := load(path)
	if err == nil {
		cfg.ClientCAs = pool
	}
	return err
}

// One return statement for both.
func Filled(cert tls.Certificate, path string) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert}
	if err := fill(cfg, path); err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":8443", cfg)
}

// The file is read in place, and the server goes on without it.
func InPlace(caFile string, cert tls.Certificate) *tls.Config {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	if pem, err := os.ReadFile(caFile); err == nil { // want "client"
		cfg.ClientCAs = x509.NewCertPool()
		cfg.ClientCAs.AppendCertsFromPEM(pem)
		cfg.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return cfg
}

// The same, and it ends there.
func Ends(caFile string, cert tls.Certificate) (*tls.Config, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	pem, err := os.ReadFile(caFile)
	if err != nil {
		return nil, err
	}
	cfg.ClientCAs = x509.NewCertPool()
	cfg.ClientCAs.AppendCertsFromPEM(pem)
	cfg.ClientAuth = tls.RequireAndVerifyClientCert
	return cfg, nil
}

// A pool that stays empty lets nobody in.
func Empty(caFile string, cert tls.Certificate) *tls.Config {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: x509.NewCertPool()}
	if pem, err := os.ReadFile(caFile); err == nil {
		cfg.ClientCAs.AppendCertsFromPEM(pem)
	}
	return cfg
}

// traced is an error that says where it was made.
type traced interface {
	error
	Where() string
}

type located struct{ error }

func (l located) Where() string { return "loading" }

func trace(err error) traced {
	if err == nil {
		return nil
	}
	return located{err}
}

// The error is returned as one of another type.
func Traced(caFile string, cert tls.Certificate) (*tls.Config, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	pem, err := os.ReadFile(caFile)
	if err != nil {
		return cfg, trace(err)
	}
	cfg.ClientCAs = x509.NewCertPool()
	cfg.ClientCAs.AppendCertsFromPEM(pem)
	cfg.ClientAuth = tls.RequireAndVerifyClientCert
	return cfg, nil
}
