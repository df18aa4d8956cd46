// Package echosvc is one service on two versions of echo.
package echosvc

import (
	"crypto/x509"
	"errors"
	"log"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
	echov5 "github.com/labstack/echo/v5"
)

type desk struct {
	clerks []string
	roles  map[string]string
	hosts  []string
}

var errNoCert = errors.New("client certificate missing")

func leafOf(r *http.Request) (*x509.Certificate, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil, errNoCert
	}
	return r.TLS.VerifiedChains[0][0], nil
}

// reports: echo v4, an HTTP error or next(c).
func (d *desk) clerk(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		leaf, err := leafOf(c.Request())
		if err != nil {
			return echo.NewHTTPError(http.StatusUnauthorized, err.Error())
		}
		if !slices.Contains(d.clerks, leaf.Subject.CommonName) { // want "common name"
			return echo.ErrForbidden
		}
		return next(c)
	}
}

// reports: echo v4's context keeps the user.
func (d *desk) user(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		leaf, err := leafOf(c.Request())
		if err != nil {
			return c.NoContent(http.StatusUnauthorized)
		}
		c.Set("username", leaf.Subject.CommonName) // want "common name"
		return next(c)
	}
}

// reports: echo v5, a role look-up.
func (d *desk) role(next echov5.HandlerFunc) echov5.HandlerFunc {
	return func(c *echov5.Context) error {
		leaf, err := leafOf(c.Request())
		if err != nil {
			return echov5.NewHTTPError(http.StatusUnauthorized, err.Error())
		}
		role, ok := d.roles[leaf.Subject.CommonName] // want "common name"
		if !ok {
			return echov5.NewHTTPError(http.StatusForbidden, "no role")
		}
		log.Printf("role %s", role)
		return next(c)
	}
}

// quiet: echo v5, a SAN decides and the name is printed.
func (d *desk) host(next echov5.HandlerFunc) echov5.HandlerFunc {
	return func(c *echov5.Context) error {
		leaf, err := leafOf(c.Request())
		if err != nil || len(leaf.DNSNames) == 0 || !slices.Contains(d.hosts, leaf.DNSNames[0]) {
			return echov5.NewHTTPError(http.StatusForbidden, "unknown host")
		}
		log.Printf("%s %s", leaf.Subject.CommonName, c.Request().URL.Path)
		return next(c)
	}
}

// quiet: echo v4, the certificate's facts as a page.
func (d *desk) inspect(c echo.Context) error {
	leaf, err := leafOf(c.Request())
	if err != nil {
		return c.String(http.StatusBadRequest, "no certificate")
	}
	return c.JSON(http.StatusOK, map[string]string{
		"subject": leaf.Subject.CommonName,
		"issuer":  leaf.Issuer.String(),
	})
}
