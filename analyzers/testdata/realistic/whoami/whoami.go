// Package whoami tells callers who they are.
package whoami

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

type view struct{ Subject string }

// Text answers with a text: quiet.
func Text(c echo.Context) error {
	state := c.Request().TLS
	if state == nil || len(state.PeerCertificates) == 0 {
		return c.String(http.StatusBadRequest, "no client certificate")
	}
	return c.String(http.StatusOK, state.PeerCertificates[0].Subject.String())
}

// JSON answers with a struct: quiet.
func JSON(c echo.Context) error {
	state := c.Request().TLS
	if state == nil || len(state.PeerCertificates) == 0 {
		return c.String(http.StatusBadRequest, "no client certificate")
	}
	return c.JSON(http.StatusOK, view{Subject: state.PeerCertificates[0].Subject.String()})
}

// Bytes writes them: quiet.
func Bytes(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "no client certificate", http.StatusBadRequest)
		return
	}
	_, _ = w.Write([]byte(r.TLS.PeerCertificates[0].Subject.String()))
}

type secrets struct{ values map[string]string }

// secret answers with something else.
func (s *secrets) secret(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want "any client certificate passes"
		http.Error(w, "no client certificate", http.StatusBadRequest)
		return
	}
	_, _ = w.Write([]byte(s.values[r.FormValue("name")]))
}

func New(values map[string]string) (http.Handler, *echo.Echo) {
	s := &secrets{values}
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/whoami", Bytes)
	mux.HandleFunc("/secret", s.secret)
	e := echo.New()
	e.GET("/text", Text)
	e.GET("/json", JSON)
	return mux, e
}
