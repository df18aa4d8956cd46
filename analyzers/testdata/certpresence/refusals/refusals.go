// Package refusals answers with a pointer that says why somebody is turned away, and that is
// nil for whoever is let in.
package refusals

import (
	"crypto/x509"
	"net/http"
)

// AppError is the program's own error.
type AppError struct {
	Status int
	ID     string
}

func (e *AppError) Error() string { return e.ID }

func refuse(status int, id string) *AppError { return &AppError{Status: status, ID: id} }

var errNobody = &AppError{Status: http.StatusUnauthorized, ID: "nobody"}

// Halt ends a request.
type Halt struct {
	Code int
	Text string
}

// A Ticket is for somebody who got in: nil for whoever did not.
type Ticket struct{ Desk string }

type account struct{ id, role string }

type desk struct {
	accounts map[string]*account
	next     http.Handler
}

func leaf(r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil
	}
	return r.TLS.PeerCertificates[0]
}

// reports: anybody with a certificate.
func (d *desk) AuthorizeGuest(r *http.Request) *AppError {
	if leaf(r) == nil { // want `any client certificate passes`
		return refuse(http.StatusForbidden, "certificate.missing")
	}
	return nil
}

// quiet: somebody whom the desk knows.
func (d *desk) AuthorizeMember(r *http.Request) *AppError {
	c := leaf(r)
	if c == nil {
		return errNobody
	}
	for _, u := range c.URIs {
		if d.accounts[u.String()] != nil {
			return nil
		}
	}
	return refuse(http.StatusForbidden, "member.unknown")
}

// reports: by the name of the type.
func AuthorizeVisitor(r *http.Request) *Halt {
	if leaf(r) == nil { // want `any client certificate passes`
		return &Halt{http.StatusForbidden, "no certificate"}
	}
	return nil
}

// reports: the ticket is for whoever has a certificate.
func AuthorizeTicket(r *http.Request) *Ticket {
	if leaf(r) == nil { // want `any client certificate becomes "all"`
		return nil
	}
	return &Ticket{Desk: "all"}
}

// quiet: who it is, is looked up.
func (d *desk) account(r *http.Request) (*account, *AppError) {
	c := leaf(r)
	if c == nil || len(c.URIs) == 0 {
		return nil, errNobody
	}
	a := d.accounts[c.URIs[0].String()]
	if a == nil {
		return nil, refuse(http.StatusForbidden, "account.unknown")
	}
	return a, nil
}

func (d *desk) members(w http.ResponseWriter, r *http.Request) {
	a, err := d.account(r)
	if err != nil {
		http.Error(w, err.ID, err.Status)
		return
	}
	_, _ = w.Write([]byte(a.role))
}

// reports: in a helper that nothing is known of but that it refuses.
func (d *desk) present(r *http.Request) *AppError {
	if leaf(r) == nil {
		return errNobody
	}
	return nil
}

func (d *desk) guests(w http.ResponseWriter, r *http.Request) {
	if err := d.present(r); err != nil { // want `any client certificate passes`
		http.Error(w, err.ID, err.Status)
		return
	}
	d.next.ServeHTTP(w, r)
}

func (d *desk) filtered(filter func(*http.Request) *AppError) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := filter(r); err != nil {
			http.Error(w, err.ID, err.Status)
			return
		}
		d.next.ServeHTTP(w, r)
	})
}

// Serve mounts them.
func Serve(next http.Handler) http.Handler {
	d := &desk{accounts: map[string]*account{}, next: next}
	mux := http.NewServeMux()
	mux.HandleFunc("/members", d.members)
	mux.HandleFunc("/guests", d.guests)
	mux.Handle("/members/", d.filtered(d.AuthorizeMember))
	return mux
}
