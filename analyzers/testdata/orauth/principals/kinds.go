package principals

import (
	"net/http"

	"testdata/orauth/principals/provers"
)

func proved(p provers.Prover, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, err := p.Prove(r)
		if err != nil {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		w.Header().Set("X-Caller", who.Ref())
		next.ServeHTTP(w, r)
	})
}

// quiet: the type of who is found tells how.
func byType(next http.Handler) http.Handler {
	return proved(provers.Chain{provers.Machines{}, provers.Keys{}}, next)
}

// reports: both find somebody.
func alike(next http.Handler) http.Handler {
	return proved(provers.Chain{provers.Certificates{}, provers.Secrets{}}, next) // want `an api key is an alternative to the client certificate`
}
