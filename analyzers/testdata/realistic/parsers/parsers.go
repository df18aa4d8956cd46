// Package parsers takes a header apart into a struct, for several gates.
package parsers

import (
	"net"
	"net/http"
	"strings"
)

var allowed = map[string]bool{"spiffe://example.org/writer": true}

type forwarded struct {
	uri  string
	hash string
}

func parse(v string) forwarded {
	var f forwarded
	for part := range strings.SplitSeq(v, ";") {
		switch name, value, _ := strings.Cut(part, "="); name {
		case "URI":
			f.uri = value
		case "Hash":
			f.hash = value
		}
	}
	return f
}

// Open believes whoever sends it.
func Open(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f := parse(r.Header.Get("X-Forwarded-Client-Cert")) // want "a certificate from a header proves nothing"
		if !allowed[f.uri] {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Local believes the proxy beside it: quiet.
func Local(path string, next http.Handler) error {
	ln, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	return http.Serve(ln, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f := parse(r.Header.Get("X-Forwarded-Client-Cert"))
		if !allowed[f.uri] {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	}))
}

// Shown tells what the header says: quiet.
func Shown(w http.ResponseWriter, r *http.Request) {
	f := parse(r.Header.Get("X-Forwarded-Client-Cert"))
	_, _ = w.Write([]byte(f.uri + " " + f.hash))
}
