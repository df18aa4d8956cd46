// Package sharedfield keeps the names of callers in a field that is filled from
// certificates, from passwords and from a file: whose a name is that comes out of it
// does not show there.
package sharedfield

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"sync"
)

// Grant is what callers log in for.
type Grant struct {
	Key, Owner string
	Disabled   bool
}

// Grants are kept by key.
type Grants struct {
	mu    sync.Mutex
	byKey map[string]Grant
	names map[string][]string
}

func (g *Grants) put(grant Grant) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.byKey[grant.Key] = grant
}

// ByCertificate grants to the common name.
func (g *Grants) ByCertificate(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		http.Error(w, "a client certificate is needed", http.StatusUnauthorized)
		return
	}
	grant := Grant{Key: r.FormValue("key")}
	grant.Owner = r.TLS.VerifiedChains[0][0].Subject.CommonName // want `the common name becomes the principal's Owner`
	g.put(grant)
	json.NewEncoder(w).Encode(grant)
}

// ByFile grants to those of a file.
func (g *Grants) ByFile(file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var owners map[string]string
	if err := json.Unmarshal(data, &owners); err != nil {
		return err
	}
	for key, owner := range owners {
		grant := Grant{Key: key}
		grant.Owner = owner
		g.put(grant)
	}
	return nil
}

type base struct{ ID string }

type member struct {
	base
	Title string
}

type caller struct{ User string }

// enrolled returns a record one field of which is the common name, and another one
// made up.
func enrolled(r *http.Request, ids func() string) *member {
	return &member{base{ids()}, r.TLS.PeerCertificates[0].Subject.CommonName}
}

// Identify tells members apart by what was made up for them.
func Identify(r *http.Request, ids func() string) (*caller, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, errors.New("no certificate")
	}
	return &caller{User: enrolled(r, ids).ID}, nil
}

// IdentifyByTitle tells them apart by their common names.
func IdentifyByTitle(r *http.Request, ids func() string) (*caller, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, errors.New("no certificate")
	}
	return &caller{User: enrolled(r, ids).Title}, nil // want `the common name is returned as the caller`
}

type account struct {
	User string
	keys int
}

// Accounts counts the keys of each owner; it makes nobody an account.
func (g *Grants) Accounts(w http.ResponseWriter, r *http.Request) {
	accounts := map[string]account{}
	for _, grant := range g.list() {
		accounts[grant.Owner] = account{grant.Owner, accounts[grant.Owner].keys + 1}
	}
	json.NewEncoder(w).Encode(len(accounts))
}

func (g *Grants) list() (out []*Grant) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, grant := range g.byKey {
		out = append(out, &grant)
	}
	return out
}

// Show answers with what is known of a key, and warns where its owner is not
// known.
func (g *Grants) Show(w http.ResponseWriter, r *http.Request) {
	for _, grant := range g.list() {
		if len(g.names[grant.Owner]) == 0 {
			w.WriteHeader(http.StatusForbidden)
		}
		json.NewEncoder(w).Encode(grant.Key)
	}
}

// session is of one connection, and its name comes from the certificate alone.
type session struct {
	name string
	open bool
}

func (s *session) begin(r *http.Request) {
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
		s.name = r.TLS.PeerCertificates[0].Subject.CommonName
	}
}

// Allow decides on the name of a session.
func (s *session) Allow(r *http.Request, owners map[string]bool) bool {
	s.begin(r)
	return owners[s.name] // want `the common name decides who the peer is`
}
