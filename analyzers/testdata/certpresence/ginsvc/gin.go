// Package ginsvc: gin, where only Abort stops the chain.
package ginsvc

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"github.com/gin-gonic/gin"
)

type Server struct {
	pins map[string]string
	jobs []string
}

func (s *Server) clientCert() gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.Request.TLS == nil || len(c.Request.TLS.PeerCertificates) == 0 { // want `any .*certificate`
			c.AbortWithStatusJSON(http.StatusUnauthorized, gin.H{"error": "client certificate required"})
			return
		}
		c.Next()
	}
}

// gin goes on when a middleware returns without Abort: allow without Next.
func agentsOnly(c *gin.Context) {
	if c.Request.TLS == nil || len(c.Request.TLS.PeerCertificates) == 0 { // want `any .*certificate`
		c.AbortWithStatus(http.StatusForbidden)
	}
}

// A fixed role for any certificate, kept in gin's context.
func adminIfCert(c *gin.Context) {
	tls := c.Request.TLS
	if tls == nil || len(tls.PeerCertificates) == 0 { // want `any .*certificate`
		_ = c.AbortWithError(http.StatusUnauthorized, http.ErrNoCookie)
		return
	}
	c.Set("role", "admin")
	c.Next()
}

// Not: the identity goes into gin's context for code behind the gate.
func identify(c *gin.Context) {
	tls := c.Request.TLS
	if tls == nil || len(tls.PeerCertificates) == 0 || len(tls.PeerCertificates[0].DNSNames) == 0 {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	c.Set("peer", tls.PeerCertificates[0].DNSNames[0])
	c.Next()
}

// A fingerprint decides, looked up with comma-ok.
func (s *Server) pinned(c *gin.Context) {
	tls := c.Request.TLS
	if tls == nil || len(tls.PeerCertificates) == 0 {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	sum := sha256.Sum256(tls.PeerCertificates[0].Raw)
	owner, ok := s.pins[hex.EncodeToString(sum[:])]
	if !ok {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.Set("owner", owner)
}

// A terminal handler of gin.
func (s *Server) enqueue(c *gin.Context) {
	if c.Request.TLS == nil || len(c.Request.TLS.VerifiedChains) == 0 { // want `any .*certificate`
		c.JSON(http.StatusForbidden, gin.H{"error": "workers only"})
		return
	}
	s.jobs = append(s.jobs, c.Query("job"))
	c.JSON(http.StatusAccepted, gin.H{"queued": len(s.jobs)})
}

// Not: presence chooses what the page shows.
func (s *Server) status(c *gin.Context) {
	kind := "browser"
	if c.Request.TLS != nil && len(c.Request.TLS.PeerCertificates) > 0 {
		kind = "machine"
	}
	c.JSON(http.StatusOK, gin.H{"kind": kind, "jobs": len(s.jobs)})
}

func (s *Server) Routes(e *gin.Engine) {
	e.GET("/status", s.status)
	e.POST("/queue", s.enqueue)
	api := e.Group("/api", s.clientCert())
	api.POST("/jobs", s.status)
	agents := e.Group("/agents", agentsOnly)
	agents.POST("/jobs", s.status)
	admin := e.Group("/admin", adminIfCert)
	admin.POST("/jobs", s.status)
	peers := e.Group("/peers", identify, s.pinned)
	peers.POST("/jobs", s.status)
}
