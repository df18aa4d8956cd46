// Package picking combines functions of any kind.
package picking

import "errors"

// Finder finds a T in a request.
type Finder[R, T any] func(R) (T, error)

// FirstOf finds what one of them does.
func FirstOf[R, T any](finders ...Finder[R, T]) Finder[R, T] {
	return func(r R) (T, error) {
		var zero T
		err := errors.New("nothing found")
		for _, f := range finders {
			t, e := f(r)
			if e == nil {
				return t, nil
			}
			err = errors.Join(err, e)
		}
		return zero, err
	}
}

// AllOf finds what the last of them does, if all find something.
func AllOf[R, T any](finders ...Finder[R, T]) Finder[R, T] {
	return func(r R) (t T, err error) {
		for _, f := range finders {
			if t, err = f(r); err != nil {
				return t, err
			}
		}
		return t, err
	}
}
