// Package elements takes a forwarded header apart: what it makes of it is nobody's
// identity, whatever its fields are called.
package elements

import (
	"net/http"
	"net/netip"
	"strings"
)

type element struct{ Subject, URI string }

func parse(header string) (out []element) {
	for _, part := range strings.Split(header, ",") {
		var e element
		for _, pair := range strings.Split(part, ";") {
			switch k, v, _ := strings.Cut(pair, "="); k {
			case "Subject":
				e.Subject = v
			case "URI":
				e.URI = v
			}
		}
		out = append(out, e)
	}
	return out
}

// quiet: it is shown to whoever observes.
func observed(seen func(string), next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, e := range parse(r.Header.Get("X-Forwarded-Client-Cert")) {
			seen(e.Subject)
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: read first, decided on after the hop is known.
func fromProxy(proxy netip.Prefix, allowed map[string]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		es := parse(r.Header.Get("X-Forwarded-Client-Cert"))
		from, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !proxy.Contains(from.Addr()) || len(es) == 0 {
			http.Error(w, "not from the proxy", http.StatusForbidden)
			return
		}
		if !allowed[es[0].URI] {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
