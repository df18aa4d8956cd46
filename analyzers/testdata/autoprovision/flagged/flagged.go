// Package flagged makes records of which a flag says whether they are in force.
package flagged

import (
	"crypto/x509"
	"net/http"

	"testdata/autoprovision/flagged/roll"
)

type account struct {
	id      string
	state   string
	pending bool
}

type club struct {
	accounts map[string]*account
	roll     *roll.Roll
	review   bool
	instant  bool
}

// enter finds an account, or makes one.
func (c *club) enter(id string, pending bool) *account {
	a, ok := c.accounts[id]
	if !ok {
		a = &account{id: id, pending: pending}
		c.accounts[id] = a
	}
	return a
}

// admit makes an account in a state.
func (c *club) admit(id, state string) *account {
	a := &account{id: id, state: state}
	c.accounts[id] = a // want `an entry in the map makes it from the certificate's identity`
	return a
}

// greet hands the flag on.
func (c *club) greet(id string, pending bool) *account { return c.enter(id, pending) }

func leaf(r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil
	}
	return r.TLS.VerifiedChains[0][0]
}

func name(r *http.Request) (string, bool) {
	c := leaf(r)
	if c == nil || len(c.DNSNames) == 0 {
		return "", false
	}
	return c.DNSNames[0], true
}

// reports: it is not pending.
func (c *club) atOnce(w http.ResponseWriter, r *http.Request) {
	if n, ok := name(r); ok {
		_, _ = w.Write([]byte(c.enter(n, false).id)) // want `an entry in the map makes it from the certificate's identity`
	}
}

// quiet: it is.
func (c *club) afterwards(w http.ResponseWriter, r *http.Request) {
	if n, ok := name(r); ok {
		_, _ = w.Write([]byte(c.enter(n, true).id))
	}
}

// quiet: the operator may have said so.
func (c *club) perhaps(w http.ResponseWriter, r *http.Request) {
	if n, ok := name(r); ok {
		_, _ = w.Write([]byte(c.enter(n, c.review).id))
	}
}

// reports: the flag comes from here.
func (c *club) greeted(w http.ResponseWriter, r *http.Request) {
	if n, ok := name(r); ok {
		_, _ = w.Write([]byte(c.greet(n, false).id)) // want `an entry in the map makes it from the certificate's identity`
	}
}

// quiet: here, too.
func (c *club) asked(w http.ResponseWriter, r *http.Request) {
	if n, ok := name(r); ok {
		_, _ = w.Write([]byte(c.greet(n, true).id))
	}
}

// reports: it is active.
func (c *club) active(w http.ResponseWriter, r *http.Request) {
	if crt := leaf(r); crt != nil {
		_, _ = w.Write([]byte(c.roll.Enter(crt, true).Name)) // want `an entry in the map makes it from the certificate's identity`
	}
}

// quiet: it is not.
func (c *club) inactive(w http.ResponseWriter, r *http.Request) {
	if crt := leaf(r); crt != nil {
		_, _ = w.Write([]byte(c.roll.Enter(crt, false).Name))
	}
}

// reports: it is, if the operator wants it.
func (c *club) instantly(w http.ResponseWriter, r *http.Request) {
	if crt := leaf(r); crt != nil {
		_, _ = w.Write([]byte(c.roll.Enter(crt, c.instant).Name)) // want `an entry in the map makes it from the certificate's identity`
	}
}

// reports: a state in which it may do something.
func (c *club) admitted(w http.ResponseWriter, r *http.Request) {
	if n, ok := name(r); ok {
		_, _ = w.Write([]byte(c.admit(n, "open").id))
	}
}

// quiet: a state in which it may not.
func (c *club) listed(w http.ResponseWriter, r *http.Request) {
	if n, ok := name(r); ok {
		_, _ = w.Write([]byte(c.admit(n, "pending").id))
	}
}

// Mount mounts them.
func Mount(c *club, mux *http.ServeMux) {
	for path, h := range map[string]http.HandlerFunc{
		"/a": c.atOnce, "/b": c.afterwards, "/c": c.perhaps, "/d": c.greeted, "/e": c.asked,
		"/f": c.active, "/g": c.inactive, "/h": c.instantly, "/i": c.admitted, "/j": c.listed,
	} {
		mux.HandleFunc(path, h)
	}
}
