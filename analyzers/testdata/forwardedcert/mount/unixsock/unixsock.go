// Package unixsock serves on a Unix socket, where only the proxy comes.
package unixsock

import (
	"net"
	"net/http"
)

type agent struct{ names map[string]bool }

// quiet: a Unix-socket listener is the only one.
func (a *agent) status(w http.ResponseWriter, r *http.Request) {
	if !a.names[r.Header.Get("X-SSL-Client-CN")] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Serve runs the agent.
func Serve(path string, names map[string]bool) error {
	a := &agent{names: names}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /status", a.status)
	ln, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	defer ln.Close()
	srv := &http.Server{Handler: mux}
	return srv.Serve(ln)
}
