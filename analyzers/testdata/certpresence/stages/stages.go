// Package stages asks for a certificate in one stage, and for whose it is in another.
package stages

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/labstack/echo/v4"
)

func present(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func operators(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || r.TLS.VerifiedChains[0][0].VerifyHostname("operator.example") != nil {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func secret(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || r.TLS.VerifiedChains[0][0].VerifyHostname("reader.example") != nil {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte("secret"))
}

// Both stages, and a handler that decides: quiet.
func New(h http.Handler) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("/a", present(operators(h)))
	mux.Handle("/b", present(http.HandlerFunc(secret)))
	return mux
}

func inside(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The stage that decides is in front: quiet.
func Behind(h http.Handler) http.Handler { return operators(inside(h)) }

func anywhere(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want "any client certificate passes"
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// On one route there is no other stage.
func Anywhere(h http.Handler) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("/a", anywhere(operators(h)))
	mux.Handle("/b", anywhere(h))
	return mux
}

func requireCert(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().TLS == nil || len(c.Request().TLS.PeerCertificates) == 0 {
			return echo.ErrUnauthorized
		}
		return next(c)
	}
}

func requireName(name string) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			state := c.Request().TLS
			if state == nil || len(state.VerifiedChains) == 0 || state.VerifiedChains[0][0].VerifyHostname(name) != nil {
				return echo.ErrForbidden
			}
			return next(c)
		}
	}
}

// Used one after the other: quiet.
func Echo() *echo.Echo {
	e := echo.New()
	e.Use(requireCert, requireName("operator.example"))
	e.GET("/x", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) })
	return e
}

func withCert(c *gin.Context) {
	if c.Request.TLS == nil || len(c.Request.TLS.PeerCertificates) == 0 { // want "any client certificate passes"
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	c.Next()
}

func named(c *gin.Context) {
	state := c.Request.TLS
	if state == nil || len(state.VerifiedChains) == 0 || state.VerifiedChains[0][0].VerifyHostname("operator.example") != nil {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.Next()
}

// Between the two, a route is open to any certificate.
func Gin() *gin.Engine {
	e := gin.New()
	e.Use(withCert)
	e.GET("/open", func(c *gin.Context) { c.Status(http.StatusNoContent) })
	e.Use(named)
	e.GET("/x", func(c *gin.Context) { c.Status(http.StatusNoContent) })
	return e
}
