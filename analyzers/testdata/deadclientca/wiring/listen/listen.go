// Package listen has the program's listeners.
package listen

import (
	"crypto/tls"
	"net/http"
	"time"
)

// Options of a server.
type Options struct {
	Addr string
	TLS  *tls.Config
}

// Serve serves.
func Serve(o Options, h http.Handler) error {
	srv := &http.Server{Addr: o.Addr, Handler: h, TLSConfig: o.TLS, ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// TLS serves.
func TLS(addr string, cfg *tls.Config, h http.Handler) error {
	return Serve(Options{Addr: addr, TLS: cfg}, h)
}
