// Package origin keeps in a context who sent a batch.
package origin

import "context"

// Proof says how somebody was recognised.
type Proof interface {
	Kind() string
	Name() string
}

// Sender is whoever sent a batch.
type Sender struct {
	Zone  string
	Proof Proof
}

type key struct{}

// With returns a context that keeps s.
func With(ctx context.Context, s Sender) context.Context { return context.WithValue(ctx, key{}, s) }

// From returns who is kept.
func From(ctx context.Context) Sender {
	s, _ := ctx.Value(key{}).(Sender)
	return s
}
