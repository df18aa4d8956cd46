// Package infos reads parts of what a proxy, which is known by its secret, says of a
// certificate.
package infos

import (
	"crypto/hmac"
	"net/http"
	"net/url"
	"strings"
)

type desk struct {
	secret []byte
	known  map[string]bool
}

func names(text string) []string {
	dec, err := url.QueryUnescape(text)
	if err != nil {
		return nil
	}
	for _, f := range strings.Split(dec, ";") {
		if rest, ok := strings.CutPrefix(f, `SAN="`); ok {
			return strings.Split(strings.TrimSuffix(rest, `"`), ",")
		}
	}
	return nil
}

func subject(text string) string {
	dec, err := url.QueryUnescape(text)
	if err != nil {
		return ""
	}
	for _, f := range strings.Split(dec, ";") {
		if rest, ok := strings.CutPrefix(f, `Subject="`); ok {
			return strings.TrimSuffix(rest, `"`)
		}
	}
	return ""
}

func (d *desk) proxied(r *http.Request) bool {
	return hmac.Equal([]byte(r.Header.Get("X-Edge-Secret")), d.secret)
}

// quiet: an alternative name.
func (d *desk) byName(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !d.proxied(r) {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		all := names(r.Header.Get("X-Forwarded-Tls-Client-Cert-Info"))
		if len(all) == 0 || !d.known[all[0]] {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the subject.
func (d *desk) bySubject(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !d.proxied(r) {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		if !d.known[subject(r.Header.Get("X-Forwarded-Tls-Client-Cert-Info"))] { // want `the distinguished name decides`
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A visit is what is noted of each request.
type visit struct{ Principal, CertSubject string }

// quiet: what stood in the certificate is noted beside who it is.
func (d *desk) noted(note func(visit), next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].DNSNames) != 1 {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		leaf := r.TLS.PeerCertificates[0]
		v := visit{CertSubject: leaf.Subject.String()}
		if !d.known[leaf.DNSNames[0]] {
			note(v)
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		v.Principal = leaf.DNSNames[0]
		note(v)
		next.ServeHTTP(w, r)
	})
}

// Serve mounts both.
func Serve(next http.Handler) http.Handler {
	d := &desk{known: map[string]bool{}}
	mux := http.NewServeMux()
	mux.Handle("/1", d.byName(next))
	mux.Handle("/2", d.bySubject(next))
	return mux
}
