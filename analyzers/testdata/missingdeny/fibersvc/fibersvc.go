// Package fibersvc is a fiber service.
package fibersvc

import (
	"slices"

	"github.com/gofiber/fiber/v2"
)

type service struct{ hosts []string }

func (s *service) knows(c *fiber.Ctx) bool {
	state := c.Context().TLSConnectionState()
	return state != nil && len(state.PeerCertificates) > 0 && slices.Contains(s.hosts, state.PeerCertificates[0].DNSNames[0])
}

// reports: the status is sent, and the next handler is called.
func (s *service) open(c *fiber.Ctx) error {
	if !s.knows(c) {
		c.SendStatus(fiber.StatusForbidden) // want "goes on after it has turned the caller away"
	}
	return c.Next()
}

// quiet: it is returned.
func (s *service) closed(c *fiber.Ctx) error {
	if !s.knows(c) {
		return c.SendStatus(fiber.StatusForbidden)
	}
	return c.Next()
}
