// Package formlogin opens sessions: for a client certificate, and for a name and a
// password in the request's body.
package formlogin

import (
	"encoding/json"
	"log"
	"net/http"
)

// Credentials is what the login form sends.
type Credentials struct {
	User     string `json:"user"`
	Password string `json:"password"`
}

type Directory interface {
	Exists(user string) bool
	Bind(c Credentials) (bool, error)
}

type Service struct {
	people   Directory
	sessions map[string]string
}

// byCertificate fills in the user of the certificate.
func (s *Service) byCertificate(r *http.Request, c *Credentials) bool {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return false
	}
	for _, mail := range r.TLS.VerifiedChains[0][0].EmailAddresses {
		if s.people.Exists(mail) {
			c.User = mail
			return true
		}
	}
	return false
}

// Who has no certificate that is known is asked for a password instead.
func (s *Service) Login(w http.ResponseWriter, r *http.Request) {
	form := Credentials{}
	ok := s.byCertificate(r, &form)
	if !ok {
		if err := json.NewDecoder(r.Body).Decode(&form); err != nil {
			http.Error(w, "no form", http.StatusBadRequest)
			return
		}
		var err error
		ok, err = s.people.Bind(form) // want `a password is an alternative to the client certificate`
		if err != nil {
			log.Print(err)
		}
	}
	if !ok {
		http.Error(w, "wrong name or password", http.StatusUnauthorized)
		return
	}
	s.open(w, form.User)
}

// Both are needed here.
func (s *Service) LoginWithBoth(w http.ResponseWriter, r *http.Request) {
	var form Credentials
	if err := json.NewDecoder(r.Body).Decode(&form); err != nil {
		http.Error(w, "no form", http.StatusBadRequest)
		return
	}
	ok, err := s.people.Bind(form)
	if err != nil || !ok {
		http.Error(w, "wrong name or password", http.StatusUnauthorized)
		return
	}
	owner := Credentials{}
	if !s.byCertificate(r, &owner) || owner.User != form.User {
		http.Error(w, "this is not your certificate", http.StatusForbidden)
		return
	}
	s.open(w, form.User)
}

// What the body holds is no credential: a certificate is all that counts.
func (s *Service) Rename(w http.ResponseWriter, r *http.Request) {
	var in struct{ Nick string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, "no name", http.StatusBadRequest)
		return
	}
	who := Credentials{}
	if !s.byCertificate(r, &who) {
		http.Error(w, "client certificate required", http.StatusUnauthorized)
		return
	}
	s.sessions[who.User] = in.Nick
}

func (s *Service) open(w http.ResponseWriter, user string) {
	http.SetCookie(w, &http.Cookie{Name: "session", Value: s.sessions[user]})
}
