// Package captured has its routers in variables that function literals share.
package captured

import (
	"log"
	"net"
	"net/http"

	"github.com/labstack/echo/v4"
)

type pilot struct {
	ships map[string]bool
	proxy net.IP
}

func (p *pilot) atProxy(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		host, _, err := net.SplitHostPort(c.Request().RemoteAddr)
		if err != nil || !p.proxy.Equal(net.ParseIP(host)) {
			return echo.ErrForbidden
		}
		return next(c)
	}
}

// quiet: it is served on a Unix socket alone.
func (p *pilot) berth(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !p.ships[c.Request().Header.Get("X-Client-Cert-Subject-Uri")] {
			return echo.ErrForbidden
		}
		return next(c)
	}
}

// quiet: everything on its router comes from the proxy.
func (p *pilot) tow(c echo.Context) error {
	if !p.ships[c.Request().Header.Get("X-Client-Cert-Dns")] {
		return echo.ErrForbidden
	}
	return c.NoContent(http.StatusNoContent)
}

// reports: everybody comes here.
func (p *pilot) anchor(c echo.Context) error {
	if !p.ships[c.Request().Header.Get("X-Client-Cert-Dns")] { // want "the header is believed"
		return echo.ErrForbidden
	}
	return c.NoContent(http.StatusNoContent)
}

// reports: the variable holds another router later, which everybody reaches.
func (p *pilot) moor(c echo.Context) error {
	if !p.ships[c.Request().Header.Get("X-Client-Cert-Dns")] { // want "the header is believed"
		return echo.ErrForbidden
	}
	return c.NoContent(http.StatusNoContent)
}

func (p *pilot) inside(path string, hello echo.HandlerFunc) error {
	side := echo.New()
	side.GET("/berth", hello, p.berth)
	socket, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	go func() { log.Fatal(http.Serve(socket, side)) }()
	return nil
}

func (p *pilot) outside() {
	towing, open := echo.New(), echo.New()
	towing.Use(p.atProxy)
	towing.POST("/tow", p.tow)
	open.POST("/anchor", p.anchor)
	go func() { log.Fatal(towing.Start(":8080")) }()
	go func() { log.Fatal(open.Start(":8081")) }()
}

func (p *pilot) changed() {
	e := echo.New()
	e.Use(p.atProxy)
	go func() { log.Fatal(e.Start(":8082")) }()
	e = echo.New()
	e.POST("/moor", p.moor)
	go func() { log.Fatal(e.Start(":8083")) }()
}
