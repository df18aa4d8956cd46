// Package verdicts asks another package for its verdict, which is a number.
package verdicts

import (
	"net/http"
	"strings"

	"testdata/forwardedcert/verdicts/tariffs"
)

func part(v, key string) string {
	for _, kv := range strings.Split(v, ";") {
		if k, v, ok := strings.Cut(kv, "="); ok && strings.EqualFold(k, key) {
			return v
		}
	}
	return ""
}

// reports: the header says who asks.
func told(t tariffs.Table, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := part(r.Header.Get("X-Forwarded-Client-Cert"), "URI") // want "certificate from a header proves nothing"
		if v, _ := t.Evaluate(r.URL.Path, who); v != tariffs.Known {
			http.Error(w, "no tariff of yours", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the hop is the gateway, which is known by its own certificate.
func behind(gateway string, t tariffs.Table, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.PeerCertificates[0].URIs) != 1 || r.TLS.PeerCertificates[0].URIs[0].String() != gateway {
			http.Error(w, "not from the gateway", http.StatusForbidden)
			return
		}
		who := part(r.Header.Get("X-Forwarded-Client-Cert"), "URI")
		if v, _ := t.Evaluate(r.URL.Path, who); v != tariffs.Known {
			http.Error(w, "no tariff of yours", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
