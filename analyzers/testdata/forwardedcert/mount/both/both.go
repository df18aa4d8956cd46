// Package both serves one handler on a Unix socket and on the network.
package both

import (
	"net"
	"net/http"
)

type agent struct{ names map[string]bool }

// reports: a Unix socket proves nothing when the network leads here too.
func (a *agent) status(w http.ResponseWriter, r *http.Request) {
	if !a.names[r.Header.Get("X-SSL-Client-CN")] { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Serve runs the agent.
func Serve(path, addr string, names map[string]bool) error {
	a := &agent{names: names}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /status", a.status)
	ln, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: mux}
	errs := make(chan error, 2)
	go func() { errs <- srv.Serve(ln) }()
	go func() { errs <- http.ListenAndServe(addr, mux) }()
	return <-errs
}
