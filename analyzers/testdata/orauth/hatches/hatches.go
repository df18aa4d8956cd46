// Package hatches lets in whom others recognise, which it keeps as interfaces.
package hatches

import (
	"net/http"

	"testdata/orauth/hatches/crew"
	"testdata/orauth/hatches/lock"
	"testdata/orauth/hatches/word"
)

type ship struct {
	boats crew.Watch
	words crew.Words
}

func newShip(boats []string, hashes map[string][]byte) (*ship, error) {
	s := &ship{}
	var err error
	if s.boats, err = lock.NewBoats(boats); err != nil {
		return nil, err
	}
	book, err := word.Open(hashes)
	if err != nil {
		return nil, err
	}
	s.words = book
	return s, nil
}

func refuse(w http.ResponseWriter) { http.Error(w, "stand off", http.StatusUnauthorized) }

// reports: a word is enough.
func (s *ship) either(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := s.boats.Recognise(r); err == nil {
			next.ServeHTTP(w, r)
			return
		}
		name, said, ok := r.BasicAuth()
		if !ok {
			refuse(w)
			return
		}
		if err := s.words.Check(name, said); err != nil { // want "a password is an alternative to the client certificate"
			refuse(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: both are needed.
func (s *ship) both(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := s.boats.Recognise(r); err != nil {
			refuse(w)
			return
		}
		name, said, _ := r.BasicAuth()
		if err := s.words.Check(name, said); err != nil {
			refuse(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}
