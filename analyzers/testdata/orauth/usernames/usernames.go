// Package usernames has accounts that are found by the user name that a request sends, before
// anything proves that it is theirs.
package usernames

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
)

type account struct {
	name  string
	print [sha256.Size]byte // of the password
	host  string            // in the certificate
	byKey bool
}

var errUnknown = errors.New("unknown account")

func (a *account) knows(password string) bool {
	sum := sha256.Sum256([]byte(password))
	return subtle.ConstantTimeCompare(sum[:], a.print[:]) == 1
}

func (a *account) shows(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.VerifiedChains) > 0 && a.host != "" && r.TLS.VerifiedChains[0][0].VerifyHostname(a.host) == nil
}

type bank map[string]*account

func sent(r *http.Request) (name, password string, given bool) {
	if name, password, ok := r.BasicAuth(); ok {
		return name, password, true
	}
	return r.FormValue("account"), "", false
}

// reports: whoever sends a password needs no certificate.
func (b bank) Authenticate(r *http.Request) (*account, error) {
	name, password, given := sent(r)
	a, ok := b[name]
	if !ok {
		return nil, errUnknown
	}
	if given {
		if !a.knows(password) { // want "is an alternative to the client certificate"
			return nil, errUnknown
		}
		return a, nil
	}
	if !a.shows(r) {
		return nil, errUnknown
	}
	return a, nil
}

// reports: the same in one function.
func (b bank) AuthenticateHere(w http.ResponseWriter, r *http.Request) bool {
	name, password, _ := r.BasicAuth()
	a, ok := b[name]
	if !ok {
		return false
	}
	return a.shows(r) || a.knows(password) // want "is an alternative to the client certificate"
}

// quiet: the account says which of them counts.
func (b bank) AuthenticateAsAgreed(r *http.Request) (*account, error) {
	name, password, _ := sent(r)
	a, ok := b[name]
	if !ok {
		return nil, errUnknown
	}
	if a.byKey {
		if !a.shows(r) {
			return nil, errUnknown
		}
		return a, nil
	}
	if !a.knows(password) {
		return nil, errUnknown
	}
	return a, nil
}

// quiet: the certificate is asked for always, and the user name only says which account it is.
func (b bank) AuthenticateNamed(r *http.Request) (*account, error) {
	name, _, _ := r.BasicAuth()
	a, ok := b[name]
	if !ok || !a.shows(r) {
		return nil, errUnknown
	}
	return a, nil
}

// quiet: both are needed.
func (b bank) AuthenticateTwice(r *http.Request) (*account, error) {
	name, password, given := sent(r)
	a, ok := b[name]
	if !ok || !given || !a.knows(password) || !a.shows(r) {
		return nil, errUnknown
	}
	return a, nil
}
