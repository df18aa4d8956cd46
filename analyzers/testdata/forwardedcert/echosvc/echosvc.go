// Package echosvc is one service on two versions of echo.
package echosvc

import (
	"crypto/subtle"
	"net/http"

	"github.com/labstack/echo/v4"
	echov5 "github.com/labstack/echo/v5"
)

type lab struct {
	students map[string]bool
	token    []byte
}

// reports: echo v4.
func (l *lab) student(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !l.students[c.Request().Header.Get("X-SSL-Client-Subject-CN")] { // want "header"
			return echo.NewHTTPError(http.StatusForbidden, "unknown student")
		}
		return next(c)
	}
}

// reports: echo v5, an identity in the context.
func (l *lab) user(next echov5.HandlerFunc) echov5.HandlerFunc {
	return func(c *echov5.Context) error {
		dn := c.Request().Header.Get("X-Client-Cert-Subject-DN") // want "header"
		if dn == "" {
			return echov5.NewHTTPError(http.StatusUnauthorized, "no certificate")
		}
		c.Set("user", dn)
		return next(c)
	}
}

func (l *lab) gatewayOnly(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if subtle.ConstantTimeCompare([]byte(c.Request().Header.Get("X-Gateway-Token")), l.token) != 1 {
			return echo.ErrForbidden
		}
		return next(c)
	}
}

// quiet: only mounted behind gatewayOnly.
func (l *lab) behindGateway(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !l.students[c.Request().Header.Get("X-Client-Cert-CN")] {
			return echo.ErrForbidden
		}
		return next(c)
	}
}

func (l *lab) routes(h echo.HandlerFunc) *echo.Echo {
	e := echo.New()
	e.Use(l.gatewayOnly, l.behindGateway)
	e.GET("/grades", h)
	return e
}
