package fibersvc

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/gofiber/fiber/v2"
)

const stampHeader = "X-Client-Cert-Fingerprint"

// desk knows its clients by the fingerprints of their certificates.
type desk struct{ clients map[string]string }

// stamped overwrites what a client sent with what its connection says.
func stamped(c *fiber.Ctx) error {
	c.Request().Header.Del(stampHeader)
	if state := c.Context().TLSConnectionState(); state != nil && len(state.PeerCertificates) > 0 {
		sum := sha256.Sum256(state.PeerCertificates[0].Raw)
		c.Request().Header.Set(stampHeader, hex.EncodeToString(sum[:]))
	}
	return c.Next()
}

// quiet: the header was overwritten in front.
func (d *desk) known(c *fiber.Ctx) error {
	name, ok := d.clients[c.Get(stampHeader)]
	if !ok {
		return fiber.ErrForbidden
	}
	c.Locals("client", name)
	return c.Next()
}

// reports: in front of this one, it was not.
func (d *desk) guest(c *fiber.Ctx) error {
	name, ok := d.clients[c.Get(stampHeader)] // want "the header is believed"
	if !ok {
		return fiber.ErrForbidden
	}
	c.Locals("guest", name)
	return c.Next()
}

func (d *desk) app() *fiber.App {
	app := fiber.New()
	app.Get("/guest", d.guest, func(c *fiber.Ctx) error { return c.SendString("guest") })
	app.Use(stamped)
	app.Group("/v1", d.known).Get("/orders", func(c *fiber.Ctx) error { return c.SendString("orders") })
	return app
}
