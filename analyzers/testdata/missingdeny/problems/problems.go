// Package problems has an error of its own, which writes itself to whoever is refused.
package problems

import (
	"crypto/x509"
	"fmt"
	"net/http"
)

// Problem is an error with a status.
type Problem struct {
	Status int
	Detail string
}

func (p *Problem) Error() string { return p.Detail }

// Write answers with the problem.
func (p *Problem) Write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	fmt.Fprintf(w, `{"detail":%q}`, p.Detail)
}

// Page is no error.
type Page struct {
	Status int
	Text   string
}

// Write answers with the page.
func (p *Page) Write(w http.ResponseWriter) {
	w.WriteHeader(p.Status)
	fmt.Fprintln(w, p.Text)
}

type mills map[string]string

func (m mills) of(leaf *x509.Certificate) (string, *Problem) {
	for _, n := range leaf.DNSNames {
		if mill, ok := m[n]; ok {
			return mill, nil
		}
	}
	return "", &Problem{Status: http.StatusForbidden, Detail: "no mill of ours"}
}

// reports: it writes the problem and goes on.
func (m mills) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, p := m.of(r.TLS.VerifiedChains[0][0])
		if p != nil {
			p.Write(w) // want "goes on"
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: it returns.
func (m mills) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, p := m.of(r.TLS.VerifiedChains[0][0]); p != nil {
			p.Write(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: it is the last that is done.
func (m mills) shown(w http.ResponseWriter, r *http.Request) {
	mill, p := m.of(r.TLS.VerifiedChains[0][0])
	if p == nil {
		(&Page{Status: http.StatusOK, Text: mill}).Write(w)
	} else {
		p.Write(w)
	}
}
