// Package frameworks has reverse proxies behind handlers of frameworks.
package frameworks

import (
	"net/http/httputil"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/labstack/echo/v4"
)

const header = "X-SSL-Client-CN"

// Gin sets the header for those who have a certificate, and leaves what the others
// sent.
func Gin(target *url.URL) *gin.Engine {
	proxy := httputil.NewSingleHostReverseProxy(target)
	e := gin.New()
	e.Any("/*path", func(c *gin.Context) {
		if s := c.Request.TLS; s != nil && len(s.VerifiedChains) > 0 {
			c.Request.Header.Set(header, s.VerifiedChains[0][0].Subject.CommonName) // want `the backend takes the client's own X-Ssl-Client-Cn`
		}
		proxy.ServeHTTP(c.Writer, c.Request)
	})
	return e
}

// GinDeleted deletes it first.
func GinDeleted(target *url.URL) *gin.Engine {
	proxy := httputil.NewSingleHostReverseProxy(target)
	e := gin.New()
	e.Any("/*path", func(c *gin.Context) {
		c.Request.Header.Del(header)
		if s := c.Request.TLS; s != nil && len(s.VerifiedChains) > 0 {
			c.Request.Header.Set(header, s.VerifiedChains[0][0].Subject.CommonName)
		}
		proxy.ServeHTTP(c.Writer, c.Request)
	})
	return e
}

// Echo adds its own to what the client sent.
func Echo(target *url.URL) *echo.Echo {
	proxy := httputil.NewSingleHostReverseProxy(target)
	e := echo.New()
	e.Any("/*", func(c echo.Context) error {
		if s := c.Request().TLS; s != nil && len(s.VerifiedChains) > 0 {
			c.Request().Header.Add(header, s.VerifiedChains[0][0].Subject.CommonName) // want `X-Ssl-Client-Cn`
		}
		proxy.ServeHTTP(c.Response(), c.Request())
		return nil
	})
	return e
}

// EchoSet sets it on every path.
func EchoSet(target *url.URL) *echo.Echo {
	proxy := httputil.NewSingleHostReverseProxy(target)
	e := echo.New()
	e.Any("/*", func(c echo.Context) error {
		name := ""
		if s := c.Request().TLS; s != nil && len(s.VerifiedChains) > 0 {
			name = s.VerifiedChains[0][0].Subject.CommonName
		}
		c.Request().Header.Set(header, name)
		proxy.ServeHTTP(c.Response(), c.Request())
		return nil
	})
	return e
}
