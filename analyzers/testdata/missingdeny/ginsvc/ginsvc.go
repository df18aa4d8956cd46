// Package ginsvc is a gin service: returning does not end its chain.
package ginsvc

import (
	"crypto/x509"
	"log"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
)

type api struct{ hosts []string }

func (a *api) knows(cert *x509.Certificate) bool { return slices.Contains(a.hosts, cert.DNSNames[0]) }

// reports: it returns without Abort, and the chain goes on.
func (a *api) partner() gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.Request.TLS == nil || len(c.Request.TLS.PeerCertificates) == 0 {
			c.AbortWithStatus(http.StatusUnauthorized)
			return
		}
		if !a.knows(c.Request.TLS.PeerCertificates[0]) {
			c.JSON(http.StatusForbidden, gin.H{"error": "unknown partner"}) // want "the chain of handlers goes on"
			return
		}
		c.Next()
	}
}

// reports: neither return nor Abort.
func (a *api) plain(c *gin.Context) {
	if len(c.Request.TLS.PeerCertificates) == 0 || !a.knows(c.Request.TLS.PeerCertificates[0]) {
		c.String(http.StatusForbidden, "not allowed") // want "goes on after it has turned the caller away"
	}
	c.Next()
}

// reports: middleware by its mounting alone.
func (a *api) mounted(c *gin.Context) {
	if len(c.Request.TLS.PeerCertificates) == 0 || !a.knows(c.Request.TLS.PeerCertificates[0]) {
		c.JSON(http.StatusForbidden, gin.H{"error": "not allowed"}) // want "the chain of handlers goes on"
		return
	}
	c.Set("partner", c.Request.TLS.PeerCertificates[0].DNSNames[0])
}

// reports: the chain is aborted, but this handler goes on.
func (a *api) secret(c *gin.Context) {
	if len(c.Request.TLS.PeerCertificates) == 0 || !a.knows(c.Request.TLS.PeerCertificates[0]) {
		c.AbortWithStatus(http.StatusForbidden) // want "goes on after it has turned the caller away"
	}
	c.JSON(http.StatusOK, gin.H{"secret": 42})
}

// reports: it stands before the handler of its route.
func (a *api) before(c *gin.Context) {
	if len(c.Request.TLS.PeerCertificates) == 0 || !a.knows(c.Request.TLS.PeerCertificates[0]) {
		c.String(http.StatusForbidden, "not allowed") // want "the chain of handlers goes on"
		return
	}
	c.Set("partner", c.Request.TLS.PeerCertificates[0].DNSNames[0])
}

// quiet: it is the last of its route.
func (a *api) last(c *gin.Context) {
	if len(c.Request.TLS.PeerCertificates) == 0 || !a.knows(c.Request.TLS.PeerCertificates[0]) {
		c.String(http.StatusForbidden, "not allowed")
		return
	}
	c.String(http.StatusOK, "welcome")
}

func (a *api) routes(r *gin.Engine) {
	r.DELETE("/value", a.before, a.last)
	r.Use(a.mounted)
	r.GET("/secret", a.secret)
	r.GET("/value", a.value)
}

// reports: no name of the certificate was found in the list.
func (a *api) searched(c *gin.Context) {
	for _, name := range c.Request.TLS.PeerCertificates[0].DNSNames {
		if slices.Contains(a.hosts, name) {
			c.Next()
			return
		}
	}
	c.JSON(http.StatusForbidden, gin.H{"error": "unknown name"}) // want "the chain of handlers goes on"
}

// quiet: the search is the same, and the answer ends the chain.
func (a *api) searchedAborted(c *gin.Context) {
	for _, name := range c.Request.TLS.PeerCertificates[0].DNSNames {
		if slices.Contains(a.hosts, name) {
			c.Next()
			return
		}
	}
	c.AbortWithStatusJSON(http.StatusForbidden, gin.H{"error": "unknown name"})
}

// quiet: the search is not about the certificate, which is only logged.
func (a *api) searchedElsewhere(c *gin.Context) {
	log.Print(c.Request.TLS.PeerCertificates[0].DNSNames)
	for _, name := range a.hosts {
		if c.Request.Host == name {
			c.Next()
			return
		}
	}
	c.JSON(http.StatusNotFound, gin.H{"error": "no such host"})
}

// quiet: Abort, then the answer.
func (a *api) aborted(c *gin.Context) {
	if len(c.Request.TLS.PeerCertificates) == 0 || !a.knows(c.Request.TLS.PeerCertificates[0]) {
		c.Abort()
		c.JSON(http.StatusForbidden, gin.H{"error": "not allowed"})
		return
	}
	c.Next()
}

// quiet: the answer, then Abort.
func (a *api) abortedLast(c *gin.Context) {
	if len(c.Request.TLS.PeerCertificates) == 0 || !a.knows(c.Request.TLS.PeerCertificates[0]) {
		c.JSON(http.StatusForbidden, gin.H{"error": "not allowed"})
		c.Abort()
		return
	}
	c.Next()
}

// quiet: after Abort, Next calls nobody.
func (a *api) abortedNext(c *gin.Context) {
	if len(c.Request.TLS.PeerCertificates) == 0 || !a.knows(c.Request.TLS.PeerCertificates[0]) {
		c.AbortWithStatus(http.StatusForbidden)
	}
	c.Next()
}

// quiet: it is the endpoint itself.
func (a *api) value(c *gin.Context) {
	if len(c.Request.TLS.PeerCertificates) == 0 || !a.knows(c.Request.TLS.PeerCertificates[0]) {
		c.JSON(http.StatusForbidden, gin.H{"error": "not allowed"})
		return
	}
	c.JSON(http.StatusOK, gin.H{"value": 42})
}
