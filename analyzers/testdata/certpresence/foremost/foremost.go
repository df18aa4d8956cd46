// Package foremost asks for a certificate in front of all routes, and whose it is on each.
package foremost

import (
	"crypto/x509"
	"net/http"

	"github.com/labstack/echo/v4"
)

// Finder finds the owner of a certificate.
type Finder interface {
	Find(c *x509.Certificate) (owner string, ok bool)
}

type depot struct {
	revoked map[string]bool
	owners  Finder
}

// quiet: every handler behind it asks whose certificate it is.
func (d *depot) notRevoked(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		st := c.Request().TLS
		if st == nil || len(st.PeerCertificates) == 0 {
			return echo.NewHTTPError(http.StatusUnauthorized, "a certificate, please")
		}
		if d.revoked[st.PeerCertificates[0].SerialNumber.String()] {
			return echo.NewHTTPError(http.StatusForbidden, "revoked")
		}
		return next(c)
	}
}

// reports: one handler behind it does not.
func (d *depot) shown(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if st := c.Request().TLS; st == nil || len(st.PeerCertificates) == 0 { // want "only its presence is checked"
			return echo.NewHTTPError(http.StatusUnauthorized, "a certificate, please")
		}
		return next(c)
	}
}

// reports: what is behind it stands in a group, and asks for nothing.
func (d *depot) grouped(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if st := c.Request().TLS; st == nil || len(st.PeerCertificates) == 0 { // want "only its presence is checked"
			return echo.NewHTTPError(http.StatusUnauthorized, "a certificate, please")
		}
		return next(c)
	}
}

// quiet: what is behind it stands in a group, and asks.
func (d *depot) closed(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if st := c.Request().TLS; st == nil || len(st.PeerCertificates) == 0 {
			return echo.NewHTTPError(http.StatusUnauthorized, "a certificate, please")
		}
		return next(c)
	}
}

func (d *depot) fetch(c echo.Context) error {
	owner, ok := d.owners.Find(c.Request().TLS.PeerCertificates[0])
	if !ok || owner != c.Param("owner") {
		return echo.NewHTTPError(http.StatusForbidden, "not yours")
	}
	return c.NoContent(http.StatusOK)
}

func (d *depot) list(c echo.Context) error { return c.NoContent(http.StatusOK) }

func (d *depot) routes(e, open, parted, whole *echo.Echo) {
	whole.Use(d.closed)
	of := whole.Group("/of")
	of.GET("/:owner", d.fetch)

	e.Use(d.notRevoked)
	e.GET("/:owner", d.fetch)
	e.PUT("/:owner", d.fetch)

	open.Use(d.shown)
	open.GET("/:owner", d.fetch)
	open.GET("/", d.list)

	parted.Use(d.grouped)
	parted.GET("/:owner", d.fetch)
	g := parted.Group("/all")
	g.GET("/", d.list)
}
