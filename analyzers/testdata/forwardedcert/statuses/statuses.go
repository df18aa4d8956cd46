// Package statuses has handlers that return errors of their own with a status in them.
package statuses

import (
	"encoding/json"
	"errors"
	"net/http"
)

type failure struct {
	status int
	text   string
}

func (f *failure) Error() string { return f.text }

type dock struct{ crews map[string]bool }

// manifest reports: it refuses by an error that holds the status, and shows whose it is.
func (d *dock) manifest(w http.ResponseWriter, r *http.Request) error {
	crew := r.Header.Get("X-Ssl-Client-Cn") // want "the header is believed"
	if crew == "" || !d.crews[crew] {
		return &failure{http.StatusForbidden, "not on the list"}
	}
	return json.NewEncoder(w).Encode(map[string]string{"crew": crew})
}

// admits is asked about a request and a crew, which shows neither.
func (d *dock) admits(r *http.Request, crew string) bool {
	return d.crews[r.URL.Path+crew]
}

// loaded reports: a helper that is given the request decides, and nothing is shown.
func (d *dock) loaded(w http.ResponseWriter, r *http.Request) error {
	crew := r.Header.Get("X-Ssl-Client-Cn") // want "the header is believed"
	if !d.admits(r, crew) {
		return errors.New("not on the list")
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// whoami is quiet: it shows what was forwarded, and answers "bad request" without.
func (d *dock) whoami(w http.ResponseWriter, r *http.Request) error {
	crew := r.Header.Get("X-Ssl-Client-Cn")
	if crew == "" {
		return &failure{http.StatusBadRequest, "no certificate was forwarded"}
	}
	return json.NewEncoder(w).Encode(map[string]string{"crew": crew})
}

// crew is quiet: it shows it as text.
func (d *dock) crew(w http.ResponseWriter, r *http.Request) error {
	crew := r.Header.Get("X-Ssl-Client-Cn")
	if crew == "" {
		return &failure{http.StatusBadRequest, "no certificate was forwarded"}
	}
	_, err := w.Write([]byte(crew))
	return err
}

type handler func(http.ResponseWriter, *http.Request) error

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var f *failure
	switch err := h(w, r); {
	case errors.As(err, &f):
		http.Error(w, f.text, f.status)
	case err != nil:
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

func (d *dock) routes(mux *http.ServeMux) {
	mux.Handle("/manifest", handler(d.manifest))
	mux.Handle("/loaded", handler(d.loaded))
	mux.Handle("/whoami", handler(d.whoami))
	mux.Handle("/crew", handler(d.crew))
}
