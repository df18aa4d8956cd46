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
