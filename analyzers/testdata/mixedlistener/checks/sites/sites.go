// Package sites has routes, and nothing to do with certificates.
package sites

import (
	"net/http"

	"github.com/gofiber/fiber/v2"
)

func well(c *fiber.Ctx) error { return c.SendStatus(fiber.StatusOK) }

func tides(c *fiber.Ctx) error { return c.SendString("high at noon") }

// Tides has the tables.
func Tides() *fiber.App {
	a := fiber.New()
	a.Get("/tides", tides)
	return a
}

// Probe only tells whether the server is well.
func Probe() *fiber.App {
	a := fiber.New(fiber.Config{DisableStartupMessage: true})
	a.Get("/healthz", well)
	a.Get("/readyz", func(c *fiber.Ctx) error { return well(c) })
	return a
}

// Both tells that, and the tables.
func Both() *fiber.App {
	a := fiber.New()
	a.Get("/healthz", well)
	a.Get("/tides", tides)
	return a
}

// Grouped has tables behind such a route.
func Grouped() *fiber.App {
	a := fiber.New()
	a.Get("/healthz", well)
	a.Group("/live").Get("/tides", tides)
	return a
}

// Filled leaves it to others what is mounted.
func Filled(fill func(*fiber.App)) *fiber.App {
	a := fiber.New()
	a.Get("/healthz", well)
	fill(a)
	return a
}

// Ready is of the standard library.
func Ready() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ready", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	return mux
}
