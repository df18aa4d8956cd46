// Package mill keeps who may run which loom.
package mill

import (
	"context"
	"errors"
)

// The errors of look-ups that find nothing.
var (
	ErrNoPairing    = errors.New("no pairing")
	ErrNoEnrollment = errors.New("no enrollment")
)

// Pairing is a loom and the hall that it stands in.
type Pairing struct {
	Print   string
	Role    string
	Enabled bool
	Threads []string
}

// Session is a loom's connection.
type Session struct {
	Print   string
	Enabled bool
}

// Weaver runs looms.
type Weaver struct {
	ID     uint
	Name   string
	Closed bool
}

// Visit is one of a weaver's.
type Visit struct{ Name string }

// Shelf keeps them.
type Shelf interface {
	Pairing(ctx context.Context, print string) (*Pairing, error)
	Enrollment(ctx context.Context, print string) (role string, err error)
	StorePairing(ctx context.Context, p *Pairing) error
	Session(ctx context.Context, print string) (*Session, error)
	StoreSession(ctx context.Context, s *Session) error
	FindOrCreate(ctx context.Context, name, hall string) (*Weaver, error)
}

// Table is a mapper's query.
type Table struct{ Error error }

// Where adds a condition.
func (t *Table) Where(cond any) *Table { return t }

// Attrs says what a new row has, too.
func (t *Table) Attrs(attrs any) *Table { return t }

// FirstOrCreate finds a row, or adds one.
func (t *Table) FirstOrCreate(dest any) *Table { return t }
