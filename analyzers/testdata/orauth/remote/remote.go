// Package remote has credentials that another service checks.
package remote

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
)

type asker struct {
	client *http.Client
	own    string // what this service shows to others
	mu     sync.Mutex
}

var errNo = errors.New("no")

func member(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.VerifiedChains) > 0 && len(r.TLS.VerifiedChains[0][0].URIs) > 0 && r.TLS.VerifiedChains[0][0].URIs[0].Host == "members"
}

// userinfo asks with the token.
func (a *asker) userinfo(ctx context.Context, value string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://id.example.com/userinfo", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+value)
	resp, err := a.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return errNo
	}
	return nil
}

// introspect asks about the token (RFC 7662).
func (a *asker) introspect(token string) (bool, error) {
	resp, err := a.client.PostForm("https://id.example.com/introspect", url.Values{"token": {token}})
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	var answer struct {
		Active bool `json:"active"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return false, err
	}
	return answer.Active, nil
}

// check asks in the address.
func (a *asker) check(token string) error {
	resp, err := a.client.Get("https://id.example.com/check?token=" + url.QueryEscape(token))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return errNo
	}
	return nil
}

// bind tries a password elsewhere.
func (a *asker) bind(user, password string) error {
	req, err := http.NewRequest(http.MethodHead, "https://directory.example.com/", nil)
	if err != nil {
		return err
	}
	req.SetBasicAuth(user, password)
	resp, err := a.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		return errNo
	}
	return nil
}

// notify tells another service, with this one's own token, what is going on.
func (a *asker) notify(path string) error {
	req, err := http.NewRequest(http.MethodPost, "https://events.example.com/", strings.NewReader(path))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+a.own)
	resp, err := a.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusAccepted {
		return errNo
	}
	return nil
}

func (a *asker) byUserinfo(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !member(r) {
			if err := a.userinfo(r.Context(), strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")); err != nil { // want `a bearer token is an alternative to the client certificate`
				http.Error(w, "no", http.StatusUnauthorized)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (a *asker) byIntrospection(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !member(r) {
			ok, err := a.introspect(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")) // want `a bearer token is an alternative to the client certificate`
			if err != nil || !ok {
				http.Error(w, "no", http.StatusUnauthorized)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (a *asker) byCheck(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if member(r) || a.check(r.Header.Get("X-Api-Key")) == nil { // want `an api key is an alternative to the client certificate`
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, "no", http.StatusUnauthorized)
	})
}

func (a *asker) byPassword(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, ok := r.BasicAuth()
		if member(r) || ok && a.bind(user, password) == nil { // want `a password is an alternative to the client certificate`
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, "no", http.StatusUnauthorized)
	})
}

// What this service sends of its own, whatever the answer, lets nobody in.
func (a *asker) told(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !member(r) {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		if err := a.notify(r.URL.Path); err != nil {
			http.Error(w, "later", http.StatusBadGateway)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Both, one after the other.
func (a *asker) both(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !member(r) || a.check(r.Header.Get("X-Api-Key")) != nil {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// known says no with the errors of others, after a call that is deferred.
func (a *asker) known(key string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	list, err := os.ReadFile("keys")
	if err != nil {
		return err
	}
	f, err := os.Open("more")
	if err != nil {
		return err
	}
	defer f.Close()
	more, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	if string(list) != key && string(more) != key {
		return errNo
	}
	return nil
}

func (a *asker) byFile(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if member(r) || a.known(r.Header.Get("X-Api-Key")) == nil { // want `an api key is an alternative to the client certificate`
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, "no", http.StatusUnauthorized)
	})
}

// admit asks whoever sends a password for that, and others for a certificate.
func (a *asker) admit(r *http.Request) error {
	if user, password, ok := r.BasicAuth(); ok {
		return a.bind(user, password) // want `a password is an alternative to the client certificate`
	}
	if !member(r) {
		return errNo
	}
	return nil
}

func (a *asker) byAdmission(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := a.admit(r); err != nil {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Serve mounts them all.
func Serve(h http.Handler) http.Handler {
	a := &asker{client: http.DefaultClient, own: os.Getenv("OWN")}
	mux := http.NewServeMux()
	mux.Handle("/1", a.byUserinfo(h))
	mux.Handle("/2", a.byIntrospection(h))
	mux.Handle("/3", a.byCheck(h))
	mux.Handle("/4", a.byPassword(h))
	mux.Handle("/5", a.told(h))
	mux.Handle("/6", a.both(h))
	mux.Handle("/7", a.byFile(h))
	mux.Handle("/8", a.byAdmission(h))
	return mux
}
