// Package names reads forwarded facts under every spelling of their headers.
package names

import (
	"context"
	"errors"
	"log"
	"net/http"
	"net/textproto"
	"slices"
	"strings"

	"testdata/forwardedcert/names/hdr"
)

type tickets struct {
	users    map[string]int64
	subjects []string
	hashes   map[string]bool
	hosts    []string
}

type userKey struct{}

// reports: a literal name; the value is looked up.
func (t *tickets) list(w http.ResponseWriter, r *http.Request) {
	cn := r.Header.Get("X-SSL-Client-CN") // want "header"
	if _, ok := t.users[cn]; !ok {
		http.Error(w, "unknown client", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: any case; the value becomes an identity in the context.
func (t *tickets) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cn := r.Header.Get("x-ssl-client-subject-cn") // want "header"
		if cn == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, cn)))
	})
}

// reports: an underscore form, Apache's convention.
func (t *tickets) apache(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(t.subjects, r.Header.Get("SSL_CLIENT_S_DN")) { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: an underscore form of a dashed name.
func (t *tickets) underscored(w http.ResponseWriter, r *http.Request) {
	if id := r.Header.Get("X_SSL_CLIENT_CN"); t.users[id] == 0 { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

const envoyHeader = "X-Forwarded-Client-Cert"

// reports: a constant of this package.
func (t *tickets) envoy(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for _, field := range strings.Split(r.Header.Get(envoyHeader), ";") { // want "header"
			if hash, ok := strings.CutPrefix(field, "Hash="); ok && t.hashes[hash] {
				next(w, r)
				return
			}
		}
		w.WriteHeader(http.StatusForbidden)
	}
}

// reports: a constant of another package.
func (t *tickets) imported(w http.ResponseWriter, r *http.Request) {
	dn := r.Header.Get(hdr.ClientDN) // want "header"
	if !slices.Contains(t.subjects, dn) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: a constant that is put together in another package.
func (t *tickets) ingress(w http.ResponseWriter, r *http.Request) {
	if !slices.Contains(t.subjects, r.Header.Get(hdr.IngressDN)) { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

var spiffeHeader = "X-Client-Cert-Spiffe"

// reports: a variable with one value; a forwarded SAN is forwarded all the same.
func (t *tickets) variable(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get(spiffeHeader) != "spiffe://tickets.internal/web" { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: a local variable with one value, in a switch.
func (t *tickets) local(w http.ResponseWriter, r *http.Request) {
	name := "X-Client-Cert-CN"
	switch r.Header.Get(name) { // want "header"
	case "worker", "scheduler":
		w.WriteHeader(http.StatusNoContent)
	default:
		w.WriteHeader(http.StatusForbidden)
	}
}

// reports: an index expression on the header map.
func (t *tickets) indexed(w http.ResponseWriter, r *http.Request) {
	values, ok := r.Header["X-Amzn-Mtls-Clientcert-Subject"] // want "header"
	if !ok || len(values) != 1 || !slices.Contains(t.subjects, values[0]) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: an index expression with a canonicalised key.
func (t *tickets) canonical(w http.ResponseWriter, r *http.Request) {
	if vs := r.Header[http.CanonicalHeaderKey("cf-client-cert-sha256")]; len(vs) == 0 || !t.hashes[vs[0]] { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: Values, and each one is compared.
func (t *tickets) values(w http.ResponseWriter, r *http.Request) {
	for _, host := range r.Header.Values(hdr.ClientSAN) { // want "header"
		if slices.Contains(t.hosts, host) {
			w.WriteHeader(http.StatusNoContent)
			return
		}
	}
	w.WriteHeader(http.StatusForbidden)
}

// reports: a textproto.MIMEHeader is the same map.
func (t *tickets) mime(w http.ResponseWriter, r *http.Request) {
	h := textproto.MIMEHeader(r.Header)
	if !t.hashes[h.Get(hdr.Fingerprint)] { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: the header map handed to a helper.
func (t *tickets) handed(w http.ResponseWriter, r *http.Request) {
	if err := t.checkHeader(r.Header); err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

var errClient = errors.New("unknown client")

func (t *tickets) checkHeader(h http.Header) error {
	if _, ok := t.users[h.Get("Cloudfront-Viewer-Cert-Serial-Number")]; !ok { // want "header"
		return errClient
	}
	return nil
}

var certHeaders = []string{"X-Client-Cert-Hash", "X-SSL-Client-SHA256"}

// reports: a list of names in a variable.
func (t *tickets) anyOf(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, name := range certHeaders {
			if t.hashes[r.Header.Get(name)] { // want "header"
				next.ServeHTTP(w, r)
				return
			}
		}
		w.WriteHeader(http.StatusForbidden)
	})
}

// reports: a family that operators name freely, by prefix.
func (t *tickets) family(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Client-Cert-Team") != "tickets" { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: another family.
func (t *tickets) sslFamily(w http.ResponseWriter, r *http.Request) {
	role := r.Header.Get("X-SSL-Client-Role") // want "header"
	if role != "writer" && role != "owner" {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: the third family.
func (t *tickets) ingressFamily(w http.ResponseWriter, r *http.Request) {
	if _, ok := t.users[r.Header.Get("SSL-Client-Uid")]; !ok { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Authenticate names the client.
// reports: a user name returned by an authenticator.
func (t *tickets) Authenticate(r *http.Request) (string, error) {
	user := r.Header.Get("L5d-Client-Id") // want "header"
	if user == "" {
		return "", errClient
	}
	return user, nil
}

// Session is what a login leaves behind.
type Session struct{ Username string }

// Login opens a session.
// reports: a principal's field.
func (t *tickets) Login(r *http.Request) (*Session, error) {
	dn := r.Header.Get("X-Forwarded-Tls-Client-Cert-Info") // want "header"
	if dn == "" {
		return nil, errClient
	}
	return &Session{Username: dn}, nil
}

// quiet: no header of the catalogue, and no family's prefix.
func (t *tickets) otherNames(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Client-Version") != "2" || t.users[r.Header.Get("X-Client-Id")] == 0 {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: a constant of the same package as the others names a request's number.
func (t *tickets) requestID(w http.ResponseWriter, r *http.Request) {
	if id := r.Header.Get(hdr.RequestID); t.hashes[id] {
		w.WriteHeader(http.StatusConflict)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: only logged.
func (t *tickets) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		log.Printf("%s from %q via %q", r.URL.Path, r.Header.Get("X-SSL-Client-CN"), r.Header[http.CanonicalHeaderKey("x-ssl-client-i-dn")])
		next.ServeHTTP(w, r)
	})
}

func subject(r *http.Request) string { return r.Header.Get(hdr.ClientDN) }

// quiet: a helper returns the value, its only caller puts it into a log line.
func (t *tickets) access(w http.ResponseWriter, r *http.Request) {
	log.Printf("access by %s", subject(r))
	w.WriteHeader(http.StatusNoContent)
}

// quiet: the name in a CORS list is no read.
func (t *tickets) cors(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Headers", strings.Join([]string{"Content-Type", envoyHeader}, ", "))
	w.WriteHeader(http.StatusNoContent)
}

// quiet: the header of a response that somebody else has sent.
func (t *tickets) probe(client *http.Client, url string) (bool, error) {
	resp, err := client.Get(url)
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	return resp.Header.Get("X-SSL-Client-CN") == "probe", nil
}
