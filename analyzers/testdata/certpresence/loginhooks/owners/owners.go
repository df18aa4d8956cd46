// Package owners makes functions that decide who owns a mailbox.
package owners

import (
	"context"
	"crypto/tls"
	"errors"
	"slices"
	"time"
)

// Check is asked when the mailbox is known.
type Check func(ctx context.Context, mailbox string) error

var errNone = errors.New("no client certificate")

// Of returns the check for a connection: that the certificate is the owner's.
func Of(cs *tls.ConnectionState) (Check, error) {
	if cs == nil || len(cs.PeerCertificates) == 0 {
		return nil, errNone
	}
	addresses := cs.PeerCertificates[0].EmailAddresses
	return func(_ context.Context, mailbox string) error {
		if !slices.Contains(addresses, mailbox) {
			return errors.New("the mailbox is somebody else's")
		}
		return nil
	}, nil
}

// Any returns a check that there is a certificate.
//
// reports: all that the check asks for.
func Any(cs *tls.ConnectionState, now time.Time) (Check, error) {
	if now.IsZero() {
		return nil, errors.New("no time")
	}
	return func(context.Context, string) error {
		if cs == nil || len(cs.PeerCertificates) == 0 { // want "any client certificate passes"
			return errNone
		}
		return nil
	}, nil
}

// Chosen returns one of two checks.
func Chosen(cs *tls.ConnectionState, now time.Time) (Check, error) {
	if cs == nil || len(cs.PeerCertificates) == 0 {
		return nil, errNone
	}
	leaf := cs.PeerCertificates[0]
	check := func(_ context.Context, mailbox string) error {
		if !slices.Contains(leaf.EmailAddresses, mailbox) {
			return errors.New("the mailbox is somebody else's")
		}
		return nil
	}
	if now.Before(leaf.NotBefore) {
		return func(context.Context, string) error { return errors.New("too early") }, nil
	}
	return check, nil
}
