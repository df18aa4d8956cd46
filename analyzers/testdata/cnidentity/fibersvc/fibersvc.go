// Package fibersvc is one service on fasthttp and on two versions of fiber.
package fibersvc

import (
	"crypto/tls"
	"log"
	"slices"

	"github.com/gofiber/fiber/v2"
	fiberv3 "github.com/gofiber/fiber/v3"
	"github.com/valyala/fasthttp"
)

type shop struct {
	suppliers map[string]int
	hosts     []string
	courier   string
}

func certName(state *tls.ConnectionState) string {
	if state == nil || len(state.PeerCertificates) == 0 {
		return ""
	}
	return state.PeerCertificates[0].Subject.CommonName
}

// reports: fiber v2, by the connection behind the context.
func (s *shop) supplier(c *fiber.Ctx) error {
	if _, ok := s.suppliers[certName(c.Context().TLSConnectionState())]; !ok { // want "common name"
		return c.SendStatus(fiber.StatusForbidden)
	}
	return c.Next()
}

// reports: fiber v2's locals keep the user.
func (s *shop) locals(c *fiber.Ctx) error {
	state := c.Context().TLSConnectionState()
	if state == nil || len(state.VerifiedChains) == 0 {
		return fiber.ErrUnauthorized
	}
	c.Locals("user", state.VerifiedChains[0][0].Subject.CommonName) // want "common name"
	return c.Next()
}

// reports: fiber v3.
func (s *shop) courierOnly(c fiberv3.Ctx) error {
	name := certName(c.RequestCtx().TLSConnectionState())
	if name != s.courier { // want "common name"
		return fiberv3.ErrForbidden
	}
	return c.Next()
}

// reports: fasthttp, a handler that wraps the next one.
func (s *shop) wrap(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if !ctx.IsTLS() {
			ctx.Error("TLS required", fasthttp.StatusForbidden)
			return
		}
		if certName(ctx.TLSConnectionState()) != "pos-terminal" { // want "constant"
			ctx.SetStatusCode(fasthttp.StatusForbidden)
			return
		}
		next(ctx)
	}
}

// reports: fasthttp's user values.
func (s *shop) remember(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		state := ctx.TLSConnectionState()
		if state == nil || len(state.VerifiedChains) == 0 {
			ctx.Error("client certificate required", fasthttp.StatusUnauthorized)
			return
		}
		ctx.SetUserValue("user", state.VerifiedChains[0][0].Subject.CommonName) // want "common name"
		next(ctx)
	}
}

// quiet: fiber v3, a SAN decides.
func (s *shop) hostOnly(c fiberv3.Ctx) error {
	state := c.RequestCtx().TLSConnectionState()
	if state == nil || len(state.VerifiedChains) == 0 {
		return fiberv3.ErrUnauthorized
	}
	for _, name := range state.VerifiedChains[0][0].DNSNames {
		if slices.Contains(s.hosts, name) {
			return c.Next()
		}
	}
	return fiberv3.ErrForbidden
}

// quiet: fiber v2, logged.
func (s *shop) logged(c *fiber.Ctx) error {
	log.Printf("%s %s %q", c.Method(), c.Path(), certName(c.Context().TLSConnectionState()))
	return c.Next()
}
