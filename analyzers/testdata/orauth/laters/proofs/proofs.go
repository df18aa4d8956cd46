// Package proofs makes checks of what a connection has shown.
package proofs

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"errors"
)

// Proof is asked when it is known who the caller says to be.
type Proof func(user string) error

// OfPin returns the proof by the key of a certificate.
func OfPin(cs *tls.ConnectionState, pins map[string][32]byte) (Proof, error) {
	if len(cs.PeerCertificates) == 0 {
		return nil, errors.New("no certificate")
	}
	sum := sha256.Sum256(cs.PeerCertificates[0].RawSubjectPublicKeyInfo)
	return func(user string) error {
		if pins[user] != sum {
			return errors.New("not the key of " + user)
		}
		return nil
	}, nil
}

// OfPinNow is OfPin for a proof that may be abandoned.
func OfPinNow(cs *tls.ConnectionState, pins map[string][32]byte) (func(ctx context.Context, user string) error, error) {
	prove, err := OfPin(cs, pins)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, user string) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return prove(user)
	}, nil
}
