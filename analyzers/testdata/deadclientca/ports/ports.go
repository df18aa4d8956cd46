// Package ports serves on listeners that it makes by itself.
package ports

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"log"
	"net"
	"net/http"
	"time"
)

func required(pool *x509.CertPool) *tls.Config {
	return &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
}

// reports: Serve does not look at the server's TLSConfig.
func Ferry(cert tls.Certificate, pool *x509.CertPool, h http.Handler, l net.Listener) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert,
		ClientCAs:  pool, // want `the server's listener has another tls.Config than the one whose ClientCAs is set`
	}}
	return srv.Serve(tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{cert}}))
}

// reports: the same, elsewhere at once.
func Tug(ctx context.Context, cert tls.Certificate, pool *x509.CertPool, h http.Handler) error {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	ln, err := tls.Listen("tcp", ":8443", cfg)
	if err != nil {
		return err
	}
	asks := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, MinVersion: tls.VersionTLS13}
	asks.ClientCAs = pool // want `the server's listener has another tls.Config than the one whose ClientCAs is set`
	srv := &http.Server{Handler: h, TLSConfig: asks, ReadHeaderTimeout: time.Second}
	go func() { log.Print(srv.Serve(ln)) }()
	<-ctx.Done()
	return srv.Shutdown(context.Background())
}

// quiet: ServeTLS does.
func Barge(pool *x509.CertPool, h http.Handler, l net.Listener) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}}
	return srv.ServeTLS(l, "cert.pem", "key.pem")
}

// quiet: so does the listener, which has a copy.
func Sloop(cert tls.Certificate, pool *x509.CertPool, h http.Handler, l net.Listener) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}}
	own := srv.TLSConfig.Clone()
	own.Certificates = []tls.Certificate{cert}
	return srv.Serve(tls.NewListener(l, own))
}

// quiet: the listener has the same.
func Yawl(pool *x509.CertPool, h http.Handler, l net.Listener) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}}
	return srv.Serve(tls.NewListener(l, srv.TLSConfig))
}

// quiet: it is served in both ways.
func Ketch(cert tls.Certificate, pool *x509.CertPool, h http.Handler, l, members net.Listener) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}}
	go func() { log.Print(srv.Serve(tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{cert}}))) }()
	return srv.ServeTLS(members, "cert.pem", "key.pem")
}

// quiet: whoever gets the server may start it once more.
func Cutter(cert tls.Certificate, pool *x509.CertPool, h http.Handler, l net.Listener) *http.Server {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}}
	go func() { log.Print(srv.Serve(tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{cert}}))) }()
	return srv
}

// quiet: the configuration is another server's, too.
func Dinghy(cert tls.Certificate, pool *x509.CertPool, h http.Handler, l net.Listener) error {
	cfg := required(pool)
	srv := &http.Server{Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: cfg}
	go func() { log.Print(srv.Serve(tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{cert}}))) }()
	members := &http.Server{Addr: ":8444", Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: cfg}
	return members.ListenAndServeTLS("cert.pem", "key.pem")
}

// quiet: what the listener asks is not in sight.
func Skiff(pool *x509.CertPool, h http.Handler, l net.Listener, cfg *tls.Config) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}}
	return srv.Serve(tls.NewListener(l, cfg))
}
