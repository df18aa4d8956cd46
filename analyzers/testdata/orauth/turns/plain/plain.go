// Package plain has lists that mention nothing of certificates, so that nobody looks into them.
package plain

import (
	"errors"
	"net/http"
)

// Principal is who sends something.
type Principal struct{ Name string }

// Finder finds the principal.
type Finder interface {
	Find(*http.Request) (*Principal, error)
}

// Sequence is asked until one answers.
type Sequence []Finder

// Find returns who the first finds that knows.
func (s Sequence) Find(r *http.Request) (*Principal, error) {
	for _, f := range s {
		if c, err := f.Find(r); err == nil {
			return c, nil
		}
	}
	return nil, errors.New("nobody")
}

// Checker checks.
type Checker interface {
	Check(*http.Request) error
}

// Checks are passed one after the other.
type Checks []Checker

// Check passes where all do.
func (s Checks) Check(r *http.Request) error {
	for _, c := range s {
		if err := c.Check(r); err != nil {
			return err
		}
	}
	return nil
}
