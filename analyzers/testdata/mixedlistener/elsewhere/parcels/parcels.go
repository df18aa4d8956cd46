// Package parcels has handlers, and nothing to do with who sends the requests.
package parcels

import "net/http"

// Shelf holds parcels.
type Shelf struct{ parcels map[string]string }

// Open opens a shelf.
func Open() *Shelf { return &Shelf{parcels: map[string]string{}} }

func (s *Shelf) take(w http.ResponseWriter, r *http.Request) {
	delete(s.parcels, r.PathValue("id"))
	w.WriteHeader(http.StatusNoContent)
}

// Routes are those of a shelf.
func Routes(s *Shelf) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("DELETE /parcels/{id}", s.take)
	return mux
}

// Mux is the same, as a router.
func Mux(s *Shelf) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("DELETE /parcels/{id}", s.take)
	return mux
}

// Guard says who may.
type Guard interface{ Allows(r *http.Request) bool }

// Guarded asks a guard first.
func Guarded(s *Shelf, g Guard) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !g.Allows(r) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		s.take(w, r)
	})
}
