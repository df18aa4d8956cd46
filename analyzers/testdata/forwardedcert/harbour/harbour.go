// Package harbour lets ships in by one helper, whichever proxy has told of them.
package harbour

import (
	"net/http"

	"testdata/forwardedcert/harbour/buoy"
)

type harbour struct{ berths map[string]bool }

func (h *harbour) admit(w http.ResponseWriter, r *http.Request, s *buoy.Ship, err error, next http.Handler) {
	if err != nil || !h.berths[s.Name] { // want "anyone may have sent it"
		http.Error(w, "not expected", http.StatusForbidden)
		return
	}
	next.ServeHTTP(w, r)
}

// The helper's finding leads to what is read for it.
func (h *harbour) byDN(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := buoy.ByDN(r.Header)
		h.admit(w, r, s, err, next)
	})
}

// So it does for this one.
func (h *harbour) byURI(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := buoy.ByURI(r.Header)
		h.admit(w, r, s, err, next)
	})
}
