// Package desks lets desks of another package answer.
package desks

import (
	"net/http"

	"testdata/certpresence/desks/desk"
)

type counter struct{ private desk.Desk }

func newCounter(answers map[string]map[string]string) *counter {
	return &counter{private: desk.Private(answers)}
}

// quiet: the desk looks up what is the caller's, and refuses the rest.
func (c *counter) ask(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	a, err := c.private.Answer(r.TLS.PeerCertificates[0], r.FormValue("q"))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if a.Refused {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.Write([]byte(a.Text))
}

type window struct{ public desk.Desk }

func newWindow(answers map[string]string) *window {
	return &window{public: desk.Public(answers)}
}

// reports: the desk does not care who asks.
func (c *window) ask(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want "any client certificate"
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	a, err := c.public.Answer(r.TLS.PeerCertificates[0], r.FormValue("q"))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if a.Refused {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Write([]byte(a.Text))
}
