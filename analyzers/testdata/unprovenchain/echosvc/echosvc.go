// Package echosvc is an echo service.
package echosvc

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

type service struct{ keys map[string]bool }

// reports: the key of any certificate is known.
func (s *service) anyKey(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().TLS == nil {
			return echo.NewHTTPError(http.StatusUnauthorized, "client certificate required")
		}
		for _, cert := range c.Request().TLS.PeerCertificates {
			if s.keys[string(cert.RawSubjectPublicKeyInfo)] { // want "whoever adds somebody else's certificate"
				return next(c)
			}
		}
		return echo.ErrForbidden
	}
}

// quiet: the key of the first certificate is known.
func (s *service) key(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		state := c.Request().TLS
		if state == nil || len(state.PeerCertificates) == 0 || !s.keys[string(state.PeerCertificates[0].RawSubjectPublicKeyInfo)] {
			return echo.ErrForbidden
		}
		return next(c)
	}
}
