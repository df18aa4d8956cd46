package layers

import (
	"errors"
	"net/http"
)

// decision is an answer.
type decision struct {
	Permit bool
	Reason string
}

// decide knows whether there is a certificate.
func decide(r *http.Request) (decision, error) {
	if r.TLS == nil {
		return decision{}, errors.New("no TLS")
	}
	if len(r.TLS.VerifiedChains) == 0 {
		return decision{Reason: "no certificate"}, nil
	}
	return decision{Permit: true}, nil
}

// reports: a verdict beside an error.
func permitted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d, err := decide(r) // want "any client certificate of a trusted CA passes"
		if err != nil || !d.Permit {
			http.Error(w, d.Reason, http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
