// Package keyedfacts reads header fields in which a proxy, known by its secret, writes several
// facts of a client's certificate, each after a key.
package keyedfacts

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"
)

const infoField = "X-Forwarded-Tls-Client-Cert-Info"

type portal struct {
	secret  []byte
	tenants map[string]string
}

func (p *portal) fromProxy(r *http.Request) bool {
	return subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Gateway-Secret")), p.secret) == 1
}

func info(r *http.Request) string {
	s, _ := url.QueryUnescape(r.Header.Get(infoField))
	return s
}

func refuse(w http.ResponseWriter) { http.Error(w, "forbidden", http.StatusForbidden) }

// alternatives returns the names behind the key of alternative names.
func alternatives(facts string) []string {
	for part := range strings.SplitSeq(facts, ";") {
		if names, found := strings.CutPrefix(strings.TrimSpace(part), `SAN="`); found {
			return strings.Split(strings.Trim(names, `"`), ",")
		}
	}
	return nil
}

// quiet: the alternative names, which a helper cuts out.
func (p *portal) byAlternative(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.fromProxy(r) {
			refuse(w)
			return
		}
		for _, name := range alternatives(info(r)) {
			if p.tenants[name] != "" {
				next.ServeHTTP(w, r)
				return
			}
		}
		refuse(w)
	})
}

// quiet: the same on the spot, by the length of the key.
func (p *portal) bySlice(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.fromProxy(r) {
			refuse(w)
			return
		}
		for _, part := range strings.Split(info(r), ";") {
			if strings.HasPrefix(part, "SAN=") {
				if p.tenants[part[len("SAN="):]] != "" {
					next.ServeHTTP(w, r)
					return
				}
			}
		}
		refuse(w)
	})
}

// quiet: what is behind the key when the key is the one of alternative names.
func (p *portal) byCompare(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.fromProxy(r) {
			refuse(w)
			return
		}
		for _, part := range strings.Split(info(r), ";") {
			if key, value, _ := strings.Cut(part, "="); strings.ToUpper(key) == "SAN" && p.tenants[value] != "" {
				next.ServeHTTP(w, r)
				return
			}
		}
		refuse(w)
	})
}

// facts returns what is behind each key.
func facts(field string) map[string]string {
	out := map[string]string{}
	for _, part := range strings.Split(field, ";") {
		if key, value, ok := strings.Cut(part, "="); ok {
			out[key] = strings.Trim(value, `"`)
		}
	}
	return out
}

// quiet: what is found under the key of a URI.
func (p *portal) byURI(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.fromProxy(r) || p.tenants[facts(r.Header.Get("X-Forwarded-Client-Cert"))["URI"]] == "" {
			refuse(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the subject is a name as text.
func (p *portal) bySubject(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.fromProxy(r) || p.tenants[facts(r.Header.Get("X-Forwarded-Client-Cert"))["Subject"]] == "" { // want "distinguished name"
			refuse(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the common name, cut out of the subject.
func (p *portal) byCommonName(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.fromProxy(r) {
			refuse(w)
			return
		}
		_, name, found := strings.Cut(r.Header.Get(infoField), "CN=")
		if !found || p.tenants[strings.TrimSuffix(name, `"`)] == "" { // want "common name"
			refuse(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the field as a whole.
func (p *portal) byAll(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.fromProxy(r) || p.tenants[r.Header.Get(infoField)] == "" { // want "distinguished name"
			refuse(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: what is behind one of several keys.
func (p *portal) byOrganization(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.fromProxy(r) {
			refuse(w)
			return
		}
		for _, part := range strings.Split(r.Header.Get(infoField), ",") {
			if key, value, _ := strings.Cut(part, "="); key == "O" && p.tenants[value] != "" { // want "distinguished name is compared"
				next.ServeHTTP(w, r)
				return
			}
		}
		refuse(w)
	})
}
