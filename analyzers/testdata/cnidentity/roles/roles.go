// Package roles looks for a role whose conditions a certificate meets: a struct beside a
// certificate is what that is compared with, whatever its name.
package roles

import (
	"crypto/x509"
	"errors"
	"net/http"
	"path"
)

// A Role is given to certificates.
type Role struct {
	Name        string
	CommonNames []string
	URIs        []string
}

// Login gives roles.
type Login struct{ Roles []Role }

var errNone = errors.New("no role")

func (l *Login) match(leaf *x509.Certificate) (*Role, error) {
	for i := range l.Roles {
		if r := &l.Roles[i]; namedBy(leaf, r) && knownBy(leaf, r) {
			return r, nil
		}
	}
	return nil, errNone
}

// reports: the condition may be left out, which hides none of the others.
func namedBy(leaf *x509.Certificate, r *Role) bool {
	if len(r.CommonNames) == 0 {
		return true
	}
	for _, pattern := range r.CommonNames {
		if ok, _ := path.Match(pattern, leaf.Subject.CommonName); ok { // want "part of the common name decides"
			return true
		}
	}
	return false
}

// quiet: a URI says whose it is.
func knownBy(leaf *x509.Certificate, r *Role) bool {
	if len(r.URIs) == 0 {
		return true
	}
	for _, pattern := range r.URIs {
		for _, u := range leaf.URIs {
			if ok, _ := path.Match(pattern, u.String()); ok {
				return true
			}
		}
	}
	return false
}

// ServeHTTP serves logins.
func (l *Login) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		http.Error(w, "certificate required", http.StatusUnauthorized)
		return
	}
	role, err := l.match(r.TLS.VerifiedChains[0][0])
	if err != nil {
		http.Error(w, "denied", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(role.Name))
}
