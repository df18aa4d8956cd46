// Package ginsvc: gin.
package ginsvc

import (
	"crypto/subtle"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
)

type API struct {
	hosts    []string
	key      string
	accounts map[string]string
}

func (a *API) host(c *gin.Context) (string, bool) {
	tls := c.Request.TLS
	if tls == nil || len(tls.PeerCertificates) == 0 {
		return "", false
	}
	for _, n := range tls.PeerCertificates[0].DNSNames {
		if slices.Contains(a.hosts, n) {
			return n, true
		}
	}
	return "", false
}

// The key stands in for the certificate.
func (a *API) certOrKey(c *gin.Context) {
	if _, ok := a.host(c); ok {
		c.Next()
		return
	}
	if subtle.ConstantTimeCompare([]byte(c.GetHeader("X-Api-Key")), []byte(a.key)) == 1 { // want `alternative to .*certificate`
		c.Next()
		return
	}
	c.AbortWithStatus(http.StatusUnauthorized)
}

// Not: both, where only Abort stops the chain.
func (a *API) certAndKey(c *gin.Context) {
	if _, ok := a.host(c); !ok {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	if subtle.ConstantTimeCompare([]byte(c.GetHeader("X-Api-Key")), []byte(a.key)) != 1 {
		c.AbortWithStatus(http.StatusUnauthorized)
	}
}

// The same user either way: a principal of the same kind.
func (a *API) user(c *gin.Context) {
	if name, ok := a.host(c); ok {
		c.Set("user", name)
		return
	}
	user, pass, _ := c.Request.BasicAuth()
	if pass == "" || a.accounts[user] != pass { // want `alternative to .*certificate`
		c.AbortWithStatusJSON(http.StatusUnauthorized, gin.H{"error": "unauthenticated"})
		return
	}
	c.Set("user", user)
}

// Low: a constant by way.
func (a *API) userByMethod(c *gin.Context) {
	if name, ok := a.host(c); ok {
		c.Set("user", name)
		c.Set("method", "mtls")
		return
	}
	user, pass, _ := c.Request.BasicAuth()
	if pass == "" || a.accounts[user] != pass {
		c.AbortWithStatusJSON(http.StatusUnauthorized, gin.H{"error": "unauthenticated"})
		return
	}
	c.Set("user", user)
	c.Set("method", "basic")
}

// A token in the query, in a terminal handler.
func (a *API) export(c *gin.Context) {
	if _, ok := a.host(c); !ok && subtle.ConstantTimeCompare([]byte(c.Query("token")), []byte(a.key)) != 1 { // want `alternative to .*certificate`
		c.JSON(http.StatusForbidden, gin.H{"error": "forbidden"})
		return
	}
	c.JSON(http.StatusOK, a.hosts)
}

// Not: gin's own BasicAuth after the certificate.
func (a *API) Routes(e *gin.Engine) {
	e.GET("/export", a.export)
	e.GET("/a", a.certOrKey, a.export)
	e.GET("/b", a.certAndKey, a.export)
	e.GET("/c", a.user, a.export)
	e.GET("/d", a.userByMethod, a.export)
	strict := e.Group("/strict", a.onlyHost, gin.BasicAuth(gin.Accounts(a.accounts)))
	strict.GET("/", a.export)
}

func (a *API) onlyHost(c *gin.Context) {
	if _, ok := a.host(c); !ok {
		c.AbortWithStatus(http.StatusUnauthorized)
	}
}
