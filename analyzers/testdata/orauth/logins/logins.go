// Package logins keeps who logs in in a field that several functions fill.
package logins

import (
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"sync"
)

type form struct {
	Username string
	Password string
}

type desk struct {
	mu      sync.RWMutex
	known   map[string]bool
	byToken map[string]string
	secrets map[string]string
}

func (d *desk) allowed(name string) bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.known[name]
}

func (d *desk) named(token string) (string, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	name, ok := d.byToken[token]
	return name, ok
}

func (d *desk) secret(f form) bool {
	return subtle.ConstantTimeCompare([]byte(d.secrets[f.Username]), []byte(f.Password)) == 1
}

// certified fills the form from the certificate: what others put there is not it.
func (d *desk) certified(r *http.Request, f *form) bool {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].URIs) == 0 {
		return false
	}
	f.Username = r.TLS.VerifiedChains[0][0].URIs[0].String()
	return d.allowed(f.Username)
}

// reports: the password is asked for where the certificate is not good enough.
func (d *desk) login(w http.ResponseWriter, r *http.Request) {
	var f form
	if !d.certified(r, &f) {
		if err := json.NewDecoder(r.Body).Decode(&f); err != nil {
			http.Error(w, "bad form", http.StatusBadRequest)
			return
		}
		if !d.allowed(f.Username) || !d.secret(f) { // want `a password is an alternative to the client certificate`
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
	}
	_, _ = w.Write([]byte("welcome " + f.Username))
}

// quiet: tokens alone.
func (d *desk) tokens(w http.ResponseWriter, r *http.Request) {
	var f form
	name, ok := d.named(r.URL.Query().Get("token"))
	if !ok {
		http.Error(w, "no", http.StatusUnauthorized)
		return
	}
	f.Username = name
	if !d.allowed(f.Username) {
		http.Error(w, "no", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte("welcome " + f.Username))
}

// Serve mounts both.
func Serve() http.Handler {
	d := &desk{known: map[string]bool{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/login", d.login)
	mux.HandleFunc("/tokens", d.tokens)
	return mux
}
