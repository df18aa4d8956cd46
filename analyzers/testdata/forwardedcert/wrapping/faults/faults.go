// Package faults has errors with a status.
package faults

type fault struct {
	status int
	cause  error
}

func (f fault) Error() string { return f.cause.Error() }

// ForbiddenError returns an error that is answered with 403, if there is one.
func ForbiddenError(cause error) error {
	if cause == nil {
		return nil
	}
	return fault{403, cause}
}
