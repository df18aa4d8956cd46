// Package ginsvc is a gin service behind an ingress.
package ginsvc

import (
	"log"
	"net/http"

	"github.com/gin-gonic/gin"
)

type ingress struct {
	subjects map[string]string
}

// reports: GetHeader, Abort or Next.
func (g *ingress) subject(c *gin.Context) {
	dn := c.GetHeader("ssl-client-subject-dn") // want "header"
	if _, ok := g.subjects[dn]; !ok {
		c.AbortWithStatusJSON(http.StatusForbidden, gin.H{"error": "unknown subject"})
		return
	}
	c.Next()
}

// reports: gin's context keeps the user.
func (g *ingress) user(c *gin.Context) {
	user := c.Request.Header.Get("X-SSL-Client-CN") // want "header"
	if user == "" {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	c.Set("user", user)
	c.Next()
}

type certHeaders struct {
	Fingerprint string `header:"X-Client-Cert-Fingerprint" binding:"required"`
	Trace       string `header:"X-Trace-Id"`
}

// reports: a struct tag of a binder names the header.
func (g *ingress) bound(c *gin.Context) {
	var h certHeaders
	if err := c.ShouldBindHeader(&h); err != nil { // want "header"
		c.AbortWithStatus(http.StatusBadRequest)
		return
	}
	if _, ok := g.subjects[h.Fingerprint]; !ok {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.Next()
}

type pageHeaders struct {
	Page  string `header:"X-Page"`
	Trace string `header:"X-Trace-Id"`
}

// quiet: a binder whose tags name no client-certificate header.
func (g *ingress) page(c *gin.Context) {
	var h pageHeaders
	if err := c.ShouldBindHeader(&h); err != nil || g.subjects[h.Page] == "" {
		c.AbortWithStatus(http.StatusNotFound)
		return
	}
	c.Next()
}

// quiet: of what is bound, the trace is used and the fingerprint logged.
func (g *ingress) traced(c *gin.Context) {
	var h certHeaders
	if err := c.BindHeader(&h); err == nil {
		log.Printf("%s %s", h.Trace, h.Fingerprint)
	}
	c.Next()
}
