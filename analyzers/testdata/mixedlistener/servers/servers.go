// Package servers serves handlers on several listeners.
package servers

import (
	"crypto/tls"
	"crypto/x509"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
)

type store struct{ rows map[string]string }

func (s *store) get(w http.ResponseWriter, r *http.Request) {
	_, _ = w.Write([]byte(s.rows[r.FormValue("k")]))
}

func (s *store) put(w http.ResponseWriter, r *http.Request) {
	s.rows[r.FormValue("k")] = r.FormValue("v")
	w.WriteHeader(http.StatusNoContent)
}

func mutual(cert tls.Certificate, pool *x509.CertPool) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
}

// A router, in plain text and with client certificates.
func Plain(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/get", s.get)
	mux.HandleFunc("/put", s.put)
	go func() {
		log.Print(http.ListenAndServe(":8080", mux)) // want `any client passes without a certificate: the handler that another listener requires client certificates for is served here without`
	}()
	srv := &http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// Two servers, the other with TLS that asks for nothing.
func ServerTLS(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	r := chi.NewRouter()
	r.Get("/get", s.get)
	r.Put("/put", s.put)
	public := &http.Server{Addr: ":443", Handler: r, TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}}, ReadHeaderTimeout: time.Second}
	internal := &http.Server{Addr: ":8443", Handler: r, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	go func() {
		if err := public.ListenAndServeTLS("", ""); err != nil { // want `is served here without`
			log.Print(err)
		}
	}()
	return internal.ListenAndServeTLS("", "")
}

func logging(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		log.Print(r.URL.Path)
		next.ServeHTTP(w, r)
	})
}

// Behind middleware on one of them.
func Wrapped(s *store, cert tls.Certificate, pool *x509.CertPool, ln net.Listener) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	strict := http.Server{Handler: logging(mux), TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	go func() { log.Print(strict.ServeTLS(ln, "", "")) }()
	loose := http.Server{Addr: ":8081", Handler: logging(logging(mux)), ReadHeaderTimeout: time.Second}
	return loose.ListenAndServe() // want `is served here without`
}

// Mounted below another router.
func Mounted(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	api := chi.NewRouter()
	api.Put("/put", s.put)
	outer := http.NewServeMux()
	outer.Handle("/api/", http.StripPrefix("/api", api))
	outer.HandleFunc("/", http.NotFound)
	ln, err := tls.Listen("tcp", ":8443", mutual(cert, pool))
	if err != nil {
		return err
	}
	go func() { log.Print(http.Serve(ln, api)) }()
	return http.ListenAndServe(":8082", outer) // want `is served here without`
}

// An engine that listens by itself.
func Engine(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	e := gin.New()
	e.PUT("/put", gin.WrapF(s.put))
	go func() { log.Print(e.Run(":8083")) }() // want `is served here without`
	srv := &http.Server{Addr: ":8443", Handler: e, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// The default router, which is what nil means.
func Default(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	http.HandleFunc("/put", s.put)
	srv := &http.Server{Addr: ":8443", TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	go func() { log.Print(srv.ListenAndServeTLS("", "")) }()
	return http.ListenAndServe(":8084", nil) // want `is served here without`
}

type daemon struct {
	handler http.Handler
	tls     *tls.Config
	errs    chan error
}

func newDaemon(s *store, cert tls.Certificate, pool *x509.CertPool) *daemon {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	return &daemon{handler: mux, tls: mutual(cert, pool), errs: make(chan error, 2)}
}

func (d *daemon) serveMutual() {
	srv := &http.Server{Addr: ":8443", Handler: d.handler, TLSConfig: d.tls, ReadHeaderTimeout: time.Second}
	d.errs <- srv.ListenAndServeTLS("", "")
}

// Methods, one for each listener.
func (d *daemon) servePlain() {
	srv := &http.Server{Addr: ":8085", Handler: d.handler, ReadHeaderTimeout: time.Second}
	d.errs <- srv.ListenAndServe() // want `is served here without`
}

func Daemon(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	d := newDaemon(s, cert, pool)
	go d.serveMutual()
	go d.servePlain()
	return <-d.errs
}

type service struct{ store *store }

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.store.put(w, r) }

// A service value.
func Service(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	svc := &service{store: s}
	ln, err := net.Listen("tcp", ":8443")
	if err != nil {
		return err
	}
	go func() { log.Print(http.Serve(tls.NewListener(ln, mutual(cert, pool)), svc)) }()
	plain, err := net.Listen("tcp", ":8086")
	if err != nil {
		return err
	}
	return http.Serve(plain, svc) // want `is served here without`
}

// The other listener only asks.
func Asks(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	strict := &http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	loose := &http.Server{Addr: ":8444", Handler: mux, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: pool,
	}}
	go func() { log.Print(strict.ListenAndServeTLS("", "")) }()
	return loose.ListenAndServeTLS("", "") // want `is served here without`
}

// On loopback.
func Loopback(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	go func() { log.Print(http.ListenAndServe("127.0.0.1:8080", mux)) }()
	srv := &http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// On a Unix socket.
func Socket(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	ln, err := net.Listen("unix", "/run/store.sock")
	if err != nil {
		return err
	}
	go func() { log.Print(http.Serve(ln, mux)) }()
	srv := &http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// The plain one redirects.
func Redirect(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	go func() {
		log.Print(http.ListenAndServe(":80", http.RedirectHandler("https://store.example/", http.StatusMovedPermanently)))
	}()
	srv := &http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

func healthz(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }

// The plain one has a router of its own, with a function that both have.
func Health(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	mux.HandleFunc("/healthz", healthz)
	probes := http.NewServeMux()
	probes.HandleFunc("/healthz", healthz)
	go func() { log.Print(http.ListenAndServe(":8081", probes)) }()
	srv := &http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// A router for health is mounted on both.
func Probes(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	probes := chi.NewRouter()
	probes.Get("/", healthz)
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	mux.Handle("/health/", probes)
	plain := http.NewServeMux()
	plain.Handle("/health/", probes)
	go func() { log.Print(http.ListenAndServe(":8081", plain)) }()
	srv := &http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// One or the other.
func Either(s *store, cert tls.Certificate, pool *x509.CertPool, secure bool) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	if !secure {
		return http.ListenAndServe(":8080", mux)
	}
	srv := &http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// One or the other, of one server.
func EitherServer(s *store, cert tls.Certificate, pool *x509.CertPool, insecure bool) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	srv := &http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	if insecure {
		return srv.ListenAndServe()
	}
	return srv.ListenAndServeTLS("", "")
}

func routes(s *store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/get", s.get)
	return mux
}

// Two routers of one kind.
func Two(read, write *store, cert tls.Certificate, pool *x509.CertPool) error {
	go func() { log.Print(http.ListenAndServe(":8080", routes(read))) }()
	srv := &http.Server{Addr: ":8443", Handler: routes(write), TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// Both require certificates.
func Both(s *store, cert tls.Certificate, pool, partners *x509.CertPool) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	a := &http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	b := &http.Server{Addr: ":8444", Handler: mux, TLSConfig: mutual(cert, partners), ReadHeaderTimeout: time.Second}
	go func() { log.Print(a.ListenAndServeTLS("", "")) }()
	return b.ListenAndServeTLS("", "")
}

// What the other one asks for is not known.
func Unknown(s *store, cert tls.Certificate, pool *x509.CertPool, cfg *tls.Config) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	a := &http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	b := &http.Server{Addr: ":8444", Handler: mux, TLSConfig: cfg, ReadHeaderTimeout: time.Second}
	go func() { log.Print(a.ListenAndServeTLS("", "")) }()
	return b.ListenAndServeTLS("", "")
}

// The plain one is meant to require certificates, and does not: that is
// deadclientca's.
func Dead(mux *http.ServeMux, cert tls.Certificate, pool *x509.CertPool) error {
	go func() {
		srv := &http.Server{Addr: ":8444", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
		log.Print(srv.ListenAndServeTLS("", ""))
	}()
	srv := &http.Server{Addr: ":8443", Handler: mux, TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool}, ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// quiet: what both serve tells whether the server is well, and nothing else.
func WellOnly(cert tls.Certificate, pool *x509.CertPool) error {
	well := http.NewServeMux()
	well.HandleFunc("GET /livez", healthz)
	well.HandleFunc("/-/ready", healthz)
	go func() { log.Print(http.ListenAndServe(":8081", well)) }()
	srv := &http.Server{Addr: ":8443", Handler: well, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// reports: one route beside those does more.
func WellAndMore(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	well := http.NewServeMux()
	well.HandleFunc("GET /livez", healthz)
	well.HandleFunc("/live/put", s.put)
	go func() { log.Print(http.ListenAndServe(":8081", well)) }() // want `is served here without`
	srv := &http.Server{Addr: ":8443", Handler: well, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// reports: what everybody may ask is something else than what everybody may say.
func WellIsSet(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	well := http.NewServeMux()
	well.HandleFunc("GET /ready", healthz)
	well.HandleFunc("PUT /ready", s.put)
	go func() { log.Print(http.ListenAndServe(":8081", well)) }() // want `is served here without`
	srv := &http.Server{Addr: ":8443", Handler: well, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// reports: a helper may mount anything.
func WellElsewhere(mount func(*http.ServeMux), cert tls.Certificate, pool *x509.CertPool) error {
	well := http.NewServeMux()
	well.HandleFunc("/healthz", healthz)
	mount(well)
	go func() { log.Print(http.ListenAndServe(":8081", well)) }() // want `is served here without`
	srv := &http.Server{Addr: ":8443", Handler: well, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// One or the other, in a literal that runs beside the rest.
func Beside(s *store, cert tls.Certificate, pool *x509.CertPool, insecure bool, other func() error) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	srv := &http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	go func() {
		if insecure {
			log.Fatal(srv.ListenAndServe())
		} else {
			log.Fatal(srv.ListenAndServeTLS("", ""))
		}
	}()
	return other()
}

func startAs(srv *http.Server, insecure bool) error {
	if insecure {
		return srv.ListenAndServe() // want `is served here without`
	}
	return srv.ListenAndServeTLS("", "")
}

// One function is called for both.
func Twice(s *store, cert tls.Certificate, pool *x509.CertPool) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	srv := &http.Server{Addr: ":8443", Handler: mux, TLSConfig: mutual(cert, pool), ReadHeaderTimeout: time.Second}
	go func() { log.Print(startAs(srv, true)) }()
	return startAs(srv, false)
}
