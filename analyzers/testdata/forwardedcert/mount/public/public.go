// Package public serves on every interface.
package public

import "net/http"

type agent struct{ names map[string]bool }

// reports: a listener on every interface is no proof of the hop.
func (a *agent) status(w http.ResponseWriter, r *http.Request) {
	if !a.names[r.Header.Get("X-SSL-Client-CN")] { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Serve runs the agent.
func Serve(names map[string]bool) error {
	a := &agent{names: names}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /status", a.status)
	return http.ListenAndServe(":9180", mux)
}
