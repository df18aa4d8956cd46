// Package records finds devices.
package records

import (
	"context"
	"crypto/x509"
	"database/sql"
	"errors"
)

// ErrDenied is returned for whoever is no device.
var ErrDenied = errors.New("denied")

// Service hands out commands.
type Service struct{ DB *sql.DB }

// Next returns the next command for the device that a certificate was issued to.
func (s *Service) Next(ctx context.Context, cert *x509.Certificate) (string, error) {
	var command string
	err := s.DB.QueryRowContext(ctx, "SELECT command FROM queue WHERE serial = ?", cert.SerialNumber.String()).Scan(&command) // want "the serial number alone does not say whose certificate it is"
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrDenied
	}
	return command, err
}
