// Package web has middleware of frameworks that decides on a certificate if there
// is one.
package web

import (
	"crypto/x509"
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

// wagons are looked up.
type wagons interface {
	Find(ctx context.Context, name string) (string, error)
}

func wagon(c *fiber.Ctx) *x509.Certificate {
	state := c.Context().TLSConnectionState()
	if state == nil || len(state.VerifiedChains) == 0 {
		return nil
	}
	return state.VerifiedChains[0][0]
}

// fiber: a look-up in the request's context prints nothing.
func (s *site) wagons(w wagons) fiber.Handler {
	return func(c *fiber.Ctx) error {
		cert := wagon(c)
		if cert == nil { // want `any client without a certificate passes`
			return c.Next()
		}
		name, ok := numbered(cert)
		if !ok {
			return fiber.ErrForbidden
		}
		if _, err := w.Find(c.UserContext(), name); err != nil {
			return fiber.ErrForbidden
		}
		return c.Next()
	}
}

func numbered(cert *x509.Certificate) (string, bool) {
	if len(cert.DNSNames) != 1 {
		return "", false
	}
	return cert.DNSNames[0], true
}

// fiber: the same, denied.
func (s *site) wagonsClosed(w wagons) fiber.Handler {
	return func(c *fiber.Ctx) error {
		cert := wagon(c)
		if cert == nil || len(cert.DNSNames) == 0 {
			return fiber.ErrUnauthorized
		}
		if _, err := w.Find(c.UserContext(), cert.DNSNames[0]); err != nil {
			return fiber.ErrForbidden
		}
		return c.Next()
	}
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
	f.Use(s.fiber, s.fiberClosed, s.wagons(nil), s.wagonsClosed(nil))
	r := chi.NewRouter()
	r.Use(s.chi)
	_ = connect.WithInterceptors(connect.UnaryInterceptorFunc(s.connect))
	return r
}
