// Package servers has authorities for clients that no handshake consults, and
// servers next to them that do it right.
package servers

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/apache/thrift/lib/go/thrift"
	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
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

// A gRPC server's credentials.
func GRPC(cert tls.Certificate, file string) (*grpc.Server, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	creds := credentials.NewTLS(&tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientCAs:    pool, // want `any client passes without a certificate: ClientCAs is set, but ClientAuth stays tls.NoClientCert`
	})
	return grpc.NewServer(grpc.Creds(creds)), nil
}

// Options appended one after the other.
func GRPCOptions(cert tls.Certificate, file string, max int) (*grpc.Server, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	var opts []grpc.ServerOption
	if max > 0 {
		opts = append(opts, grpc.MaxRecvMsgSize(max))
	}
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	cfg.ClientCAs = pool // want `ClientCAs is set, but ClientAuth stays`
	opts = append(opts, grpc.Creds(credentials.NewTLS(cfg)))
	return grpc.NewServer(opts...), nil
}

// An HTTP server whose configuration is filled in place.
func HTTP(cert tls.Certificate, file string, h http.Handler) error {
	srv := &http.Server{Addr: ":8443", Handler: h, TLSConfig: &tls.Config{}, ReadHeaderTimeout: time.Second}
	pool, err := load(file)
	if err != nil {
		return err
	}
	srv.TLSConfig.Certificates = []tls.Certificate{cert}
	srv.TLSConfig.ClientCAs = pool // want `ClientCAs is set, but ClientAuth stays`
	return srv.ListenAndServeTLS("", "")
}

// The mode is named, and is the wrong one.
func Explicit(cert tls.Certificate, file string) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7000", &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.NoClientCert,
		ClientCAs:    pool, // want `ClientCAs is set, but ClientAuth stays`
	})
}

func serverTLS(cert tls.Certificate, pool *x509.CertPool) *tls.Config {
	return &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientCAs:    pool, // want `ClientCAs is set, but ClientAuth stays`
		NextProtos:   []string{"h2"},
	}
}

// A constructor of this package.
func Constructor(cert tls.Certificate, file string, ln net.Listener) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	return tls.NewListener(ln, serverTLS(cert, pool)), nil
}

// A clone that gets the authorities and not the mode.
func Clone(base *tls.Config, cert tls.Certificate, file string) (*quic.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	first := &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: base.NextProtos}
	cfg := first.Clone()
	cfg.ClientCAs = pool // want `ClientCAs is set, but ClientAuth stays`
	return quic.ListenAddr(":7001", cfg, nil)
}

// Authorities on a configuration that is not the one that is served.
func Other(cert tls.Certificate, file string, h http.Handler) error {
	pool, err := load(file)
	if err != nil {
		return err
	}
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	mutual := cfg.Clone()
	mutual.ClientAuth = tls.RequireAndVerifyClientCert
	mutual.ClientCAs = pool // want `the server is given another tls.Config`
	srv := &http.Server{Addr: ":8444", Handler: h, TLSConfig: cfg, ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// A connection at a time.
func Conn(cert tls.Certificate, file string, c net.Conn) (*tls.Conn, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	conn := tls.Server(c, &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientCAs:    pool, // want `ClientCAs is set, but ClientAuth stays`
	})
	return conn, conn.HandshakeContext(context.Background())
}

type daemon struct{ srv *http.Server }

func (d *daemon) configure(cert tls.Certificate, pool *x509.CertPool) {
	d.srv.TLSConfig = &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientCAs:    pool, // want `ClientCAs is set, but ClientAuth stays`
	}
}

// The server is in a field.
func Daemon(cert tls.Certificate, file string, h http.Handler) error {
	pool, err := load(file)
	if err != nil {
		return err
	}
	d := &daemon{srv: &http.Server{Addr: ":8445", Handler: h, ReadHeaderTimeout: time.Second}}
	d.configure(cert, pool)
	return d.srv.ListenAndServeTLS("", "")
}

// The mode comes later, under the operator's condition.
func Later(cert tls.Certificate, file string, mutual bool) (*grpc.Server, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool}
	if mutual {
		cfg.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg))), nil
}

func require(cfg *tls.Config) { cfg.ClientAuth = tls.RequireAndVerifyClientCert }

// The mode comes from a helper.
func Helper(cert tls.Certificate, file string, h http.Handler) error {
	pool, err := load(file)
	if err != nil {
		return err
	}
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool}
	require(cfg)
	srv := &http.Server{Addr: ":8446", Handler: h, TLSConfig: cfg, ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// The mode comes after the server was made.
func After(cert tls.Certificate, file string, h http.Handler) error {
	pool, err := load(file)
	if err != nil {
		return err
	}
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool}
	srv := &http.Server{Addr: ":8447", Handler: h, TLSConfig: cfg, ReadHeaderTimeout: time.Second}
	cfg.ClientAuth = tls.VerifyClientCertIfGiven
	return srv.ListenAndServeTLS("", "")
}

// The mode is the caller's.
func Mode(cert tls.Certificate, file string, mode tls.ClientAuthType) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7002", &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: mode})
}

// GetConfigForClient says what holds.
func PerClient(cert tls.Certificate, file string) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool}
	cfg.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		c := cfg.Clone()
		c.ClientAuth = tls.RequireAndVerifyClientCert
		return c, nil
	}
	return tls.Listen("tcp", ":7003", cfg)
}

// Somebody else finishes it.
func Finished(cert tls.Certificate, file string, finish func(*tls.Config)) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool}
	finish(cfg)
	return tls.Listen("tcp", ":7004", cfg)
}

// In development nobody has certificates.
func Development(cert tls.Certificate, file string, devMode bool) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert}
	if devMode {
		cfg.ClientAuth = tls.NoClientCert
	}
	return tls.Listen("tcp", ":7005", cfg)
}

// No authorities, no certificates: server authentication alone.
func Plain(cert tls.Certificate, h http.Handler) error {
	srv := &http.Server{
		Addr: ":8448", Handler: h, ReadHeaderTimeout: time.Second,
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13},
	}
	return srv.ListenAndServeTLS("", "")
}

// The method that listens is told whether to ask.
type Listener struct{ cfg *tls.Config }

func (l *Listener) open(mutual bool) (net.Listener, error) {
	if mutual {
		l.cfg.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return tls.Listen("tcp", ":7006", l.cfg)
}

// The configuration is finished where it is kept.
func Kept(cert tls.Certificate, file string) (net.Listener, error) {
	pool, err := load(file)
	if err != nil {
		return nil, err
	}
	l := &Listener{cfg: &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool}}
	return l.open(true)
}

// Authorities on one path, and a mode on none.
func Path(cert tls.Certificate, file string) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	if file != "" {
		pool, err := load(file)
		if err != nil {
			return nil, err
		}
		cfg.ClientCAs = pool // want `ClientCAs is set, but ClientAuth stays`
	}
	return tls.Listen("tcp", ":7007", cfg)
}

// Both on the same path.
func SamePath(cert tls.Certificate, file string) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	if file != "" {
		pool, err := load(file)
		if err != nil {
			return nil, err
		}
		cfg.ClientCAs, cfg.ClientAuth = pool, tls.RequireAndVerifyClientCert
	}
	return tls.Listen("tcp", ":7008", cfg)
}

func pair(cert tls.Certificate, pool *x509.CertPool) (server, agent *tls.Config) {
	server = &tls.Config{Certificates: []tls.Certificate{cert}}
	agent = &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	return server, agent
}

// One of two that a helper makes; the other is for another server.
func Pair(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	server, _ := pair(cert, pool)
	return tls.Listen("tcp", ":7009", server)
}

// HTTP/3, with a copy that its package makes.
func HTTP3(cert tls.Certificate, pool *x509.CertPool, h http.Handler) error {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool} // want `ClientCAs is set, but ClientAuth stays`
	srv := http3.Server{Addr: ":7443", Handler: h, TLSConfig: http3.ConfigureTLSConfig(cfg)}
	return srv.ListenAndServe()
}

// The copy has the mode.
func HTTP3Mode(cert tls.Certificate, pool *x509.CertPool, h http.Handler) error {
	cfg := http3.ConfigureTLSConfig(&tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool})
	cfg.ClientAuth = tls.RequireAndVerifyClientCert
	srv := http3.Server{Addr: ":7443", Handler: h, TLSConfig: cfg}
	return srv.ListenAndServe()
}

// Thrift's socket.
func Thrift(cert tls.Certificate, pool *x509.CertPool) (thrift.TServerTransport, error) {
	return thrift.NewTSSLServerSocket(":9090", &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool}) // want `ClientCAs is set, but ClientAuth stays`
}

// Thrift's socket, with the mode.
func ThriftMode(cert tls.Certificate, pool *x509.CertPool) (thrift.TServerTransport, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert}
	return thrift.NewTSSLServerSocketTimeout(":9090", cfg, time.Second)
}

// The original is right, and its copy is told to ask for nothing.
func Copy(cert tls.Certificate, pool *x509.CertPool, api, site http.Handler) error {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert}
	open := cfg.Clone()
	open.ClientAuth = tls.NoClientCert // want `ClientCAs is set, but ClientAuth stays`
	go func() {
		srv := &http.Server{Addr: ":8443", Handler: api, TLSConfig: cfg, ReadHeaderTimeout: time.Second}
		_ = srv.ListenAndServeTLS("", "")
	}()
	srv := &http.Server{Addr: ":443", Handler: site, TLSConfig: open, ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}
