// Package echosvc: echo v4 and v5.
package echosvc

import (
	"net/http"
	"slices"

	echov4 "github.com/labstack/echo/v4"
	"github.com/labstack/echo/v5"
)

type Gateway struct {
	spiffeIDs []string
	offsets   map[string]int64
}

// echo v4: deny by returning an HTTP error, allow by calling next.
func (g *Gateway) mutualTLS(next echov4.HandlerFunc) echov4.HandlerFunc {
	return func(c echov4.Context) error {
		state := c.Request().TLS
		if state == nil || len(state.PeerCertificates) == 0 { // want `any .*certificate`
			return echov4.NewHTTPError(http.StatusUnauthorized, "client certificate required")
		}
		return next(c)
	}
}

// echo v4: IsTLS is the hop only, but the denial says what is meant.
func (g *Gateway) onlyMTLS(next echov4.HandlerFunc) echov4.HandlerFunc {
	return func(c echov4.Context) error {
		if !c.IsTLS() { // want `any .*certificate`
			return c.String(http.StatusForbidden, "client certificate required")
		}
		return next(c)
	}
}

// echo v4: IsTLS alone, "HTTPS required".
func (g *Gateway) onlyTLS(next echov4.HandlerFunc) echov4.HandlerFunc {
	return func(c echov4.Context) error {
		if !c.IsTLS() {
			return echov4.ErrForbidden
		}
		return next(c)
	}
}

// echo v4: a URI SAN must be in a list.
func (g *Gateway) knownWorkload(next echov4.HandlerFunc) echov4.HandlerFunc {
	return func(c echov4.Context) error {
		state := c.Request().TLS
		if state == nil || len(state.PeerCertificates) == 0 {
			return echov4.ErrUnauthorized
		}
		for _, u := range state.PeerCertificates[0].URIs {
			if slices.Contains(g.spiffeIDs, u.String()) {
				return next(c)
			}
		}
		return echov4.ErrForbidden
	}
}

// echo v4: not: the certificate itself is left for code behind the gate.
func (g *Gateway) keepCertificate(next echov4.HandlerFunc) echov4.HandlerFunc {
	return func(c echov4.Context) error {
		state := c.Request().TLS
		if state == nil || len(state.PeerCertificates) == 0 {
			return echov4.ErrUnauthorized
		}
		c.Set("peer", state.PeerCertificates[0])
		return next(c)
	}
}

// echo v5: the same as a method used as middleware.
func (g *Gateway) peerRequired(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		if tls := c.Request().TLS; tls == nil || len(tls.VerifiedChains) == 0 { // want `any .*certificate`
			return echo.NewHTTPError(http.StatusForbidden, "peers only")
		}
		return next(c)
	}
}

// echo v5: a terminal handler.
func (g *Gateway) commitOffset(c *echo.Context) error {
	tls := c.Request().TLS
	if tls == nil || len(tls.PeerCertificates) == 0 { // want `any .*certificate`
		return c.NoContent(http.StatusUnauthorized)
	}
	g.offsets[c.Param("topic")]++
	return c.NoContent(http.StatusNoContent)
}

// echo v5: the certificate's DNS name must be the topic's.
func (g *Gateway) commitOwn(c *echo.Context) error {
	tls := c.Request().TLS
	if tls == nil || len(tls.PeerCertificates) == 0 {
		return c.NoContent(http.StatusUnauthorized)
	}
	if !slices.Contains(tls.PeerCertificates[0].DNSNames, c.Param("topic")+".topics.example") {
		return c.NoContent(http.StatusForbidden)
	}
	g.offsets[c.Param("topic")]++
	return c.NoContent(http.StatusNoContent)
}

func (g *Gateway) Mount(old *echov4.Echo, e *echo.Echo) {
	hello := func(c echov4.Context) error { return c.String(http.StatusOK, "ok") }
	old.GET("/a", hello, g.mutualTLS)
	old.GET("/b", hello, g.onlyMTLS)
	old.GET("/c", hello, g.onlyTLS)
	old.GET("/d", hello, g.knownWorkload)
	old.GET("/e", hello, g.keepCertificate)
	api := e.Group("/api", g.peerRequired)
	api.GET("/ping", func(c *echo.Context) error { return c.NoContent(http.StatusOK) })
	e.POST("/offsets/:topic", g.commitOffset)
	e.POST("/own/:topic", g.commitOwn)
}
