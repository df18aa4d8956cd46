// Package records keeps what others make, and says by its results what that is.
package records

import (
	"context"
	"errors"
)

type Account struct{ ID, Name string }

type Visit struct{ ID, Name string }

var ErrNotFound = errors.New("not found")

// A Store keeps accounts.
type Store interface {
	ByName(ctx context.Context, name string) (*Account, error)
	Create(ctx context.Context, name string) (*Account, error)
}

// A Log keeps visits.
type Log interface {
	ByName(ctx context.Context, name string) (*Visit, error)
	Create(ctx context.Context, name string) (*Visit, error)
}

// A Builder makes accounts that nobody keeps.
type Builder interface{ Create(name string) *Account }
