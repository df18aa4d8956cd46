// Package orm finds records, in the way of libraries whose calls are chained.
package orm

// DB is a query that grows.
type DB struct {
	Error error
	conds []any
	find  func(conds []any, to any) error
}

// Where narrows the query.
func (db *DB) Where(cond string, args ...any) *DB {
	return &DB{conds: append(append(db.conds, cond), args...), find: db.find}
}

// First fills in the first record.
func (db *DB) First(to any) *DB {
	return &DB{Error: db.find(db.conds, to)}
}
