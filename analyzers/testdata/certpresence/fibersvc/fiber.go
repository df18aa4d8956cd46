// Package fibersvc: fiber v2, fiber v3 and plain fasthttp.
package fibersvc

import (
	"crypto/tls"
	"sync/atomic"

	"github.com/gofiber/fiber/v2"
	fiberv3 "github.com/gofiber/fiber/v3"
	"github.com/valyala/fasthttp"
)

type Edge struct {
	zones   map[string]int
	purges  atomic.Int64
	trusted func(*tls.ConnectionState) bool
}

// fiber v2: the connection's state comes from fasthttp.
func (e *Edge) certOnly(c *fiber.Ctx) error {
	state := c.Context().TLSConnectionState()
	if state == nil || len(state.PeerCertificates) == 0 { // want `any .*certificate`
		return c.SendStatus(fiber.StatusUnauthorized)
	}
	return c.Next()
}

// fiber v2: deny through fiber's error values.
func (e *Edge) verifiedOnly(c *fiber.Ctx) error {
	if state := c.Context().TLSConnectionState(); state == nil || len(state.VerifiedChains) == 0 { // want `any .*certificate`
		return fiber.NewError(fiber.StatusForbidden, "edge nodes only")
	}
	return c.Next()
}

// fiber v2: the zone of the certificate's IP address decides.
func (e *Edge) zoneOnly(c *fiber.Ctx) error {
	state := c.Context().TLSConnectionState()
	if state == nil || len(state.PeerCertificates) == 0 {
		return fiber.ErrUnauthorized
	}
	for _, ip := range state.PeerCertificates[0].IPAddresses {
		if _, ok := e.zones[ip.String()]; ok {
			return c.Next()
		}
	}
	return fiber.ErrForbidden
}

// fiber v2: not: Locals carry the identity to code behind the gate.
func (e *Edge) remember(c *fiber.Ctx) error {
	state := c.Context().TLSConnectionState()
	if state == nil || len(state.PeerCertificates) == 0 {
		return fiber.ErrUnauthorized
	}
	c.Locals("peer", state.PeerCertificates[0])
	return c.Next()
}

// fiber v3: the same gate.
func (e *Edge) certOnlyV3(c fiberv3.Ctx) error {
	state := c.RequestCtx().TLSConnectionState()
	if state == nil || len(state.PeerCertificates) == 0 { // want `any .*certificate`
		return c.Status(fiberv3.StatusUnauthorized).SendString("client certificate required")
	}
	return c.Next()
}

// fiber v3: the state goes to a function that is not known.
func (e *Edge) trustedV3(c fiberv3.Ctx) error {
	state := c.RequestCtx().TLSConnectionState()
	if state == nil || len(state.PeerCertificates) == 0 {
		return fiberv3.ErrUnauthorized
	}
	if !e.trusted(state) {
		return fiberv3.ErrForbidden
	}
	return c.Next()
}

// fasthttp: a middleware.
func (e *Edge) wrap(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		state := ctx.TLSConnectionState()
		if state == nil || len(state.PeerCertificates) == 0 { // want `any .*certificate`
			ctx.Error("client certificate required", fasthttp.StatusUnauthorized)
			return
		}
		next(ctx)
	}
}

// fasthttp: a terminal handler that sets the status and returns.
func (e *Edge) purge(ctx *fasthttp.RequestCtx) {
	if state := ctx.TLSConnectionState(); state == nil || len(state.PeerCertificates) == 0 { // want `any .*certificate`
		ctx.SetStatusCode(fasthttp.StatusForbidden)
		return
	}
	e.purges.Add(1)
	ctx.SetStatusCode(fasthttp.StatusAccepted)
}

// fasthttp: the same handler, for named nodes.
func (e *Edge) purgeZone(ctx *fasthttp.RequestCtx) {
	state := ctx.TLSConnectionState()
	if state == nil || len(state.PeerCertificates) == 0 || len(state.PeerCertificates[0].DNSNames) == 0 {
		ctx.SetStatusCode(fasthttp.StatusForbidden)
		return
	}
	switch state.PeerCertificates[0].DNSNames[0] {
	case "purger-1.edge.example", "purger-2.edge.example":
		e.purges.Add(1)
	default:
		ctx.SetStatusCode(fasthttp.StatusForbidden)
	}
}

// fasthttp: IsTLS is the hop only.
func (e *Edge) https(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if !ctx.IsTLS() {
			ctx.Error("https only", fasthttp.StatusForbidden)
			return
		}
		next(ctx)
	}
}

func (e *Edge) App() (*fiber.App, *fiberv3.App, fasthttp.RequestHandler) {
	two := fiber.New()
	two.Use("/a", e.certOnly)
	two.Use("/b", e.verifiedOnly)
	two.Use("/c", e.zoneOnly)
	two.Use("/d", e.remember)
	three := fiberv3.New()
	three.Use("/a", e.certOnlyV3)
	three.Use("/b", e.trustedV3)
	return two, three, e.https(e.wrap(func(ctx *fasthttp.RequestCtx) {
		switch string(ctx.Path()) {
		case "/purge":
			e.purge(ctx)
		case "/zone":
			e.purgeZone(ctx)
		}
	}))
}
