// Package rpcs serves one service on two gRPC servers.
package rpcs

import (
	"crypto/tls"
	"crypto/x509"
	"log"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"testdata/unaryonly/api"
	"testdata/unaryonly/wiring/auth"
)

func mutual(cert tls.Certificate, pool *x509.CertPool) credentials.TransportCredentials {
	return credentials.NewTLS(&tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool})
}

// One of them without credentials.
func Plain(store api.StoreServer, cert tls.Certificate, pool *x509.CertPool, a, b net.Listener) error {
	strict := grpc.NewServer(grpc.Creds(mutual(cert, pool)))
	loose := grpc.NewServer()
	for _, s := range []*grpc.Server{strict, loose} {
		_ = s
	}
	api.RegisterStoreServer(strict, store)
	api.RegisterStoreServer(loose, store)
	go func() { log.Print(strict.Serve(a)) }()
	return loose.Serve(b) // want `is served here without`
}

// One of them on a Unix socket.
func Socket(store api.StoreServer, cert tls.Certificate, pool *x509.CertPool, a net.Listener) error {
	strict := grpc.NewServer(grpc.Creds(mutual(cert, pool)))
	api.RegisterStoreServer(strict, store)
	local := grpc.NewServer()
	api.RegisterStoreServer(local, store)
	go func() { log.Print(strict.Serve(a)) }()
	ln, err := net.Listen("unix", "/run/store.sock")
	if err != nil {
		return err
	}
	return local.Serve(ln)
}

func listen(addr string, cfg *tls.Config) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil || cfg == nil {
		return ln, err
	}
	return tls.NewListener(ln, cfg), nil
}

// One server on a listener that requires certificates, and on a plain one.
func Listeners(store api.StoreServer, cfg *tls.Config, pool *x509.CertPool) error {
	s := grpc.NewServer()
	api.RegisterStoreServer(s, store)
	return both(s, pool, cfg.Certificates[0], ":7001")
}

func both(s *grpc.Server, pool *x509.CertPool, cert tls.Certificate, addr string) error {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	errs := make(chan error, 3)
	run := func(f func() error) { go func() { errs <- f() }() }
	run(func() error {
		ln, err := net.Listen("tcp", ":7000")
		if err != nil {
			return err
		}
		return s.Serve(tls.NewListener(ln, cfg))
	})
	run(func() error {
		ln, err := net.Listen("tcp", addr)
		if err != nil {
			return err
		}
		return s.Serve(ln) // want `is served here without`
	})
	run(func() error {
		ln, err := net.Listen("unix", "/run/store.sock")
		if err != nil {
			return err
		}
		return s.Serve(ln)
	})
	return <-errs
}

// The interceptors ask for a certificate whatever the listener does.
func Intercepted(store api.StoreServer, cert tls.Certificate, pool *x509.CertPool) error {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	s := grpc.NewServer(grpc.UnaryInterceptor(auth.Unary), grpc.StreamInterceptor(auth.Streams()))
	api.RegisterStoreServer(s, store)
	ln, err := net.Listen("tcp", ":7002")
	if err != nil {
		return err
	}
	plain, err := net.Listen("tcp", ":7003")
	if err != nil {
		return err
	}
	go func() { log.Print(s.Serve(tls.NewListener(ln, cfg))) }()
	return s.Serve(plain)
}

// What the listener asks for is not in sight.
func Helped(store api.StoreServer, cert tls.Certificate, pool *x509.CertPool, cfg *tls.Config) error {
	s := grpc.NewServer()
	api.RegisterStoreServer(s, store)
	ln, err := net.Listen("tcp", ":7004")
	if err != nil {
		return err
	}
	other, err := listen(":7005", cfg)
	if err != nil {
		return err
	}
	strict := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	go func() { log.Print(s.Serve(tls.NewListener(ln, strict))) }()
	return s.Serve(other)
}
