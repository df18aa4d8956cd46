// Package believed takes a forwarded header apart, and believes what it says.
package believed

import (
	"net/http"
	"strings"
)

type element struct{ Subject, URI string }

func parse(header string) (e element) {
	for _, pair := range strings.Split(header, ";") {
		switch k, v, _ := strings.Cut(pair, "="); k {
		case "Subject":
			e.Subject = v
		case "URI":
			e.URI = v
		}
	}
	return e
}

// reports: decided on with nothing known of the hop.
func gate(allowed map[string]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e := parse(r.Header.Get("X-Forwarded-Client-Cert")) // want "header"
		if !allowed[e.Subject] {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
