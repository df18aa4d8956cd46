// Package handshake verifies clients in the handshake, against various roots.
package handshake

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
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

// No authorities at all: those of the system.
func None(cert tls.Certificate, h http.Handler) error {
	srv := &http.Server{
		Addr: ":8443", Handler: h, ReadHeaderTimeout: time.Second,
		TLSConfig: &tls.Config{
			Certificates: []tls.Certificate{cert},
			ClientAuth:   tls.RequireAndVerifyClientCert, // want `a certificate of any public authority passes: ClientCAs is nil`
		},
	}
	return srv.ListenAndServeTLS("", "")
}

// RootCAs are for clients.
func RootCAs(cert tls.Certificate, file string) (*grpc.Server, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool}
	cfg.ClientAuth = tls.VerifyClientCertIfGiven // want `ClientCAs is nil`
	return grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg))), nil
}

// The system's pool, by its name.
func System(cert tls.Certificate) (net.Listener, error) {
	roots, err := x509.SystemCertPool()
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7000", &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    roots, // want `a certificate of any public authority passes: the system's roots serve as ClientCAs`
	})
}

// The system's pool with one's own authority on top.
func SystemAndOwn(cert tls.Certificate, pem []byte) (net.Listener, error) {
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	roots.AppendCertsFromPEM(pem)
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert}
	cfg.ClientCAs = roots // want `the system's roots serve as ClientCAs`
	return tls.Listen("tcp", ":7001", cfg)
}

// The error of loading is dropped, and the pool nil: that is failopen's.
func Dropped(cert tls.Certificate, file string, h http.Handler) error {
	pool, _ := load(file)
	srv := &http.Server{
		Addr: ":8444", Handler: h, ReadHeaderTimeout: time.Second,
		TLSConfig: &tls.Config{
			Certificates: []tls.Certificate{cert},
			ClientAuth:   tls.RequireAndVerifyClientCert,
			ClientCAs:    pool,
		},
	}
	return srv.ListenAndServeTLS("", "")
}

func roots(file string) *x509.CertPool {
	if file == "" {
		pool, err := x509.SystemCertPool()
		if err != nil {
			return x509.NewCertPool()
		}
		return pool
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return x509.NewCertPool()
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	return pool
}

// The system's when nothing is configured.
func Default(cert tls.Certificate, file string) (net.Listener, error) {
	return tls.Listen("tcp", ":7002", &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    roots(file), // want `the system's roots serve as ClientCAs`
	})
}

// An explicit nil.
func Nil(cert tls.Certificate, ln net.Listener) net.Listener {
	cfg := new(tls.Config)
	cfg.Certificates = []tls.Certificate{cert}
	cfg.ClientCAs = nil
	cfg.ClientAuth = tls.RequireAndVerifyClientCert // want `ClientCAs is nil`
	return tls.NewListener(ln, cfg)
}

// A clone does not bring authorities that the original has not.
func Clone(cert tls.Certificate, ln net.Listener) net.Listener {
	base := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13}
	cfg := base.Clone()
	cfg.ClientAuth = tls.RequireAndVerifyClientCert // want `ClientCAs is nil`
	return tls.NewListener(ln, cfg)
}

// The copy with the other authorities is not the one that is served.
func Narrow(cert tls.Certificate, everybody, staff *x509.CertPool) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: everybody}
	narrow := cfg.Clone()
	narrow.ClientCAs = staff // want `a certificate of other authorities passes`
	return tls.Listen("tcp", ":7010", cfg)
}

// Each is served.
func Ports(cert tls.Certificate, everybody, staff *x509.CertPool) (wide, narrow net.Listener, err error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: everybody}
	own := cfg.Clone()
	own.ClientCAs = staff
	if wide, err = tls.Listen("tcp", ":7011", cfg); err != nil {
		return nil, nil, err
	}
	narrow, err = tls.Listen("tcp", ":7012", own)
	return wide, narrow, err
}

// One of both is.
func Either(cert tls.Certificate, everybody, staff *x509.CertPool, open bool) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: everybody}
	own := cfg.Clone()
	own.ClientCAs = staff
	if open {
		own = cfg
	}
	return tls.Listen("tcp", ":7013", own)
}

// One's own authorities.
func Own(cert tls.Certificate, file string) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7003", &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool})
}

// They come later.
func Later(cert tls.Certificate, file string, h http.Handler) error {
	srv := &http.Server{Addr: ":8445", Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
	}}
	pool, err := load(file)
	if err != nil {
		return err
	}
	srv.TLSConfig.ClientCAs = pool
	return srv.ListenAndServeTLS("", "")
}

func fill(cfg *tls.Config, file string) error {
	pool, err := load(file)
	if err == nil {
		cfg.ClientCAs = pool
	}
	return err
}

// They come from a helper.
func Helper(cert tls.Certificate, file string) (*grpc.Server, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert}
	if err := fill(cfg, file); err != nil {
		return nil, err
	}
	return grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg))), nil
}

// They come in a callback.
func PerClient(cert tls.Certificate, pool func() *x509.CertPool) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert}
	cfg.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		c := cfg.Clone()
		c.GetConfigForClient = nil
		c.ClientCAs = pool()
		return c, nil
	}
	return tls.Listen("tcp", ":7004", cfg)
}

// Callers may bring them.
func Parameter(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7005", &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool})
}

// Whoever gets it may set them.
func Exported(cert tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert}
}

// A public PKI, with its names mapped in the callback.
func Public(cert tls.Certificate, partners []string) (net.Listener, error) {
	return tls.Listen("tcp", ":7006", &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		VerifyConnection: func(cs tls.ConnectionState) error {
			names := cs.VerifiedChains[0][0].DNSNames
			if len(names) == 0 || !slices.Contains(partners, names[0]) {
				return errors.New("no partner")
			}
			return nil
		},
	})
}

// No certificates are asked for.
func Plain(cert tls.Certificate) (net.Listener, error) {
	return tls.Listen("tcp", ":7007", &tls.Config{Certificates: []tls.Certificate{cert}})
}

// The system's roots in tests only.
func Testing(cert tls.Certificate, file string, testMode bool) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	if testMode {
		sys, err := x509.SystemCertPool()
		if err != nil {
			return nil, err
		}
		cfg.ClientCAs = sys
	}
	return tls.Listen("tcp", ":7008", cfg)
}

// quiet: one that takes the place of another with authorities is getconfig's.
func Replacing(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7007", &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert}, nil
		},
	})
}

// reports: one that takes the place of another without.
func ReplacingNone(cert tls.Certificate) (net.Listener, error) {
	return tls.Listen("tcp", ":7008", &tls.Config{
		Certificates: []tls.Certificate{cert},
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return &tls.Config{
				Certificates: []tls.Certificate{cert},
				ClientAuth:   tls.RequireAndVerifyClientCert, // want `ClientCAs is nil, which means the system's roots`
			}, nil
		},
	})
}
