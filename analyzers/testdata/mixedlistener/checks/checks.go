// Package checks serves what tells whether the server is well, which another package makes,
// by helpers.
package checks

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"testdata/mixedlistener/checks/sites"
)

func mutual(a *fiber.App, cert tls.Certificate, pool *x509.CertPool) error {
	ln, err := tls.Listen("tcp", ":8443", &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool})
	if err != nil {
		return err
	}
	return a.Listener(ln)
}

// reports: the tables are everybody's.
func Tides(cert tls.Certificate, pool *x509.CertPool) error {
	a := sites.Tides()
	go a.Listen(":8080") // want `is served here without`
	return mutual(a, cert, pool)
}

// quiet: there is nothing else on it.
func Probe(cert tls.Certificate, pool *x509.CertPool) error {
	a := sites.Probe()
	go a.Listen(":8081")
	return mutual(a, cert, pool)
}

// reports: there is.
func Both(cert tls.Certificate, pool *x509.CertPool) error {
	a := sites.Both()
	go a.Listen(":8082") // want `is served here without`
	return mutual(a, cert, pool)
}

// reports: behind a route of that name.
func Grouped(cert tls.Certificate, pool *x509.CertPool) error {
	a := sites.Grouped()
	go a.Listen(":8083") // want `is served here without`
	return mutual(a, cert, pool)
}

// reports: by what it is given.
func Filled(cert tls.Certificate, pool *x509.CertPool) error {
	a := sites.Filled(func(a *fiber.App) { a.Get("/log", func(c *fiber.Ctx) error { return c.SendFile("log") }) })
	go a.Listen(":8084") // want `is served here without`
	return mutual(a, cert, pool)
}

// reports: it is mounted here.
func Extended(cert tls.Certificate, pool *x509.CertPool) error {
	a := sites.Probe()
	a.Get("/tides", func(c *fiber.Ctx) error { return c.SendString("low at six") })
	go a.Listen(":8085") // want `is served here without`
	return mutual(a, cert, pool)
}

// quiet: a framework's, made here.
func Here(cert tls.Certificate, pool *x509.CertPool) error {
	a := fiber.New()
	a.Get("/livez", func(c *fiber.Ctx) error { return c.SendStatus(http.StatusOK) })
	go a.Listen(":8086")
	return mutual(a, cert, pool)
}

// quiet: the standard library's.
func Ready(cert tls.Certificate, pool *x509.CertPool) error {
	h := sites.Ready()
	go http.ListenAndServe(":8087", h)
	srv := &http.Server{Addr: ":8444", Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
	}}
	return srv.ListenAndServeTLS("", "")
}
