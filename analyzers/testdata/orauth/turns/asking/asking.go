// Package asking puts authenticators together, whatever they look at.
package asking

import (
	"context"
	"errors"
	"net/http"
)

// A Caller is who calls.
type Caller struct{ Name string }

// Authenticator finds the caller of a request.
type Authenticator interface {
	Authenticate(r *http.Request) (*Caller, error)
}

// ErrUnknown says that nobody knows the caller.
var ErrUnknown = errors.New("unknown caller")

type firstOf struct{ list []Authenticator }

// FirstOf returns an authenticator that asks others until one knows the caller.
func FirstOf(list ...Authenticator) Authenticator { return &firstOf{list: list} }

func (f *firstOf) Authenticate(r *http.Request) (*Caller, error) {
	err := ErrUnknown
	for _, a := range f.list {
		c, e := a.Authenticate(r)
		if e == nil {
			return c, nil
		}
		err = errors.Join(err, e)
	}
	return nil, err
}

// Every asks all.
type Every []Authenticator

// Authenticate implements Authenticator.
func (l Every) Authenticate(r *http.Request) (*Caller, error) {
	var caller *Caller
	for _, a := range l {
		c, err := a.Authenticate(r)
		if err != nil {
			return nil, err
		}
		caller = c
	}
	if caller == nil {
		return nil, ErrUnknown
	}
	return caller, nil
}

// Some is satisfied with one.
type Some []Authenticator

// Authenticate implements Authenticator.
func (l Some) Authenticate(r *http.Request) (*Caller, error) {
	for _, a := range l {
		if c, err := a.Authenticate(r); err == nil && c != nil {
			return c, nil
		}
	}
	return nil, ErrUnknown
}

type callerKey struct{}

// Guard has a list of authenticators that grows.
type Guard struct {
	list []Authenticator
	// Checks lets in who passes one of them.
	Checks []func(*http.Request) bool
}

// Add adds one.
func (g *Guard) Add(a Authenticator) *Guard {
	g.list = append(g.list, a)
	return g
}

// Option configures a guard.
type Option func(*Guard)

// With is an option.
func With(a Authenticator) Option {
	return func(g *Guard) { g.list = append(g.list, a) }
}

// NewGuard makes one.
func NewGuard(options ...Option) *Guard {
	g := &Guard{}
	for _, o := range options {
		o(g)
	}
	return g
}

// Wrap puts it in front of a handler.
func (g *Guard) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, a := range g.list {
			c, err := a.Authenticate(r)
			if err != nil {
				continue
			}
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, c)))
			return
		}
		for _, ok := range g.Checks {
			if ok(r) {
				next.ServeHTTP(w, r)
				return
			}
		}
		w.WriteHeader(http.StatusUnauthorized)
	})
}

// Applicable returns the first of the providers that feels responsible.
func Applicable(r *http.Request, providers ...func(*http.Request) bool) int {
	for i, p := range providers {
		if p(r) {
			return i
		}
	}
	return -1
}

// A Check says whether it knows the sender of a request.
type Check func(*http.Request) bool

// AnyOf makes middleware of checks of which one is enough.
func AnyOf(checks ...Check) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for _, known := range checks {
				if known(r) {
					next.ServeHTTP(w, r)
					return
				}
			}
			w.WriteHeader(http.StatusUnauthorized)
		})
	}
}

// AllOf makes middleware of checks of which none may fail.
func AllOf(checks ...Check) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for _, known := range checks {
				if !known(r) {
					w.WriteHeader(http.StatusUnauthorized)
					return
				}
			}
			next.ServeHTTP(w, r)
		})
	}
}

// A Handler answers a request, or says why it could not.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Before returns middleware that goes on as soon as one knows the caller.
func Before(list ...Authenticator) func(Handler) Handler {
	return func(next Handler) Handler {
		return func(w http.ResponseWriter, r *http.Request) error {
			var all []error
			for _, a := range list {
				c, err := a.Authenticate(r)
				if err == nil {
					return next(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, c)))
				}
				all = append(all, err)
			}
			return errors.Join(all...)
		}
	}
}
