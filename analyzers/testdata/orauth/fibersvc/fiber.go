// Package fibersvc: fiber v2, fiber v3 and fasthttp.
package fibersvc

import (
	"crypto/subtle"
	"crypto/tls"
	"slices"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/keyauth"
	fiberv3 "github.com/gofiber/fiber/v3"
	keyauthv3 "github.com/gofiber/fiber/v3/middleware/keyauth"
	"github.com/valyala/fasthttp"
)

type relay struct {
	names []string
	key   []byte
}

func (s *relay) peer(state *tls.ConnectionState) bool {
	if state == nil || len(state.PeerCertificates) == 0 {
		return false
	}
	return slices.ContainsFunc(state.PeerCertificates[0].DNSNames, func(n string) bool { return slices.Contains(s.names, n) })
}

func (s *relay) valid(key string) bool { return subtle.ConstantTimeCompare([]byte(key), s.key) == 1 }

// fiber v2: keyauth's Next looks at the certificate.
func (s *relay) keyauthNext(app *fiber.App) {
	next := func(c *fiber.Ctx) bool { return s.peer(c.Context().TLSConnectionState()) }
	check := func(c *fiber.Ctx, key string) (bool, error) { return s.valid(key), nil }
	app.Use(keyauth.New(keyauth.Config{Next: next, Validator: check})) // want `alternative to .*certificate`
}

// fiber v2: not: keyauth for everyone, after a gate for the certificate.
func (s *relay) keyauthAll(app *fiber.App) {
	app.Use(s.peersOnly)
	app.Use(keyauth.New(keyauth.Config{Validator: func(c *fiber.Ctx, key string) (bool, error) { return s.valid(key), nil }}))
}

func (s *relay) peersOnly(c *fiber.Ctx) error {
	if !s.peer(c.Context().TLSConnectionState()) {
		return fiber.ErrUnauthorized
	}
	return c.Next()
}

// fiber v2: a middleware of its own.
func (s *relay) peerOrKey(c *fiber.Ctx) error {
	if s.peer(c.Context().TLSConnectionState()) || s.valid(c.Get("X-Api-Key")) { // want `alternative to .*certificate`
		return c.Next()
	}
	return c.SendStatus(fiber.StatusUnauthorized)
}

// fiber v3: keyauth's Next looks at the certificate.
func (s *relay) keyauthNextV3(app *fiberv3.App) {
	next := func(c fiberv3.Ctx) bool { return s.peer(c.RequestCtx().TLSConnectionState()) }
	check := func(c fiberv3.Ctx, key string) (bool, error) { return s.valid(key), nil }
	app.Use(keyauthv3.New(keyauthv3.Config{Next: next, Validator: check})) // want `alternative to .*certificate`
}

// fiber v3: not: both.
func (s *relay) peerAndKeyV3(c fiberv3.Ctx) error {
	if !s.peer(c.RequestCtx().TLSConnectionState()) {
		return fiberv3.ErrUnauthorized
	}
	if !s.valid(c.Get("X-Api-Key")) {
		return fiberv3.ErrForbidden
	}
	return c.Next()
}

// fasthttp: a cookie in place of the certificate.
func (s *relay) wrap(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if !s.peer(ctx.TLSConnectionState()) {
			if subtle.ConstantTimeCompare(ctx.Request.Header.Cookie("relay-key"), s.key) != 1 { // want `alternative to .*certificate`
				ctx.Error("unauthenticated", fasthttp.StatusUnauthorized)
				return
			}
		}
		next(ctx)
	}
}

// fasthttp: not: the key chooses a header after the certificate.
func (s *relay) wrapPeer(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if !s.peer(ctx.TLSConnectionState()) {
			ctx.Error("unauthenticated", fasthttp.StatusUnauthorized)
			return
		}
		if s.valid(string(ctx.Request.Header.Peek("X-Api-Key"))) {
			ctx.Response.Header.Set("X-Plan", "paid")
		}
		next(ctx)
	}
}

func (s *relay) apps(h fasthttp.RequestHandler) (fasthttp.RequestHandler, fasthttp.RequestHandler) {
	a, b := fiber.New(), fiber.New()
	s.keyauthNext(a)
	s.keyauthAll(b)
	b.Use("/own", s.peerOrKey)
	c := fiberv3.New()
	s.keyauthNextV3(c)
	c.Use("/both", s.peerAndKeyV3)
	return s.wrap(h), s.wrapPeer(h)
}
