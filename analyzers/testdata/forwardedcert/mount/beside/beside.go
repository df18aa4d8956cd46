// Package beside serves some handlers on the network, and others where only the proxy
// comes.
package beside

import (
	"net"
	"net/http"
)

func forbidden(w http.ResponseWriter) { http.Error(w, "forbidden", http.StatusForbidden) }

// quiet: its mux is served on a Unix socket alone.
func onSocket(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Client-Cert-CN") != "edge" {
		forbidden(w)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: the same, by a server.
func byServer(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Client-Cert-CN") != "edge" {
		forbidden(w)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: its server listens on loopback.
func onLoopback(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Client-Cert-CN") != "edge" {
		forbidden(w)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: the network leads here.
func onNetwork(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Client-Cert-CN") != "edge" { // want "header"
		forbidden(w)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: the network leads here, too.
func onBoth(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Client-Cert-CN") != "edge" { // want "header"
		forbidden(w)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: what listens is not in sight.
func onGiven(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Client-Cert-CN") != "edge" { // want "header"
		forbidden(w)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Run runs the service.
func Run(given net.Listener) error {
	public := http.NewServeMux()
	public.HandleFunc("/network", onNetwork)
	go http.ListenAndServe(":8080", public)

	ln, err := net.Listen("unix", "/run/service.sock")
	if err != nil {
		return err
	}
	socket := http.NewServeMux()
	socket.HandleFunc("/socket", onSocket)
	go http.Serve(ln, socket)

	served := http.NewServeMux()
	served.HandleFunc("/served", byServer)
	s := &http.Server{Handler: served}
	go s.Serve(ln)

	local := http.NewServeMux()
	local.HandleFunc("/loopback", onLoopback)
	go (&http.Server{Addr: "127.0.0.1:9000", Handler: local}).ListenAndServe()

	unknown := http.NewServeMux()
	unknown.HandleFunc("/given", onGiven)
	go http.Serve(given, unknown)

	both := http.NewServeMux()
	both.HandleFunc("/both", onBoth)
	go func() { _ = http.ListenAndServe(":8081", both) }()
	return http.Serve(ln, both)
}
