// Package started serves on the network in a goroutine of its own, and on loopback.
package started

import "net/http"

// reports: the network leads here.
func gate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-SSL-Client-CN") != "billing" { // want "header"
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Run runs the service, and the profiler beside it.
func Run(h http.Handler) error {
	go http.ListenAndServe(":8080", gate(h))
	return http.ListenAndServe("127.0.0.1:6060", nil)
}
