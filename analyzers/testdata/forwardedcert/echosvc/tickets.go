package echosvc

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"testdata/forwardedcert/echosvc/holders"
)

// reports: what is printed is a ticket for those whom the header names, and others are told
// that they may not have one.
func ticket(of func(*http.Request) ([]string, error)) echo.HandlerFunc {
	return func(c echo.Context) error {
		zones, err := of(c.Request()) // want `the header is believed`
		if err != nil {
			return echo.NewHTTPError(http.StatusUnauthorized, "no ticket")
		}
		return c.String(http.StatusOK, strings.Join(zones, " "))
	}
}

// quiet: what the proxy has said is shown to whoever asks.
func shown(c echo.Context) error {
	dn := c.Request().Header.Get("X-SSL-Client-S-DN")
	if dn == "" {
		return echo.NewHTTPError(http.StatusBadRequest, "no certificate was forwarded")
	}
	return c.JSON(http.StatusOK, map[string]string{"subject": dn})
}

func ticketRoutes(e *echo.Echo, book holders.Book) {
	e.GET("/ticket", ticket(book.ZonesOf))
	e.GET("/shown", shown)
}
