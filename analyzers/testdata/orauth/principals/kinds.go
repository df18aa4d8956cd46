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

func found(f provers.Finder, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u, err := f.Find(r)
		if err != nil {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		w.Header().Set("X-User", u.Name+" by "+u.Via)
		next.ServeHTTP(w, r)
	})
}

// quiet: a field of the user tells how, also of those who are remembered.
func told(review func(string) (string, error), next http.Handler) http.Handler {
	return found(provers.Finders{provers.ByName{}, &provers.Reviewed{Review: review}}, next)
}

// reports: the field says the same of both.
func same(next http.Handler) http.Handler {
	return found(provers.Finders{provers.ByName{}, provers.Plain{}}, next) // want `a bearer token is an alternative to the client certificate`
}
