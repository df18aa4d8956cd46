// Package starts starts its servers in lists, in helpers and by frameworks.
package starts

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

type store struct{ rows map[string]string }

func (s *store) put(w http.ResponseWriter, r *http.Request) {
	s.rows[r.FormValue("k")] = r.FormValue("v")
	w.WriteHeader(http.StatusNoContent)
}

func mutual(cert tls.Certificate, pool *x509.CertPool) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
}

func routes(s *store) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	return mux
}

// A list of servers, started one by one as they are.
func List(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	servers := []*http.Server{
		{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second},
		{Addr: ":8080", Handler: mux, ReadHeaderTimeout: time.Second},
	}
	errs := make(chan error, len(servers))
	for _, srv := range servers {
		go func() {
			if srv.TLSConfig != nil {
				errs <- srv.ListenAndServeTLS("", "")
				return
			}
			errs <- srv.ListenAndServe() // want `is served here without`
		}()
	}
	return <-errs
}

// A list of servers that all require certificates.
func Strict(s *store, cert tls.Certificate, pool, partners *x509.CertPool) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	servers := []*http.Server{
		{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second},
		{Addr: ":8444", Handler: mux, TLSConfig: mutual(cert, partners), ReadHeaderTimeout: time.Second},
	}
	errs := make(chan error, len(servers))
	for _, srv := range servers {
		go func() {
			if srv.TLSConfig == nil {
				errs <- srv.ListenAndServe()
				return
			}
			errs <- srv.ListenAndServeTLS("", "")
		}()
	}
	return <-errs
}

// A loop starts all of them by one call.
func Even(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := routes(s)
	servers := []*http.Server{
		{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second},
		{Addr: ":9443", Handler: mux, TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}}, ReadHeaderTimeout: time.Second}, // want `is served here without`
		{Addr: "localhost:9444", Handler: mux, TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}}, ReadHeaderTimeout: time.Second},
	}
	errs := make(chan error, len(servers))
	for _, srv := range servers {
		go func() { errs <- srv.ListenAndServeTLS("", "") }()
	}
	return <-errs
}

// One of them, by a flag, again and again.
func Again(s *store, cert tls.Certificate, pool *x509.CertPool, open bool) {
	mux := routes(s)
	srv := &http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	if open {
		srv = &http.Server{Addr: ":8443", Handler: mux, TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}}, ReadHeaderTimeout: time.Second}
	}
	for {
		log.Print(srv.ListenAndServeTLS("", ""))
	}
}

type port struct {
	name string
	srv  *http.Server
}

// Servers with names.
func Ports(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := routes(s)
	ports := []port{
		{"strict", &http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}},
		{"open", &http.Server{Addr: ":9443", Handler: mux, TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}}, ReadHeaderTimeout: time.Second}}, // want `is served here without`
	}
	errs := make(chan error, len(ports))
	for _, p := range ports {
		go func() {
			log.Print(p.name)
			errs <- p.srv.ListenAndServeTLS("", "")
		}()
	}
	return <-errs
}

// Servers in a map.
func Named(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := routes(s)
	servers := map[string]*http.Server{
		"strict": {Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second},
		"open":   {Addr: ":9443", Handler: mux, TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}}, ReadHeaderTimeout: time.Second}, // want `is served here without`
		"probes": {Addr: ":9444", Handler: routes(s), TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}}, ReadHeaderTimeout: time.Second},
	}
	errs := make(chan error, len(servers))
	for name, srv := range servers {
		go func() {
			log.Print(name)
			errs <- srv.ListenAndServeTLS("", "")
		}()
	}
	return <-errs
}

// One of the map, that the operator names, again and again.
func One(s *store, cert tls.Certificate, pool *x509.CertPool, name string) {
	mux := routes(s)
	servers := map[string]*http.Server{
		"strict": {Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second},
		"open":   {Addr: ":9443", Handler: mux, TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}}, ReadHeaderTimeout: time.Second},
	}
	srv := servers[name]
	for srv != nil {
		log.Print(srv.ListenAndServeTLS("", ""))
	}
}

func all(servers []*http.Server) error {
	errs := make(chan error, len(servers))
	for _, srv := range servers {
		go func() {
			if srv.TLSConfig == nil {
				errs <- srv.ListenAndServe()
				return
			}
			errs <- srv.ListenAndServeTLS("", "")
		}()
	}
	return <-errs
}

// The list has the one or the other.
func Listed(s *store, cert tls.Certificate, pool *x509.CertPool, secure bool) error {
	mux := routes(s)
	var servers []*http.Server
	if secure {
		servers = append(servers, &http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second})
	} else {
		servers = append(servers, &http.Server{Addr: ":8080", Handler: mux, ReadHeaderTimeout: time.Second})
	}
	return all(servers)
}

// unit is a server that knows how it starts.
type unit struct {
	*http.Server
	secure bool
}

func (u unit) run() error {
	if u.secure {
		return u.ListenAndServeTLS("", "")
	}
	return u.ListenAndServe() // want `is served here without`
}

// Each of a list.
func Units(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := routes(s)
	units := []unit{
		{&http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}, true},
		{&http.Server{Addr: ":8080", Handler: mux, ReadHeaderTimeout: time.Second}, false},
	}
	errs := make(chan error, len(units))
	for _, u := range units {
		go func() { errs <- u.run() }()
	}
	return <-errs
}

// door is what a server is made of.
type door struct {
	addr string
	h    http.Handler
	cfg  *tls.Config
}

// A loop makes a server of each.
func Doors(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := routes(s)
	doors := []door{
		{":8443", mux, mutual(cert, pool)},
		{":9443", mux, &tls.Config{Certificates: []tls.Certificate{cert}}}, // want `is served here without`
		{":9444", routes(s), &tls.Config{Certificates: []tls.Certificate{cert}}},
		{"127.0.0.1:9445", mux, &tls.Config{Certificates: []tls.Certificate{cert}}},
	}
	errs := make(chan error, len(doors))
	for _, d := range doors {
		srv := &http.Server{Addr: d.addr, Handler: d.h, TLSConfig: d.cfg, ReadHeaderTimeout: time.Second}
		go func() { errs <- srv.ListenAndServeTLS("", "") }()
	}
	return <-errs
}

func open(doors []*door) error {
	errs := make(chan error, len(doors))
	for _, d := range doors {
		go func() {
			srv := &http.Server{Addr: d.addr, Handler: d.h, TLSConfig: d.cfg, ReadHeaderTimeout: time.Second}
			if d.cfg == nil {
				errs <- srv.ListenAndServe() // want `is served here without`
				return
			}
			errs <- srv.ListenAndServeTLS("", "")
		}()
	}
	return <-errs
}

// A function is given the list.
func Given(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := routes(s)
	return open([]*door{
		{addr: ":8443", h: mux, cfg: mutual(cert, pool)},
		{addr: ":8080", h: mux},
		{addr: "localhost:8081", h: mux},
	})
}

// The plain one has a handler of its own in the end.
func Changed(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := routes(s)
	doors := []door{
		{":8443", mux, mutual(cert, pool)},
		{":9443", mux, &tls.Config{Certificates: []tls.Certificate{cert}}},
	}
	doors[1].h = http.NotFoundHandler()
	errs := make(chan error, len(doors))
	for _, d := range doors {
		srv := &http.Server{Addr: d.addr, Handler: d.h, TLSConfig: d.cfg, ReadHeaderTimeout: time.Second}
		go func() { errs <- srv.ListenAndServeTLS("", "") }()
	}
	return <-errs
}

func start(addr string, h http.Handler, cfg *tls.Config) error {
	srv := &http.Server{Addr: addr, Handler: h, TLSConfig: cfg, ReadHeaderTimeout: time.Second}
	if cfg == nil {
		return srv.ListenAndServe()
	}
	return srv.ListenAndServeTLS("", "")
}

// A helper that builds and starts.
func Helper(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := routes(s)
	go func() { log.Print(start(":8443", mux, mutual(cert, pool))) }()
	return start(":8081", mux, nil) // want `is served here without`
}

// The same helper for a handler of its own.
func Apart(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	probes := http.NewServeMux()
	probes.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	go func() { log.Print(start(":8443", mux, mutual(cert, pool))) }()
	return start(":8082", probes, nil)
}

// The same helper on loopback.
func Near(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	go func() { log.Print(start(":8443", mux, mutual(cert, pool))) }()
	return start("127.0.0.1:8083", mux, nil)
}

func newServer(addr string, h http.Handler) *http.Server {
	return &http.Server{Addr: addr, Handler: h, ReadHeaderTimeout: time.Second}
}

// A helper that builds, and is added to.
func Built(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	strict := newServer(":8443", mux)
	strict.TLSConfig = mutual(cert, pool)
	go func() { log.Print(strict.ListenAndServeTLS("", "")) }()
	return newServer(":8084", mux).ListenAndServe() // want `is served here without`
}

type app struct {
	router *http.ServeMux
	admin  *http.Server
	public http.Server
}

func newApp(s *store, cert tls.Certificate, pool *x509.CertPool) *app {
	a := &app{router: http.NewServeMux()}
	a.router.HandleFunc("/put", s.put)
	a.admin = &http.Server{Addr: ":8443", TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	a.admin.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Server", "app")
		a.router.ServeHTTP(w, r)
	})
	a.public.Addr = ":8085"
	a.public.Handler = a
	return a
}

// ServeHTTP hands on to the router.
func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	log.Print(r.URL.Path)
	a.router.ServeHTTP(w, r)
}

// A literal and a method that hand on to one router, and a server in a field.
func (a *app) run() error {
	errs := make(chan error, 2)
	go func() { errs <- a.admin.ListenAndServeTLS("", "") }()
	go func() { errs <- a.public.ListenAndServe() }() // want `is served here without`
	return <-errs
}

func App(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	return newApp(s, cert, pool).run()
}

type split struct {
	api    *http.ServeMux
	probes *http.ServeMux
	strict http.Server
	open   http.Server
}

// Two routers in one value, each with a server.
func newSplit(s *store, cert tls.Certificate, pool *x509.CertPool) *split {
	p := &split{api: http.NewServeMux(), probes: http.NewServeMux()}
	p.api.HandleFunc("/put", s.put)
	p.probes.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	p.strict = http.Server{Addr: ":8443", TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.api.ServeHTTP(w, r)
	})}
	p.open = http.Server{Addr: ":8086", ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.probes.ServeHTTP(w, r)
	})}
	return p
}

func (p *split) run() error {
	errs := make(chan error, 2)
	go func() { errs <- p.strict.ListenAndServeTLS("", "") }()
	go func() { errs <- p.open.ListenAndServe() }()
	return <-errs
}

func Split(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	return newSplit(s, cert, pool).run()
}

// An engine that is given the server.
func Framework(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	e := echo.New()
	e.PUT("/put", echo.WrapHandler(http.HandlerFunc(s.put)))
	go func() {
		if err := e.Start(":8087"); !errors.Is(err, http.ErrServerClosed) { // want `is served here without`
			log.Print(err)
		}
	}()
	return e.StartServer(&http.Server{Addr: ":8443", TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second})
}

// An engine that is given two that require certificates.
func Engines(s *store, cert tls.Certificate, pool, partners *x509.CertPool) error {
	e := echo.New()
	e.PUT("/put", echo.WrapHandler(http.HandlerFunc(s.put)))
	go func() {
		log.Print(e.StartServer(&http.Server{Addr: ":8444", TLSConfig: mutual(cert, partners), ReadHeaderTimeout: time.Second}))
	}()
	return e.StartServer(&http.Server{Addr: ":8443", TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second})
}

// A host and a port that are put together.
func Joined(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	go func() { log.Print(http.ListenAndServe(net.JoinHostPort("127.0.0.1", "9000"), mux)) }()
	srv := &http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

type crew struct{ errs chan error }

func (c *crew) start(srv *http.Server, serve func(*http.Server) error) {
	srv.ReadHeaderTimeout = time.Second
	go func() { c.errs <- serve(srv) }()
}

func secured(srv *http.Server) error { return srv.ListenAndServeTLS("", "") }

// A helper is given each server and what starts it.
func Crew(s *store, cert tls.Certificate, pool *x509.CertPool, addr string) error {
	mux := routes(s)
	clear := func(srv *http.Server) error { return srv.ListenAndServe() }
	c := &crew{make(chan error, 4)}
	c.start(&http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool)}, secured)
	c.start(&http.Server{Addr: addr, Handler: mux}, clear) // want `is served here without`
	c.start(&http.Server{Addr: "127.0.0.1:8081", Handler: mux}, clear)
	c.start(&http.Server{Addr: ":8082", Handler: routes(s)}, clear)
	return <-c.errs
}

type guests struct{ errs chan error }

func (c *guests) start(srv *http.Server, serve func(*http.Server) error) {
	go func() { c.errs <- serve(srv) }()
}

// What starts it is given, too, and may do anything.
func Guests(s *store, cert tls.Certificate, pool *x509.CertPool, addr string, serve func(*http.Server) error) error {
	mux := routes(s)
	c := &guests{make(chan error, 2)}
	c.start(&http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool)}, secured)
	c.start(&http.Server{Addr: addr, Handler: mux}, serve)
	return <-c.errs
}

func asking(addr string, h http.Handler, cert tls.Certificate, pool *x509.CertPool, mode tls.ClientAuthType) *http.Server {
	return &http.Server{Addr: addr, Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: mode,
	}}
}

// A helper makes both, and is told what each asks.
func Asking(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	h := routes(s)
	go func() {
		log.Print(asking(":9443", h, cert, pool, tls.VerifyClientCertIfGiven).ListenAndServeTLS("", "")) // want `is served here without`
	}()
	return asking(":8443", h, cert, pool, tls.RequireAndVerifyClientCert).ListenAndServeTLS("", "")
}

// The same helper for two that require certificates.
func AskingBoth(s *store, cert tls.Certificate, pool, partners *x509.CertPool) error {
	h := routes(s)
	go func() {
		log.Print(asking(":9445", h, cert, partners, tls.RequireAndVerifyClientCert).ListenAndServeTLS("", ""))
	}()
	return asking(":8445", h, cert, pool, tls.RequireAndVerifyClientCert).ListenAndServeTLS("", "")
}
