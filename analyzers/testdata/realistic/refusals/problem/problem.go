// Package problem makes the project's errors. Nothing here is about certificates.
package problem

// Problem is an error with a status.
type Problem struct {
	Status int
	Detail string
}

func (p *Problem) Error() string { return p.Detail }

// Unauthenticated is for those of whom nothing is known.
func Unauthenticated(detail string) error { return &Problem{401, detail} }

// NewForbiddenError is for those who may not.
func NewForbiddenError(detail string) error { return &Problem{403, detail} }
