// Package ginsvc is a gin service.
package ginsvc

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
)

type api struct{ hosts []string }

// reports: any certificate of the list names the host.
func (a *api) anyHost(c *gin.Context) {
	for _, cert := range c.Request.TLS.PeerCertificates {
		if slices.Contains(a.hosts, cert.DNSNames[0]) { // want "whoever adds somebody else's certificate"
			c.Next()
			return
		}
	}
	c.AbortWithStatus(http.StatusForbidden)
}

// reports: the user is taken from the last certificate.
func (a *api) identify(c *gin.Context) {
	certs := c.Request.TLS.PeerCertificates
	if len(certs) == 0 {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	c.Set("user", certs[len(certs)-1].URIs[0].String()) // want "not the first of the peer's list"
	c.Next()
}

// quiet: the first certificate names the host.
func (a *api) host(c *gin.Context) {
	certs := c.Request.TLS.PeerCertificates
	if len(certs) == 0 || !slices.Contains(a.hosts, certs[0].DNSNames[0]) {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.Next()
}
