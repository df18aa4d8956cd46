// Package adapters puts provers of another package together.
package adapters

import (
	"net/http"

	"testdata/orauth/adapters/proofs"
)

func guard(next http.Handler, p proofs.Prover) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok, err := p.Prove(r); err != nil || !ok {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func routes(next http.Handler, key string) *http.ServeMux {
	mux := http.NewServeMux()
	// reports: the key is enough.
	mux.Handle("/either/", guard(next, proofs.Chain(
		proofs.Workload("fleet"),
		proofs.Key(key, "operator"), // want "alternative to the client certificate"
	)))
	// quiet: both are asked for.
	mux.Handle("/both/", guard(guard(next, proofs.Workload("fleet")), proofs.Key(key, "operator")))
	// quiet: there is no other.
	mux.Handle("/machines/", guard(next, proofs.Chain(proofs.Workload("fleet"), proofs.Workload("lab"))))
	return mux
}
