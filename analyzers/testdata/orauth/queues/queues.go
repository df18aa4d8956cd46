// Package queues asks the authenticators of other packages in turn by a type of its own.
package queues

import (
	"errors"
	"net/http"

	"testdata/orauth/turns/asking"
	"testdata/orauth/turns/knowing"
)

type anyone []asking.Authenticator

func (a anyone) Authenticate(r *http.Request) (*asking.Caller, error) {
	var all []error
	for _, one := range a {
		c, err := one.Authenticate(r)
		if err == nil {
			return c, nil
		}
		all = append(all, err)
	}
	return nil, errors.Join(all...)
}

type everyone []asking.Authenticator

func (e everyone) Authenticate(r *http.Request) (c *asking.Caller, err error) {
	for _, one := range e {
		if c, err = one.Authenticate(r); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// Open reports: a list of a type of this package.
func Open(w knowing.Workloads, key string) asking.Authenticator {
	return anyone{
		w,
		knowing.NewKeys(key), // want "api key is an alternative"
	}
}

// Strict is quiet: both are needed.
func Strict(w knowing.Workloads, key string) asking.Authenticator {
	return everyone{w, knowing.NewKeys(key)}
}

// Workloads is quiet: its list knows certificates alone.
func Workloads(w knowing.Workloads) asking.Authenticator { return anyone{w} }

// Keys is quiet: another list of the same type.
func Keys(key string) asking.Authenticator { return anyone{knowing.NewKeys(key)} }

// firstOf asks those that it is given.
func firstOf(list ...asking.Authenticator) func(*http.Request) (*asking.Caller, error) {
	return func(r *http.Request) (*asking.Caller, error) {
		for _, one := range list {
			if c, err := one.Authenticate(r); err == nil {
				return c, nil
			}
		}
		return nil, errors.New("unknown caller")
	}
}

// Apart is quiet: each path has a list of its own.
func Apart(w knowing.Workloads, key string) map[string]func(*http.Request) (*asking.Caller, error) {
	return map[string]func(*http.Request) (*asking.Caller, error){
		"/workloads": firstOf(w),
		"/keys":      firstOf(knowing.NewKeys(key)),
	}
}

// lateOf asks those that it is given, too.
func lateOf(list []asking.Authenticator) func(*http.Request) (*asking.Caller, error) {
	return func(r *http.Request) (*asking.Caller, error) {
		for _, one := range list {
			if c, err := one.Authenticate(r); err == nil {
				return c, nil
			}
		}
		return nil, errors.New("unknown caller")
	}
}

// Grown reports: the list gets longer where there is a key.
func Grown(w knowing.Workloads, key string) func(*http.Request) (*asking.Caller, error) {
	list := []asking.Authenticator{w}
	if key != "" {
		list = append(list, knowing.NewKeys(key)) // want "api key is an alternative"
	}
	return lateOf(list)
}
