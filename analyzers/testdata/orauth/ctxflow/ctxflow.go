// Package ctxflow: certificate and token come through the context, from
// another package.
package ctxflow

import (
	"crypto/hmac"
	"net/http"

	"testdata/orauth/ctxflow/caller"
)

type mailbox struct {
	token  []byte
	owners map[string]bool
	mails  []string
}

// The token stands in for the certificate.
func (m *mailbox) send(w http.ResponseWriter, r *http.Request) {
	c := caller.Certificate(r.Context())
	if c == nil || len(c.EmailAddresses) == 0 || !m.owners[c.EmailAddresses[0]] {
		if !hmac.Equal([]byte(caller.Token(r.Context())), m.token) { // want `alternative to .*certificate`
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
	}
	m.mails = append(m.mails, r.FormValue("text"))
}

// Both.
func (m *mailbox) drop(w http.ResponseWriter, r *http.Request) {
	c := caller.Certificate(r.Context())
	if c == nil || len(c.EmailAddresses) == 0 || !m.owners[c.EmailAddresses[0]] {
		http.Error(w, "unauthenticated", http.StatusUnauthorized)
		return
	}
	if !hmac.Equal([]byte(caller.Token(r.Context())), m.token) {
		http.Error(w, "unauthenticated", http.StatusUnauthorized)
		return
	}
	m.mails = nil
}

func Handler() http.Handler {
	m := &mailbox{owners: map[string]bool{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/send", m.send)
	mux.HandleFunc("/drop", m.drop)
	return caller.Attach(mux)
}
