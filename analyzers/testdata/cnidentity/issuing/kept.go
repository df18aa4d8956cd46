package issuing

import (
	"context"
	"crypto/x509"
	"database/sql"
)

type Ledger struct{ db *sql.DB }

// quiet: a certificate that was just issued is kept under its name.
func (l *Ledger) Insert(ctx context.Context, cert *x509.Certificate) error {
	_, err := l.db.ExecContext(ctx, `insert into issued (serial, name) values ($1, $2)`, cert.SerialNumber.Text(16), cert.Subject.CommonName)
	return err
}

// reports: who may renew is asked by name.
func (l *Ledger) Permit(ctx context.Context, cert *x509.Certificate) error {
	var n int
	return l.db.QueryRowContext(ctx, `select 1 from renewers where name = $1`, cert.Subject.CommonName).Scan(&n) // want "common name"
}
