// Package fakehop asks the client where it comes from.
package fakehop

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/cloudwego/hertz/pkg/app"
	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/gofiber/fiber/v2"
	fiberv3 "github.com/gofiber/fiber/v3"
	"github.com/gorilla/handlers"
	"github.com/labstack/echo/v4"
	echov5 "github.com/labstack/echo/v5"
)

type office struct {
	proxies netip.Prefix
	names   map[string]bool
}

func (o *office) near(addr string) bool {
	ip, err := netip.ParseAddr(addr)
	return err == nil && o.proxies.Contains(ip)
}

func (o *office) nearPort(addr string) bool {
	ap, err := netip.ParseAddrPort(addr)
	return err == nil && o.proxies.Contains(ap.Addr())
}

// reports: X-Forwarded-For within the prefixes.
func (o *office) forwardedFor(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hops := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if !o.near(strings.TrimSpace(hops[0])) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if !o.names[r.Header.Get("X-Client-CN")] { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: X-Real-IP is sent by the client too.
func (o *office) realIP(w http.ResponseWriter, r *http.Request) {
	if ip := net.ParseIP(r.Header.Get("X-Real-IP")); ip == nil || !ip.IsLoopback() {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if !o.names[r.Header.Get("X-Client-CN")] { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: Via and User-Agent prove nothing.
func (o *office) via(w http.ResponseWriter, r *http.Request) {
	if !strings.Contains(r.Header.Get("Via"), "edge-proxy") || r.UserAgent() != "edge-proxy/2" {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if !o.names[r.Header.Get("X-Client-CN")] { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: gin's ClientIP.
func (o *office) gin(c *gin.Context) {
	if !o.near(c.ClientIP()) {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	if !o.names[c.GetHeader("X-SSL-Client-CN")] { // want "header"
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.Next()
}

// quiet: gin's RemoteIP is the connection's.
func (o *office) ginRemote(c *gin.Context) {
	if !o.near(c.RemoteIP()) {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	if !o.names[c.GetHeader("X-SSL-Client-CN")] {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.Next()
}

// reports: echo v4's RealIP.
func (o *office) echo(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !o.near(c.RealIP()) {
			return echo.ErrForbidden
		}
		if !o.names[c.Request().Header.Get("X-SSL-Client-CN")] { // want "header"
			return echo.ErrForbidden
		}
		return next(c)
	}
}

// quiet: echo v4, the request's RemoteAddr.
func (o *office) echoRemote(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if !o.nearPort(r.RemoteAddr) || !o.names[r.Header.Get("X-SSL-Client-CN")] {
			return echo.ErrForbidden
		}
		return next(c)
	}
}

// reports: echo v5's RealIP.
func (o *office) echo5(next echov5.HandlerFunc) echov5.HandlerFunc {
	return func(c *echov5.Context) error {
		if !o.near(c.RealIP()) {
			return echov5.NewHTTPError(http.StatusForbidden, "not the proxy")
		}
		if !o.names[c.Request().Header.Get("X-SSL-Client-CN")] { // want "header"
			return echov5.NewHTTPError(http.StatusForbidden, "unknown client")
		}
		return next(c)
	}
}

// reports: fiber v2's list of forwarded addresses.
func (o *office) fiber(c *fiber.Ctx) error {
	if !slices.ContainsFunc(c.IPs(), o.near) {
		return fiber.ErrForbidden
	}
	if !o.names[c.Get("X-SSL-Client-CN")] { // want "header"
		return fiber.ErrForbidden
	}
	return c.Next()
}

// quiet: fiber v2, loopback by the connection's address.
func (o *office) fiberLocal(c *fiber.Ctx) error {
	if !c.IsFromLocal() || !o.names[c.Get("X-SSL-Client-CN")] {
		return fiber.ErrForbidden
	}
	return c.Next()
}

// reports: fiber v3's list of forwarded addresses.
func (o *office) fiber3(c fiberv3.Ctx) error {
	if ips := c.IPs(); len(ips) == 0 || !o.near(ips[0]) {
		return fiberv3.ErrForbidden
	}
	if !o.names[c.Get("X-SSL-Client-CN")] { // want "header"
		return fiberv3.ErrForbidden
	}
	return c.Next()
}

// reports: hertz's ClientIP.
func (o *office) hertz(ctx context.Context, c *app.RequestContext) {
	if !o.near(c.ClientIP()) {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	if !o.names[string(c.GetHeader("X-SSL-Client-CN"))] { // want "header"
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.Next(ctx)
}

// quiet: hertz, the connection's address.
func (o *office) hertzRemote(ctx context.Context, c *app.RequestContext) {
	if !o.nearPort(c.RemoteAddr().String()) || !o.names[string(c.GetHeader("X-SSL-Client-CN"))] {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.Next(ctx)
}

func (o *office) rewritten(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !o.near(r.RemoteAddr) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if !o.names[r.Header.Get("X-SSL-Client-CN")] { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: RemoteAddr behind chi's RealIP, which rewrites it.
func (o *office) chi() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.RealIP)
	r.Use(o.rewritten)
	r.Get("/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	return r
}

// reports: RemoteAddr behind gorilla's ProxyHeaders, in one expression.
func (o *office) gorilla(next http.Handler) http.Handler {
	return handlers.ProxyHeaders(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !o.nearPort(r.RemoteAddr) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if !o.names[r.Header.Get("X-SSL-Client-CN")] { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	}))
}

func (o *office) original(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !o.nearPort(r.RemoteAddr) || !o.names[r.Header.Get("X-SSL-Client-CN")] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: RemoteAddr that nobody rewrites.
func (o *office) plainChi() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.RequestID, middleware.Logger)
	r.Use(o.original)
	r.Get("/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	return r
}

// reports: a middleware of the program rewrites RemoteAddr from a header.
func (o *office) homemade(next http.Handler) http.Handler {
	return forwardedAddr(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !o.near(r.RemoteAddr) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if !o.names[r.Header.Get("X-SSL-Client-CN")] { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	}))
}

func forwardedAddr(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if addr := r.Header.Get("X-Forwarded-For"); addr != "" {
			r.RemoteAddr = addr
		}
		next.ServeHTTP(w, r)
	})
}
