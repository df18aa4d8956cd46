// Package rights verifies who may use the tables.
package rights

import "crypto/x509"

// Record is what is known of a user.
type Record struct {
	Subject string
	Tables  []string
}

// Table holds the records by user.
type Table map[string]Record

// Verification finds whether the certificate is that of the user.
func (t Table) Verification(user string, leaf *x509.Certificate) bool {
	r, ok := t[user]
	return ok && r.Subject != "" && leaf.Subject.String() == r.Subject
}
