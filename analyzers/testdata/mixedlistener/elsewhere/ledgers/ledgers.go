// Package ledgers has handlers, some of which ask for certificates.
package ledgers

import "net/http"

// Ledger holds entries.
type Ledger struct{ entries []string }

// Clerk asks for a clerk's certificate.
func Clerk(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.VerifiedChains) > 0 && len(r.TLS.VerifiedChains[0][0].DNSNames) == 1 && r.TLS.VerifiedChains[0][0].DNSNames[0] == "clerk.example.org"
}

func (l *Ledger) enter(w http.ResponseWriter, r *http.Request) {
	l.entries = append(l.entries, r.FormValue("entry"))
	w.WriteHeader(http.StatusCreated)
}

// Public takes entries from everybody who reaches it.
func (l *Ledger) Public() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /entries", l.enter)
	return mux
}

// Clerks takes entries from clerks.
func (l *Ledger) Clerks() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /entries", func(w http.ResponseWriter, r *http.Request) {
		if !Clerk(r) {
			http.Error(w, "clerks only", http.StatusForbidden)
			return
		}
		l.enter(w, r)
	})
	return mux
}
