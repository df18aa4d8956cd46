// Package debugging serves the profiler on loopback, and a framework's engine on the
// network.
package debugging

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// reports: the proxy is not the only one who comes here.
func verified(c *gin.Context) {
	if c.GetHeader("X-SSL-Client-Verify") != "SUCCESS" { // want "header"
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.Next()
}

// Run runs the service.
func Run() error {
	go func() { _ = http.ListenAndServe("localhost:6060", nil) }()
	g := gin.New()
	g.Use(verified)
	g.GET("/orders", func(c *gin.Context) { c.Status(http.StatusNoContent) })
	return g.Run(":8080")
}
