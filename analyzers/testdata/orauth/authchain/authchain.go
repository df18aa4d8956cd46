// Package authchain: lists of authenticators, tried in turn or all needed.
package authchain

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

var errNone = errors.New("no authenticator accepted the request")

type User struct{ Name string }

type Authenticator interface {
	Identify(r *http.Request) (*User, error)
}

type certAuth struct{ users map[string]string }

func (a certAuth) Identify(r *http.Request) (*User, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, errors.New("no certificate")
	}
	for _, u := range r.TLS.PeerCertificates[0].URIs {
		if name, ok := a.users[u.String()]; ok {
			return &User{Name: name}, nil
		}
	}
	return nil, errors.New("unknown workload")
}

type tokenAuth struct{ token, name string }

func (a tokenAuth) Identify(r *http.Request) (*User, error) {
	sent := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if subtle.ConstantTimeCompare([]byte(sent), []byte(a.token)) != 1 {
		return nil, errors.New("bad token")
	}
	return &User{Name: a.name}, nil
}

type dnsAuth struct{ users map[string]string }

func (a dnsAuth) Identify(r *http.Request) (*User, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, errors.New("no certificate")
	}
	for _, n := range r.TLS.PeerCertificates[0].DNSNames {
		if name, ok := a.users[n]; ok {
			return &User{Name: name}, nil
		}
	}
	return nil, errors.New("unknown host")
}

type userKey struct{}

// A list of authenticators tried in turn; the list is built by a constructor.
type firstOf struct{ list []Authenticator }

func newFirstOf(users map[string]string, token string) *firstOf {
	return &firstOf{list: []Authenticator{
		certAuth{users: users},
		tokenAuth{token: token, name: "ci"}, // want `alternative to .*certificate`
	}}
}

func (f *firstOf) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, a := range f.list {
			if u, err := a.Identify(r); err == nil {
				next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, u)))
				return
			}
		}
		http.Error(w, errNone.Error(), http.StatusUnauthorized)
	})
}

// The same list type, where every element must accept.
type allOf struct{ list []Authenticator }

func newAllOf(users map[string]string, token string) *allOf {
	return &allOf{list: []Authenticator{
		certAuth{users: users},
		tokenAuth{token: token, name: "ci"},
	}}
}

func (f *allOf) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, a := range f.list {
			if _, err := a.Identify(r); err != nil {
				http.Error(w, err.Error(), http.StatusUnauthorized)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// A list whose elements all rest on the certificate.
type certKinds struct{ list []Authenticator }

func newCertKinds(uris, hosts map[string]string) *certKinds {
	return &certKinds{list: []Authenticator{certAuth{users: uris}, dnsAuth{users: hosts}}}
}

func (k *certKinds) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, a := range k.list {
			if u, err := a.Identify(r); err == nil {
				next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, u)))
				return
			}
		}
		http.Error(w, errNone.Error(), http.StatusUnauthorized)
	})
}

// Not: a registry from which configuration chooses one.
type registry struct {
	byName map[string]Authenticator
	chosen string
}

func newRegistry(users map[string]string, token, chosen string) *registry {
	return &registry{chosen: chosen, byName: map[string]Authenticator{
		"mtls":  certAuth{users: users},
		"token": tokenAuth{token: token, name: "ci"},
	}}
}

func (g *registry) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := g.byName[g.chosen]
		if !ok {
			http.Error(w, "misconfigured", http.StatusInternalServerError)
			return
		}
		u, err := a.Identify(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, u)))
	})
}

// A list of functions, with errors collected for the end.
type methods struct {
	users map[string]string
	token string
}

func (m *methods) byCertificate(r *http.Request) error {
	_, err := certAuth{users: m.users}.Identify(r)
	return err
}

func (m *methods) byToken(r *http.Request) error {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Token")), []byte(m.token)) == 0 {
		return errors.New("bad token")
	}
	return nil
}

func (m *methods) wrap(next http.Handler) http.Handler {
	tries := []func(*http.Request) error{
		m.byCertificate,
		m.byToken, // want `alternative to .*certificate`
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var all error
		for _, try := range tries {
			err := try(r)
			if err == nil {
				next.ServeHTTP(w, r)
				return
			}
			all = errors.Join(all, err)
		}
		http.Error(w, fmt.Sprintf("all failed: %v", all), http.StatusUnauthorized)
	})
}

// An applicability test: the provider that applies decides alone, and both
// providers rest on the certificate.
type provider interface {
	Applies(r *http.Request) bool
	Identify(r *http.Request) (*User, error)
}

type uriProvider struct{ certAuth }

func (uriProvider) Applies(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && len(r.TLS.PeerCertificates[0].URIs) > 0
}

type hostProvider struct{ dnsAuth }

func (hostProvider) Applies(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && len(r.TLS.PeerCertificates[0].DNSNames) > 0
}

func providers(uris, hosts map[string]string) []provider {
	return []provider{uriProvider{certAuth{uris}}, hostProvider{dnsAuth{hosts}}}
}

func applicable(list []provider, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, p := range list {
			if !p.Applies(r) {
				continue
			}
			u, err := p.Identify(r)
			if err != nil {
				http.Error(w, err.Error(), http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, u)))
			return
		}
		http.Error(w, errNone.Error(), http.StatusUnauthorized)
	})
}

func Handler(users, hosts map[string]string, token, chosen string, h http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/first/", newFirstOf(users, token).wrap(h))
	mux.Handle("/all/", newAllOf(users, token).wrap(h))
	mux.Handle("/kinds/", newCertKinds(users, hosts).wrap(h))
	mux.Handle("/chosen/", newRegistry(users, token, chosen).wrap(h))
	mux.Handle("/methods/", (&methods{users: users, token: token}).wrap(h))
	mux.Handle("/providers/", applicable(providers(users, hosts), h))
	return mux
}
