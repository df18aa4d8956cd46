// Package echosvc: echo v4 and v5, and the Skipper of their key middleware.
package echosvc

import (
	"crypto/subtle"
	"net/http"
	"slices"

	echov4 "github.com/labstack/echo/v4"
	middlewarev4 "github.com/labstack/echo/v4/middleware"
	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"

	"testdata/orauth/echosvc/fleet"
)

type front struct {
	uris []string
	key  []byte
	open bool
}

func (f *front) known(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].URIs) == 0 {
		return false
	}
	return slices.Contains(f.uris, r.TLS.PeerCertificates[0].URIs[0].String())
}

func (f *front) equal(key string) bool { return subtle.ConstantTimeCompare([]byte(key), f.key) == 1 }

// echo v4: a Skipper that looks at the certificate.
func (f *front) keyUnlessCert(e *echov4.Echo) {
	skip := func(c echov4.Context) bool { return f.known(c.Request()) }
	valid := func(key string, c echov4.Context) (bool, error) { return f.equal(key), nil }
	e.Use(middlewarev4.KeyAuthWithConfig(middlewarev4.KeyAuthConfig{Skipper: skip, Validator: valid})) // want `alternative to .*certificate`
}

// echo v4: not: a Skipper that looks at the path, after the certificate.
func (f *front) keyUnlessHealth(e *echov4.Echo) {
	skip := func(c echov4.Context) bool { return c.Path() == "/healthz" }
	valid := func(key string, c echov4.Context) (bool, error) { return f.equal(key), nil }
	e.Use(f.certOnly)
	e.Use(middlewarev4.KeyAuthWithConfig(middlewarev4.KeyAuthConfig{Skipper: skip, Validator: valid}))
}

func (f *front) certOnly(next echov4.HandlerFunc) echov4.HandlerFunc {
	return func(c echov4.Context) error {
		if !f.known(c.Request()) {
			return echov4.ErrUnauthorized
		}
		return next(c)
	}
}

// echo v4: a middleware that calls next in two places.
func (f *front) twoWays(next echov4.HandlerFunc) echov4.HandlerFunc {
	return func(c echov4.Context) error {
		if f.known(c.Request()) {
			return next(c)
		}
		if f.equal(c.QueryParam("key")) { // want `alternative to .*certificate`
			return next(c)
		}
		return echov4.NewHTTPError(http.StatusUnauthorized, "unauthenticated")
	}
}

// echo v5: a Skipper that looks at the certificate.
func (f *front) keyUnlessCertV5(e *echo.Echo) {
	skip := func(c *echo.Context) bool { return f.known(c.Request()) }
	valid := func(c *echo.Context, key string, _ middleware.ExtractorSource) (bool, error) {
		return f.equal(key), nil
	}
	e.Use(middleware.KeyAuthWithConfig(middleware.KeyAuthConfig{Skipper: skip, Validator: valid})) // want `alternative to .*certificate`
}

// echo v5: not: the operator's configuration skips.
func (f *front) keyUnlessOpen(e *echo.Echo) {
	e.Use(middleware.KeyAuthWithConfig(middleware.KeyAuthConfig{
		Skipper: func(c *echo.Context) bool { return f.open },
		Validator: func(c *echo.Context, key string, _ middleware.ExtractorSource) (bool, error) {
			return f.equal(key), nil
		},
	}))
}

// echo v5: the cookie of another method, in a handler.
func (f *front) reset(c *echo.Context) error {
	if !f.known(c.Request()) {
		ck, err := c.Cookie("admin-key")
		if err != nil || !f.equal(ck.Value) { // want `alternative to .*certificate`
			return c.NoContent(http.StatusForbidden)
		}
	}
	f.uris = nil
	return c.NoContent(http.StatusNoContent)
}

// echo v5: not: both.
func (f *front) resetBoth(c *echo.Context) error {
	if !f.known(c.Request()) {
		return c.NoContent(http.StatusForbidden)
	}
	ck, err := c.Cookie("admin-key")
	if err != nil || !f.equal(ck.Value) {
		return c.NoContent(http.StatusForbidden)
	}
	f.uris = nil
	return c.NoContent(http.StatusNoContent)
}

func (f *front) mount() (*echov4.Echo, *echov4.Echo, *echo.Echo, *echo.Echo) {
	a, b := echov4.New(), echov4.New()
	f.keyUnlessCert(a)
	f.keyUnlessHealth(b)
	b.GET("/x", func(c echov4.Context) error { return c.NoContent(http.StatusOK) }, f.twoWays)
	c, d := echo.New(), echo.New()
	f.keyUnlessCertV5(c)
	f.keyUnlessOpen(d)
	d.POST("/reset", f.reset)
	d.POST("/reset2", f.resetBoth)
	return a, b, c, d
}

// echo v4: a method of another package's type that looks at the certificate.
func (f *front) keyUnlessListed(r *fleet.Register) echov4.MiddlewareFunc {
	valid := func(key string, c echov4.Context) (bool, error) { return f.equal(key), nil }
	return middlewarev4.KeyAuthWithConfig(middlewarev4.KeyAuthConfig{Skipper: r.Listed, Validator: valid}) // want `alternative to .*certificate`
}

// echo v4: a function of another package makes the Skipper.
func (f *front) keyExcept(r *fleet.Register) echov4.MiddlewareFunc {
	valid := func(key string, c echov4.Context) (bool, error) { return f.equal(key), nil }
	return middlewarev4.KeyAuthWithConfig(middlewarev4.KeyAuthConfig{Skipper: fleet.Except(r), Validator: valid}) // want `alternative to .*certificate`
}

// echo v4: not: another method looks at the path.
func (f *front) keyUnlessProbed(r *fleet.Register) echov4.MiddlewareFunc {
	valid := func(key string, c echov4.Context) (bool, error) { return f.equal(key), nil }
	return middlewarev4.KeyAuthWithConfig(middlewarev4.KeyAuthConfig{Skipper: r.Probed, Validator: valid})
}
