// Package lists has functions for lists of anything.
package lists

// First returns the first element.
func First[E any](list []E) E { return list[0] }

// Last returns the last element.
func Last[E any](list []E) E { return list[len(list)-1] }

// LastOr returns the last element, or another one.
func LastOr[E any](list []E, other E) E {
	if len(list) == 0 {
		return other
	}
	return list[len(list)-1]
}
