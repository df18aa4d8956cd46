// Package fleet knows the vehicles of the fleet.
package fleet

import (
	"strings"

	"github.com/labstack/echo/v4"
)

// Register lists the hosts of the vehicles.
type Register struct{ Hosts map[string]bool }

// Listed reports whether a request comes from a vehicle.
func (r *Register) Listed(c echo.Context) bool {
	s := c.Request().TLS
	if s == nil || len(s.VerifiedChains) == 0 {
		return false
	}
	for _, name := range s.VerifiedChains[0][0].DNSNames {
		if r.Hosts[name] {
			return true
		}
	}
	return false
}

// Except makes a Skipper of the register.
func Except(r *Register) func(echo.Context) bool {
	return func(c echo.Context) bool { return r.Listed(c) }
}

// Probed reports whether a request is a probe.
func (r *Register) Probed(c echo.Context) bool { return strings.HasPrefix(c.Path(), "/probe") }
