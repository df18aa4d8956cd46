// Package locks opens locks for ships, behind what another package puts in front of it.
package locks

import (
	"log"
	"net/http"

	"github.com/go-chi/chi/v5"

	"testdata/forwardedcert/locks/sluice"
)

type keeper struct {
	ships  map[string]string
	proof  sluice.Proof
	wishes []sluice.Wish
	wish   sluice.Wish
}

// quiet: the fields of strangers are dropped, one by one, and counted.
func (k *keeper) open(w http.ResponseWriter, r *http.Request) {
	ship, ok := k.ships[r.Header.Get("X-Client-Cert-Fingerprint")]
	if !ok {
		http.Error(w, "unknown ship", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(ship))
}

// reports: only what comes twice is dropped.
func (k *keeper) shut(w http.ResponseWriter, r *http.Request) {
	ship, ok := k.ships[r.Header.Get("X-Client-Cert-Fingerprint")] // want "header is believed"
	if !ok {
		http.Error(w, "unknown ship", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(ship))
}

// reports: another field than those that are dropped.
func (k *keeper) drain(w http.ResponseWriter, r *http.Request) {
	ship, ok := k.ships[r.Header.Get("X-SSL-Client-Fingerprint")] // want "header is believed"
	if !ok {
		http.Error(w, "unknown ship", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(ship))
}

// quiet: a router uses the method of the other package.
func (k *keeper) fill(w http.ResponseWriter, r *http.Request) {
	ship, ok := k.ships[r.Header.Get("X-Client-Cert-Fingerprint")]
	if !ok {
		http.Error(w, "unknown ship", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(ship))
}

// reports: it uses the one that drops what comes twice.
func (k *keeper) empty(w http.ResponseWriter, r *http.Request) {
	ship, ok := k.ships[r.Header.Get("X-Client-Cert-Fingerprint")] // want "header is believed"
	if !ok {
		http.Error(w, "unknown ship", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(ship))
}

func routes(k *keeper, s *sluice.Sieve) http.Handler {
	r := chi.NewRouter()
	r.Route("/basin", func(r chi.Router) {
		r.Use(s.Through)
		r.Get("/fill", k.fill)
	})
	r.Route("/pond", func(r chi.Router) {
		r.Use(s.Some)
		r.Get("/empty", k.empty)
	})
	return r
}

func serve(k *keeper, s *sluice.Sieve) error {
	m := http.NewServeMux()
	m.Handle("/open", s.Through(http.HandlerFunc(k.open)))
	m.Handle("/shut", s.Some(http.HandlerFunc(k.shut)))
	m.Handle("/drain", s.Through(http.HandlerFunc(k.drain)))
	m.Handle("/raise", k.proven(http.NotFoundHandler()))
	m.Handle("/lower", k.wished(http.NotFoundHandler()))
	m.Handle("/", routes(k, s))
	return http.ListenAndServe(":8080", m)
}

// quiet: whichever proof is configured, it says who sent the field, which is read before.
func (k *keeper) proven(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ship := r.Header.Get("X-Client-Cert-Fingerprint")
		if err := k.proof.Given(r); err != nil {
			log.Println("refused", ship, err)
			http.Error(w, "not from here", http.StatusForbidden)
			return
		}
		if _, ok := k.ships[ship]; !ok {
			http.Error(w, "unknown ship", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: none of these says for certain who sent it.
func (k *keeper) wished(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := k.wish.Granted(r); err != nil {
			http.Error(w, "not now", http.StatusForbidden)
			return
		}
		if _, ok := k.ships[r.Header.Get("X-Client-Cert-Fingerprint")]; !ok { // want "header is believed"
			http.Error(w, "unknown ship", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Run serves locks whose proof the configuration names.
func Run(kind, secret string, ships map[string]string, s *sluice.Sieve) error {
	k := &keeper{ships: ships}
	var err error
	if k.proof, err = sluice.Pick(kind, s, secret); err != nil {
		return err
	}
	for _, x := range sluice.Wishes(s, 3) {
		k.wish = x
	}
	return serve(k, s)
}
