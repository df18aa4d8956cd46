// Package records keeps what others make, and says by its results what that is.
package records

import (
	"context"
	"errors"
	"sync"
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

// A Book keeps accounts in memory.
type Book struct {
	mu       sync.Mutex
	accounts map[string]*Account
	charged  map[string]int
}

// Lookup finds an account.
func (b *Book) Lookup(name string) *Account { return b.accounts[name] }

// GetOrCreate finds an account, or adds one.
func (b *Book) GetOrCreate(name string) *Account {
	b.mu.Lock()
	defer b.mu.Unlock()
	a, ok := b.accounts[name]
	if !ok {
		a = &Account{Name: name}
		b.accounts[name] = a
	}
	return a
}

// Charge counts what an account has used.
func (b *Book) Charge(a *Account) error {
	if b.charged[a.Name] > 9 {
		return errors.New("used up")
	}
	b.charged[a.Name]++
	return nil
}

// A Table is a mapper's query.
type Table struct{ Error error }

// Where adds a condition.
func (t *Table) Where(cond any) *Table { return t }

// Attrs says what a new row has, too.
func (t *Table) Attrs(cond any) *Table { return t }

// FirstOrCreate finds a row, or adds one.
func (t *Table) FirstOrCreate(dest any) *Table { return t }

// First finds a row.
func (t *Table) First(dest any) *Table { return t }

// Create adds one.
func (t *Table) Create(row any) *Table { return t }
