// Command listeners serves on listeners that others open, share or wrap.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/soheilhy/cmux"

	"testdata/mixedlistener/listeners/halves"
	"testdata/mixedlistener/listeners/netx"
)

func readings() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/readings", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	return mux
}

func mutual(cert tls.Certificate, pool *x509.CertPool) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
}

func must(ln net.Listener, err error) net.Listener {
	if err != nil {
		log.Fatal(err)
	}
	return ln
}

// Listeners of another package, through a helper for their errors.
func Opened(cert tls.Certificate, pool *x509.CertPool) {
	mux := readings()
	go func() { log.Fatal(http.Serve(must(netx.TLS(":8443", mutual(cert, pool))), mux)) }()
	go func() { log.Fatal(http.Serve(must(netx.TCP("127.0.0.1:8081")), mux)) }()
	go func() { log.Fatal(http.Serve(must(netx.TCP(":8082")), readings())) }()
	log.Fatal(http.Serve(must(netx.TCP(":8080")), mux)) // want `is served here without`
}

// Whether it asks is not in sight.
func Chosen(cert tls.Certificate, pool *x509.CertPool, cfg *tls.Config) {
	mux := readings()
	go func() { log.Fatal(http.Serve(must(netx.TLS(":8443", mutual(cert, pool))), mux)) }()
	log.Fatal(http.Serve(must(netx.Either(":8080", cfg)), mux))
}

// Connections that are told apart by what they begin with.
func Shared(cert tls.Certificate, pool *x509.CertPool) {
	mux := readings()
	secure := cmux.New(tls.NewListener(must(net.Listen("tcp", ":8443")), mutual(cert, pool)))
	old := cmux.New(must(net.Listen("tcp", ":8080")))
	calls, rest := secure.Match(cmux.HTTP2()), secure.Match(cmux.Any())
	go func() { log.Fatal(http.Serve(calls, mux)) }()
	go func() { log.Fatal(http.Serve(rest, mux)) }()
	go func() { log.Fatal(secure.Serve()) }()
	go func() { log.Fatal(http.Serve(old.Match(cmux.HTTP1Fast()), mux)) }() // want `is served here without`
	log.Fatal(old.Serve())
}

// An engine that is given a listener.
func Engine(cert tls.Certificate, pool *x509.CertPool) {
	app := fiber.New()
	app.Get("/readings", func(c *fiber.Ctx) error { return c.SendStatus(http.StatusNoContent) })
	probes := fiber.New()
	probes.Get("/healthz", func(c *fiber.Ctx) error { return c.SendStatus(http.StatusOK) })
	go func() { log.Fatal(app.Listener(tls.NewListener(must(net.Listen("tcp", ":8443")), mutual(cert, pool)))) }()
	go func() { log.Fatal(probes.Listen(":8081")) }()
	log.Fatal(app.Listen(":8080")) // want `is served here without`
}

type gauge struct {
	secure, panel http.Server
	mux, site     *http.ServeMux
}

func newGauge() *gauge {
	g := &gauge{mux: readings(), site: http.NewServeMux()}
	g.site.Handle("/v1/", g.mux)
	g.secure.Addr, g.secure.Handler = ":8443", g.site
	g.panel.Addr, g.panel.Handler = ":8080", g.mux
	return g
}

func (g *gauge) require(c *tls.Config) { g.secure.TLSConfig = c }

// A server that is given its configuration later: without one it does not start. The
// router of the other one is mounted on its own.
func (g *gauge) start() error {
	errs := make(chan error)
	go func() { errs <- g.secure.ListenAndServeTLS("", "") }()
	go func() { errs <- g.panel.ListenAndServe() }() // want `is served here without`
	return <-errs
}

// Nobody else calls the functions of a program, whatever their names.
func Secure(mux *http.ServeMux, cfg *tls.Config) {
	srv := &http.Server{Addr: ":9443", Handler: mux, TLSConfig: cfg, ReadHeaderTimeout: time.Second}
	go func() { log.Fatal(srv.ListenAndServeTLS("", "")) }()
}

func main() {
	cert, err := tls.LoadX509KeyPair("gauge.pem", "gauge.key")
	if err != nil {
		log.Fatal(err)
	}
	b, err := os.ReadFile("stations.pem")
	if err != nil {
		log.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(b) {
		log.Fatal("no authorities")
	}
	g := newGauge()
	g.require(mutual(cert, pool))
	go func() { log.Print(g.start()) }()

	mux := readings()
	Secure(mux, mutual(cert, pool))
	log.Fatal(http.ListenAndServe(":9080", mux)) // want `is served here without`
}

// Connections that a package without TLS tells apart.
func Halved(cert tls.Certificate, pool *x509.CertPool) {
	mux := readings()
	door, err := halves.Open(":7400")
	if err != nil {
		log.Fatal(err)
	}
	inner, err := halves.Open("localhost:7401")
	if err != nil {
		log.Fatal(err)
	}
	go func() { log.Fatal(http.Serve(tls.NewListener(door.Rest(), mutual(cert, pool)), mux)) }()
	go func() { log.Fatal(http.Serve(inner.Letters(), mux)) }()
	log.Fatal(http.Serve(door.Letters(), mux)) // want `is served here without`
}

// It is put behind TLS.
func Behind(cert tls.Certificate, pool *x509.CertPool) {
	mux := readings()
	door := halves.Behind(tls.NewListener(must(net.Listen("tcp", ":7402")), mutual(cert, pool)))
	go func() { log.Fatal(http.Serve(must(netx.TLS(":8443", mutual(cert, pool))), mux)) }()
	log.Fatal(http.Serve(door.Letters(), mux))
}

// A list of them, one for each network.
func Ranged(cert tls.Certificate, pool *x509.CertPool) error {
	mux := readings()
	lns := []net.Listener{
		tls.NewListener(must(net.Listen("tcp", ":8443")), mutual(cert, pool)),
		must(net.Listen("tcp", ":8080")),
		must(net.Listen("unix", "/run/readings.sock")),
	}
	errs := make(chan error, len(lns))
	for _, ln := range lns {
		go func() { errs <- http.Serve(ln, mux) }() // want `is served here without`
	}
	return <-errs
}

// The others of the list are near.
func Nearby(cert tls.Certificate, pool *x509.CertPool) error {
	srv := &http.Server{Handler: readings(), ReadHeaderTimeout: time.Second}
	lns := []net.Listener{
		tls.NewListener(must(net.Listen("tcp", ":8443")), mutual(cert, pool)),
		must(net.Listen("tcp", "127.0.0.1:8080")),
		must(net.Listen("unix", "/run/readings.sock")),
	}
	errs := make(chan error, len(lns))
	for _, ln := range lns {
		go func() { errs <- srv.Serve(ln) }()
	}
	return <-errs
}

// One server for all of the list.
func Several(cert tls.Certificate, pool *x509.CertPool) error {
	srv := &http.Server{Handler: readings(), ReadHeaderTimeout: time.Second}
	lns := []net.Listener{tls.NewListener(must(net.Listen("tcp", ":8443")), mutual(cert, pool)), must(net.Listen("tcp", ":8080"))}
	errs := make(chan error, len(lns))
	for _, ln := range lns {
		go func() { errs <- srv.Serve(ln) }() // want `is served here without`
	}
	return <-errs
}

// Plain ones, if there is no configuration.
func Without(cert tls.Certificate, pool *x509.CertPool, secure bool) error {
	mux := readings()
	var lns []net.Listener
	if secure {
		lns = append(lns, tls.NewListener(must(net.Listen("tcp", ":8443")), mutual(cert, pool)))
	} else {
		lns = append(lns, must(net.Listen("tcp", ":8080")))
	}
	errs := make(chan error, len(lns))
	for _, ln := range lns {
		go func() { errs <- http.Serve(ln, mux) }()
	}
	return <-errs
}

// limited bounds how many connections there are at a time.
type limited struct {
	net.Listener
	tokens chan struct{}
}

// limitedConn gives its token back.
type limitedConn struct {
	net.Conn
	tokens chan struct{}
}

func (l *limited) Accept() (net.Conn, error) {
	l.tokens <- struct{}{}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.tokens
		return nil, err
	}
	return &limitedConn{c, l.tokens}, nil
}

func (c *limitedConn) Close() error {
	<-c.tokens
	return c.Conn.Close()
}

func bounded(addr string) net.Listener {
	return &limited{Listener: must(net.Listen("tcp", addr)), tokens: make(chan struct{}, 100)}
}

// upgraded speaks TLS on what it accepts.
type upgraded struct {
	net.Listener
	cfg *tls.Config
}

func (u upgraded) Accept() (net.Conn, error) {
	c, err := u.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return tls.Server(c, u.cfg), nil
}

// named is a listener with a name.
type named struct {
	net.Listener
	name string
}

// One server on listeners of the program's own kind.
func Bounded(cert tls.Certificate, pool *x509.CertPool) {
	srv := &http.Server{Handler: readings(), ReadHeaderTimeout: time.Second}
	go func() { log.Fatal(srv.Serve(tls.NewListener(bounded(":8443"), mutual(cert, pool)))) }()
	go func() { log.Fatal(srv.Serve(bounded("127.0.0.1:8080"))) }()
	log.Fatal(srv.Serve(bounded(":8080"))) // want `is served here without`
}

// A listener that is told by a name, around one with TLS and one without.
func Named(cert tls.Certificate, pool *x509.CertPool) {
	mux := readings()
	secure := tls.NewListener(must(net.Listen("tcp", ":8443")), mutual(cert, pool))
	go func() { log.Fatal(http.Serve(named{secure, "secure"}, mux)) }()
	log.Fatal(http.Serve(named{Listener: must(net.Listen("tcp", ":8080"))}, mux)) // want `is served here without`
}

// What it does with the connections is its own business.
func Upgraded(cert tls.Certificate, pool *x509.CertPool) {
	mux := readings()
	go func() {
		log.Fatal(http.Serve(upgraded{must(net.Listen("tcp", ":8443")), mutual(cert, pool)}, mux))
	}()
	go func() { log.Fatal(http.Serve(must(netx.TLS(":8444", mutual(cert, pool))), mux)) }()
	log.Fatal(http.Serve(upgraded{must(net.Listen("tcp", ":8445")), mutual(cert, pool)}, mux))
}
