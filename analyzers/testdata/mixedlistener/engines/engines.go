// Package engines serves the engines of a framework, with names and modes that are chosen
// while clients connect.
package engines

import (
	"crypto/tls"
	"crypto/x509"
	"log"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/crypto/acme/autocert"
)

func certified(c *gin.Context) {
	if c.Request.TLS == nil || len(c.Request.TLS.VerifiedChains) == 0 || len(c.Request.TLS.VerifiedChains[0][0].URIs) == 0 {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.Next()
}

func strict(addr string, h http.Handler, cert tls.Certificate, pool *x509.CertPool) *http.Server {
	return &http.Server{Addr: addr, Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
	}}
}

// A route to files, which asks nobody.
func Files(cert tls.Certificate, pool *x509.CertPool) error {
	e := gin.New()
	e.Use(gin.Recovery())
	e.StaticFS("/maps", gin.Dir("/srv/maps", false))
	go func() { log.Print(e.Run(":8080")) }() // want `is served here without`
	return strict(":8443", e, cert, pool).ListenAndServeTLS("", "")
}

// The same behind middleware.
func GuardedFiles(cert tls.Certificate, pool *x509.CertPool) error {
	e := gin.New()
	e.Use(certified)
	e.StaticFS("/maps", gin.Dir("/srv/maps", false))
	go func() { log.Print(e.Run(":8080")) }()
	return strict(":8443", e, cert, pool).ListenAndServeTLS("", "")
}

func position(c *gin.Context) { c.JSON(http.StatusOK, gin.H{"lat": 53.5}) }
func course(c *gin.Context)   { c.JSON(http.StatusOK, gin.H{"deg": 80}) }

// One of two groups asks nobody.
func Groups(cert tls.Certificate, pool *x509.CertPool) error {
	e := gin.New()
	crew := e.Group("/crew", certified)
	crew.GET("/course", course)
	public := e.Group("/public")
	public.GET("/position", position)
	go func() { log.Print(e.Run(":8081")) }() // want `is served here without`
	return strict(":8443", e, cert, pool).ListenAndServeTLS("", "")
}

// Both groups ask, and health is everybody's.
func GuardedGroups(cert tls.Certificate, pool *x509.CertPool) error {
	e := gin.New()
	e.GET("/healthz", func(c *gin.Context) { c.Status(http.StatusOK) })
	crew := e.Group("/crew", certified)
	crew.GET("/course", course)
	harbour := e.Group("/harbour")
	harbour.Use(certified)
	harbour.GET("/position", position)
	go func() { log.Print(e.Run(":8081")) }()
	return strict(":8443", e, cert, pool).ListenAndServeTLS("", "")
}

// A certificate from an authority, and none of the client's.
func Public(m *autocert.Manager, cert tls.Certificate, pool *x509.CertPool) error {
	e := gin.New()
	e.GET("/course", course)
	srv := &http.Server{Addr: ":443", Handler: e, TLSConfig: m.TLSConfig(), ReadHeaderTimeout: time.Second}
	go func() { log.Print(srv.ListenAndServeTLS("", "")) }() // want `is served here without`
	return strict(":8443", e, cert, pool).ListenAndServeTLS("", "")
}

// The same, required in addition.
func Required(m *autocert.Manager, cert tls.Certificate, pool *x509.CertPool) error {
	e := gin.New()
	e.GET("/course", course)
	cfg := m.TLSConfig()
	cfg.ClientAuth, cfg.ClientCAs = tls.RequireAndVerifyClientCert, pool
	srv := &http.Server{Addr: ":443", Handler: e, TLSConfig: cfg, ReadHeaderTimeout: time.Second}
	go func() { log.Print(srv.ListenAndServeTLS("", "")) }()
	return strict(":8443", e, cert, pool).ListenAndServeTLS("", "")
}

type hosts struct {
	base  *tls.Config
	certs map[string]*tls.Certificate
}

func newHosts(pool *x509.CertPool, certs map[string]*tls.Certificate) *hosts {
	return &hosts{base: &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}, certs: certs}
}

func (s *hosts) config() *tls.Config {
	outer := s.base.Clone()
	outer.GetConfigForClient = func(h *tls.ClientHelloInfo) (*tls.Config, error) {
		c, ok := s.certs[h.ServerName]
		if !ok {
			return nil, nil
		}
		in := s.base.Clone()
		in.Certificates = []tls.Certificate{*c}
		return in, nil
	}
	return outer
}

// What is chosen for a name requires certificates, too.
func Named(certs map[string]*tls.Certificate, pool *x509.CertPool) error {
	e := gin.New()
	e.GET("/course", course)
	srv := &http.Server{Addr: ":8443", Handler: e, TLSConfig: newHosts(pool, certs).config(), ReadHeaderTimeout: time.Second}
	go func() { log.Print(srv.ListenAndServeTLS("", "")) }()
	return e.Run(":8082") // want `is served here without`
}

// What is chosen for a name is given by somebody else.
func Handed(pool *x509.CertPool, choose func(*tls.ClientHelloInfo) (*tls.Config, error)) error {
	e := gin.New()
	e.GET("/course", course)
	outer := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, GetConfigForClient: choose}
	srv := &http.Server{Addr: ":8443", Handler: e, TLSConfig: outer, ReadHeaderTimeout: time.Second}
	go func() { log.Print(srv.ListenAndServeTLS("", "")) }()
	return e.Run(":8082")
}
