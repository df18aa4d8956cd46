// Package desk asks whoever it is given who a visitor is.
package desk

import (
	"crypto/tls"
	"errors"
	"net/http"
	"sync"
)

// Visitor is somebody who is known under some names.
type Visitor struct{ Names []string }

// Porter knows visitors, and what they may see.
type Porter interface {
	Know(r *http.Request) (*Visitor, error)
	May(v *Visitor, room string) bool
	Called() string
}

// Desk has its porters in a field.
type Desk struct {
	Porters []Porter
	Rooms   map[string]http.Handler
}

var errStranger = errors.New("a stranger")

func (d *Desk) know(r *http.Request) (*Visitor, error) {
	var last error
	for _, p := range d.Porters {
		v, err := p.Know(r)
		if err == nil && v != nil && len(v.Names) > 0 {
			return v, nil
		}
		last = errors.Join(last, errors.New(p.Called()), err)
	}
	return nil, errors.Join(errStranger, last)
}

// ServeHTTP lets visitors into rooms.
func (d *Desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v, err := d.know(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	room := d.Rooms[r.URL.Path]
	if room == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Visitor", v.Names[0])
	w.Header().Set("Cipher", tls.CipherSuiteName(r.TLS.CipherSuite))
	room.ServeHTTP(w, r)
}

// Staff are porters that are added one by one.
type Staff struct {
	mu   sync.RWMutex
	list []Porter
}

// Add adds a porter.
func (s *Staff) Add(p Porter) *Staff {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, p)
	return s
}

func (s *Staff) all() []Porter {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.list
}

// Known is true if one of them knows the visitor.
func (s *Staff) Known(r *http.Request) bool {
	for _, p := range s.all() {
		if v, err := p.Know(r); err == nil && v != nil {
			return true
		}
	}
	return false
}

// May is true if one of them lets the visitor into a room.
func (s *Staff) May(v *Visitor, room string) bool {
	for _, p := range s.all() {
		if p.May(v, room) {
			return true
		}
	}
	return false
}

// Council has to agree.
type Council struct{ Members []Porter }

// Known is true if all of them know the visitor, under some name.
func (c *Council) Known(r *http.Request) bool {
	for _, p := range c.Members {
		v, err := p.Know(r)
		if err != nil || v == nil || len(v.Names) == 0 {
			return false
		}
	}
	return len(c.Members) > 0
}
