// Package rows keeps machines, and knows nothing of who asks for that.
package rows

import (
	"context"
	"database/sql"
)

// Table is where they are.
type Table struct{ DB *sql.DB }

// Touch returns the state of a machine, which is put into the table when it is new.
func (t *Table) Touch(ctx context.Context, name string) (state string, err error) {
	err = t.DB.QueryRowContext(ctx, `INSERT INTO machines (name, state) VALUES ($1, 'active')
		ON CONFLICT (name) DO UPDATE SET seen = now() RETURNING state`, name).Scan(&state)
	return state, err
}

// Note does the same for an operator to look at.
func (t *Table) Note(ctx context.Context, name string) (state string, err error) {
	err = t.DB.QueryRowContext(ctx, `INSERT INTO machines (name, state) VALUES ($1, 'pending')
		ON CONFLICT (name) DO UPDATE SET seen = now() RETURNING state`, name).Scan(&state)
	return state, err
}

// Seen counts a visit.
func (t *Table) Seen(ctx context.Context, name string) (state string, err error) {
	err = t.DB.QueryRowContext(ctx, `INSERT INTO machine_visits (name, state) VALUES ($1, 'active') RETURNING state`, name).Scan(&state)
	return state, err
}
