package echosvc

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"
)

// trail keeps what was done, and by whom.
type trail interface {
	Add(ctx context.Context, by string) error
}

// quiet: the service fails when it cannot keep that.
func kept(t trail, next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if st := c.Request().TLS; st != nil && len(st.PeerCertificates) > 0 {
			if err := t.Add(c.Request().Context(), st.PeerCertificates[0].Subject.CommonName); err != nil {
				return echo.NewHTTPError(http.StatusServiceUnavailable, "no trail")
			}
		}
		return next(c)
	}
}

// reports: whoever cannot be added may not go on.
func added(t trail, next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if st := c.Request().TLS; st != nil && len(st.PeerCertificates) > 0 {
			if err := t.Add(c.Request().Context(), st.PeerCertificates[0].Subject.CommonName); err != nil { // want "the common name decides"
				return echo.NewHTTPError(http.StatusForbidden, "not yours")
			}
			return next(c)
		}
		return echo.ErrUnauthorized
	}
}
