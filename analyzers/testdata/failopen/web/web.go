// Package web has middleware of frameworks that decides on a certificate if there
// is one.
package web

import (
	"net/http"
	"slices"

	"connectrpc.com/connect"
	"context"
	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/gofiber/fiber/v2"
	"github.com/labstack/echo/v4"
)

type site struct{ hosts []string }

// gin: Next at the end, for whoever brings none, too.
func (s *site) gin(c *gin.Context) {
	if c.Request.TLS != nil && len(c.Request.TLS.PeerCertificates) > 0 { // want `any client without a certificate passes`
		names := c.Request.TLS.PeerCertificates[0].DNSNames
		if len(names) == 0 || !slices.Contains(s.hosts, names[0]) {
			c.AbortWithStatus(http.StatusForbidden)
			return
		}
	}
	c.Next()
}

// gin: the other way round.
func (s *site) ginClosed(c *gin.Context) {
	if c.Request.TLS == nil || len(c.Request.TLS.PeerCertificates) == 0 {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	names := c.Request.TLS.PeerCertificates[0].DNSNames
	if len(names) == 0 || !slices.Contains(s.hosts, names[0]) {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.Next()
}

// echo: an early return.
func (s *site) echo(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		state := c.Request().TLS
		if state == nil || len(state.PeerCertificates) == 0 { // want `any client without a certificate passes`
			return next(c)
		}
		for _, u := range state.PeerCertificates[0].URIs {
			if slices.Contains(s.hosts, u.String()) {
				return next(c)
			}
		}
		return echo.NewHTTPError(http.StatusForbidden)
	}
}

// echo: the same, denied.
func (s *site) echoClosed(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		state := c.Request().TLS
		if state == nil || len(state.PeerCertificates) == 0 {
			return echo.ErrUnauthorized
		}
		for _, u := range state.PeerCertificates[0].URIs {
			if slices.Contains(s.hosts, u.String()) {
				return next(c)
			}
		}
		return echo.NewHTTPError(http.StatusForbidden)
	}
}

// fiber: by the connection's state.
func (s *site) fiber(c *fiber.Ctx) error {
	state := c.Context().TLSConnectionState()
	if state != nil && len(state.PeerCertificates) > 0 { // want `any client without a certificate passes`
		names := state.PeerCertificates[0].DNSNames
		if len(names) == 0 || !slices.Contains(s.hosts, names[0]) {
			return c.SendStatus(fiber.StatusForbidden)
		}
	}
	return c.Next()
}

// fiber: the same, denied.
func (s *site) fiberClosed(c *fiber.Ctx) error {
	state := c.Context().TLSConnectionState()
	if state == nil || len(state.PeerCertificates) == 0 {
		return fiber.ErrUnauthorized
	}
	names := state.PeerCertificates[0].DNSNames
	if len(names) == 0 || !slices.Contains(s.hosts, names[0]) {
		return c.SendStatus(fiber.StatusForbidden)
	}
	return c.Next()
}

// chi: a switch.
func (s *site) chi(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.TLS == nil, len(r.TLS.PeerCertificates) == 0: // want `any client without a certificate passes`
		case len(r.TLS.PeerCertificates[0].URIs) == 1 && slices.Contains(s.hosts, r.TLS.PeerCertificates[0].URIs[0].String()):
		default:
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type stateKey struct{}

// connect: what the server's middleware kept of the peer, if it did.
func (s *site) connect(next connect.UnaryFunc) connect.UnaryFunc {
	return func(ctx context.Context, req connect.AnyRequest) (connect.AnyResponse, error) {
		names, ok := ctx.Value(stateKey{}).([]string)
		if ok {
			if len(names) == 0 || !slices.Contains(s.hosts, names[0]) {
				return nil, connect.NewError(connect.CodePermissionDenied, nil)
			}
		}
		return next(ctx, req)
	}
}

// Routes mounts them.
func Routes(s *site) http.Handler {
	g := gin.New()
	g.Use(s.gin, s.ginClosed)
	e := echo.New()
	e.Use(s.echo, s.echoClosed)
	f := fiber.New()
	f.Use(s.fiber, s.fiberClosed)
	r := chi.NewRouter()
	r.Use(s.chi)
	_ = connect.WithInterceptors(connect.UnaryInterceptorFunc(s.connect))
	return r
}
