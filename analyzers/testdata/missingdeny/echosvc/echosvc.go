// Package echosvc is an echo service: an error that is returned ends the chain.
package echosvc

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
)

type service struct{ hosts []string }

func (s *service) knows(c echo.Context) bool {
	state := c.Request().TLS
	return state != nil && len(state.PeerCertificates) > 0 && slices.Contains(s.hosts, state.PeerCertificates[0].DNSNames[0])
}

// reports: the error of the answer is dropped, and next is called.
func (s *service) dropped(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !s.knows(c) {
			c.JSON(http.StatusForbidden, "not allowed") // want "goes on after it has turned the caller away"
		}
		return next(c)
	}
}

// reports: the error that would deny is made and dropped.
func (s *service) made(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !s.knows(c) {
			echo.NewHTTPError(http.StatusForbidden, "not allowed") // want "is made and not returned"
		}
		return next(c)
	}
}

// quiet: the answer's error is returned.
func (s *service) returned(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !s.knows(c) {
			return c.JSON(http.StatusForbidden, "not allowed")
		}
		return next(c)
	}
}

// quiet: so is the error that denies.
func (s *service) denied(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !s.knows(c) {
			return echo.NewHTTPError(http.StatusForbidden, "not allowed")
		}
		return next(c)
	}
}
