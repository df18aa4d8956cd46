package fibersvc

import (
	"sync"

	"github.com/gofiber/fiber/v2"
)

var subjects sync.Map

func known(subject string) bool { return subject == "CN=gateway" }

// The field is looked up by a call, which writes nothing.
func lookedUp(c *fiber.Ctx) error {
	if _, ok := subjects.Load(c.Get("X-Amzn-Mtls-Clientcert-Subject")); !ok { // want "the header is believed"
		return fiber.NewError(fiber.StatusForbidden, "forbidden")
	}
	return c.Next()
}

// The same, by a function of the package.
func asked(c *fiber.Ctx) error {
	if !known(c.Get("X-Amzn-Mtls-Clientcert-Subject")) { // want "the header is believed"
		return fiber.NewError(fiber.StatusForbidden, "forbidden")
	}
	return c.Next()
}

func Lookups(app *fiber.App) { app.Use(lookedUp, asked) }
