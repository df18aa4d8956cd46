// Package policy decides on names, wherever they come from.
package policy

import "errors"

// ErrDenied is the answer to strangers.
var ErrDenied = errors.New("policy: denied")

// Set is a set of names.
type Set map[string]struct{}

// Admits reports whether the name is in the set.
func (s Set) Admits(name string) bool { return s.has(name) }

// Check is Admits with an error.
func (s Set) Check(name string) error {
	if !s.has(name) {
		return ErrDenied
	}
	return nil
}

func (s Set) has(name string) bool {
	_, ok := s[name]
	return ok
}
