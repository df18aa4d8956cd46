// Package proving makes functions of a certificate that are asked about names.
package proving

import (
	"context"
	"crypto/tls"
	"errors"
)

// Hook is asked whether somebody may be called that.
type Hook func(ctx context.Context, name string) error

// OfState returns the hook for a connection.
func OfState(state *tls.ConnectionState) (Hook, error) {
	if state == nil || len(state.PeerCertificates) == 0 {
		return nil, errors.New("no certificate")
	}
	names := state.PeerCertificates[0].DNSNames
	return func(_ context.Context, name string) error {
		for _, n := range names {
			if n == name {
				return nil
			}
		}
		return errors.New("somebody else")
	}, nil
}
