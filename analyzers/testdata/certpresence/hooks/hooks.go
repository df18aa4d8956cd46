// Package hooks makes functions that decide.
package hooks

import (
	"crypto/tls"
	"errors"
	"slices"
)

// AuthHook decides whether somebody may log in as user.
type AuthHook func(user string) error

var errMissing = errors.New("no client certificate")

// CertAuthHook returns the hook for a connection.
//
// quiet: what it returns decides.
func CertAuthHook(state *tls.ConnectionState) (AuthHook, error) {
	if state == nil || len(state.PeerCertificates) == 0 {
		return nil, errMissing
	}
	names := state.PeerCertificates[0].EmailAddresses
	return func(user string) error {
		if !slices.Contains(names, user) {
			return errors.New("the certificate is somebody else's")
		}
		return nil
	}, nil
}

// CertAuthHookFor is the same, and what it returns has nothing to ask.
//
// reports: whoever has a certificate may log in as anybody.
func CertAuthHookFor(state *tls.ConnectionState) AuthHook {
	return func(user string) error {
		if state == nil || len(state.PeerCertificates) == 0 { // want "any client certificate"
			return errMissing
		}
		return nil
	}
}
