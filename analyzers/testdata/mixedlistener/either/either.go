// Package either starts a server with client certificates or without, as a flag says, by
// functions that it hands on.
package either

import (
	"crypto/tls"
	"log"
	"net/http"
	"time"
)

type jobs struct{ names []string }

func (j *jobs) add(w http.ResponseWriter, r *http.Request) {
	j.names = append(j.names, r.FormValue("name"))
	w.WriteHeader(http.StatusNoContent)
}

func routes(j *jobs) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /job", j.add)
	return mux
}

func spawn(name string, serve func() error) {
	go func() { log.Print(name, ": ", serve()) }()
}

// The one or the other.
func one(j *jobs, mutual *tls.Config, mesh bool) {
	s := &http.Server{Addr: ":8443", Handler: routes(j), ReadHeaderTimeout: time.Second}
	if mesh {
		spawn("plain", s.ListenAndServe)
	} else {
		s.TLSConfig = mutual
		spawn("mutual", func() error { return s.ListenAndServeTLS("", "") })
	}
}

// Both, the plain one if a flag says so.
func both(j *jobs, mutual *tls.Config, mesh bool) {
	h := routes(j)
	s := &http.Server{Addr: ":9443", Handler: h, TLSConfig: mutual, ReadHeaderTimeout: time.Second}
	p := &http.Server{Addr: ":9080", Handler: h, ReadHeaderTimeout: time.Second}
	if mesh {
		spawn("plain", p.ListenAndServe) // want `is served here without`
	}
	spawn("mutual", func() error { return s.ListenAndServeTLS("", "") })
}

// Main serves jobs and reports.
func Main(cert tls.Certificate, base *tls.Config, mesh bool) {
	mutual := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: base.ClientCAs}
	one(&jobs{}, mutual, mesh)
	both(&jobs{}, mutual, mesh)
	select {}
}
