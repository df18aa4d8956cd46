// Package logins ends logins by sending the caller on.
package logins

import (
	"crypto/sha256"
	"net/http"
)

type logins struct {
	sessions map[string]string
	pins     map[[sha256.Size]byte]string
	id       func() string
}

// Anybody with a certificate is an operator from then on.
func (l *logins) anybody(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 { // want `any client certificate`
		http.Error(w, "no certificate", http.StatusUnauthorized)
		return
	}
	id := l.id()
	l.sessions[id] = "operator"
	http.SetCookie(w, &http.Cookie{Name: "sid", Value: id, Secure: true, HttpOnly: true})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (l *logins) start(w http.ResponseWriter, user string) {
	id := l.id()
	l.sessions[id] = user
	http.SetCookie(w, &http.Cookie{Name: "sid", Value: id, Secure: true, HttpOnly: true})
}

// The same by a helper.
func (l *logins) helped(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 { // want `any client certificate`
		http.Error(w, "no certificate", http.StatusUnauthorized)
		return
	}
	l.start(w, "operator")
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// Those who are known are.
func (l *logins) known(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		http.Error(w, "no certificate", http.StatusUnauthorized)
		return
	}
	user, ok := l.pins[sha256.Sum256(r.TLS.VerifiedChains[0][0].Raw)]
	if !ok {
		http.Error(w, "not known", http.StatusForbidden)
		return
	}
	id := l.id()
	l.sessions[id] = user
	http.SetCookie(w, &http.Cookie{Name: "sid", Value: id, Secure: true, HttpOnly: true})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// A page for those with a certificate, and one for the others: nobody is let in.
func (l *logins) landing(w http.ResponseWriter, r *http.Request) {
	if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
		http.Redirect(w, r, "/login/certificate", http.StatusFound)
		return
	}
	http.Redirect(w, r, "/login/password", http.StatusFound)
}
