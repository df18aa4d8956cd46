// Package fibersvc is one service on fasthttp and on two versions of fiber.
package fibersvc

import (
	"bytes"
	"log"
	"net"

	"github.com/gofiber/fiber/v2"
	fiberv3 "github.com/gofiber/fiber/v3"
	"github.com/valyala/fasthttp"
)

type meter struct {
	serials map[string]bool
	edge    *net.IPNet
}

// reports: fiber v2's Get.
func (m *meter) get(c *fiber.Ctx) error {
	if !m.serials[c.Get("X-SSL-Client-Serial")] { // want "header"
		return c.SendStatus(fiber.StatusForbidden)
	}
	return c.Next()
}

type meterHeaders struct {
	Serial string `reqHeader:"x-client-cert-serial"`
}

// reports: a struct tag of fiber v2's binder.
func (m *meter) parsed(c *fiber.Ctx) error {
	var h meterHeaders
	if err := c.ReqHeaderParser(&h); err != nil { // want "header"
		return fiber.ErrBadRequest
	}
	if !m.serials[h.Serial] {
		return fiber.ErrForbidden
	}
	return c.Next()
}

// reports: fiber v3's Get, an identity in the locals.
func (m *meter) locals(c fiberv3.Ctx) error {
	cn := c.Get("X-Client-Cn") // want "header"
	if cn == "" {
		return fiberv3.ErrUnauthorized
	}
	c.Locals("meter", cn)
	return c.Next()
}

// reports: fasthttp's Peek.
func (m *meter) peek(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if !bytes.Equal(ctx.Request.Header.Peek("X-SSL-Client-CN"), []byte("collector")) { // want "header"
			ctx.Error("forbidden", fasthttp.StatusForbidden)
			return
		}
		next(ctx)
	}
}

// quiet: fasthttp, the connection's address is the edge's.
func (m *meter) fromEdge(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if !m.edge.Contains(ctx.RemoteIP()) || !m.serials[string(ctx.Request.Header.Peek("X-SSL-Client-Serial"))] {
			ctx.Error("forbidden", fasthttp.StatusForbidden)
			return
		}
		next(ctx)
	}
}

// quiet: fiber v2, logged.
func (m *meter) logged(c *fiber.Ctx) error {
	log.Printf("%s %s", c.Path(), c.Get("X-SSL-Client-Serial"))
	return c.Next()
}

// quiet: fiber v3, a header that says nothing about certificates.
func (m *meter) tenant(c fiberv3.Ctx) error {
	if !m.serials[c.Get("X-Meter-Batch")] {
		return fiberv3.ErrNotFound
	}
	return c.Next()
}
