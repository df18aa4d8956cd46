// Package ginsvc is a gin service.
package ginsvc

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
)

type api struct {
	partners map[string]string
	hosts    []string
}

// reports: Abort or Next, by the partner's name.
func (a *api) partner() gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.Request.TLS == nil || len(c.Request.TLS.PeerCertificates) == 0 {
			c.AbortWithStatus(http.StatusUnauthorized)
			return
		}
		if _, ok := a.partners[c.Request.TLS.PeerCertificates[0].Subject.CommonName]; !ok { // want "common name"
			c.AbortWithStatusJSON(http.StatusForbidden, gin.H{"error": "unknown partner"})
			return
		}
		c.Next()
	}
}

// reports: gin's context is a context.
func (a *api) identify(c *gin.Context) {
	tlsState := c.Request.TLS
	if tlsState == nil || len(tlsState.VerifiedChains) == 0 {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	c.Set("user", tlsState.VerifiedChains[0][0].Subject.CommonName) // want "common name"
	c.Next()
}

// quiet: a DNS SAN decides, the name goes into a response header.
func (a *api) host(c *gin.Context) {
	if c.Request.TLS == nil || len(c.Request.TLS.VerifiedChains) == 0 {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	leaf := c.Request.TLS.VerifiedChains[0][0]
	c.Header("X-Debug-Subject", leaf.Subject.CommonName)
	if !slices.ContainsFunc(leaf.DNSNames, func(n string) bool { return slices.Contains(a.hosts, n) }) {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.Next()
}
