// Package locks checks what the design of the service asks for.
package locks

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"encoding/hex"
	"errors"
)

// Scheme is one of the design.
type Scheme struct{ Name string }

// ErrRefused says that a check has failed.
var ErrRefused = errors.New("refused")

// Checks knows the secrets of the service.
type Checks struct {
	word   string
	pinned map[string]bool
}

// APIKeyAuth checks a key.
func (c *Checks) APIKeyAuth(ctx context.Context, given string, _ *Scheme) (context.Context, error) {
	if subtle.ConstantTimeCompare([]byte(given), []byte(c.word)) != 1 {
		return ctx, ErrRefused
	}
	return ctx, nil
}

// CertAuth checks a certificate.
func (c *Checks) CertAuth(ctx context.Context, state *tls.ConnectionState, _ *Scheme) (context.Context, error) {
	if state == nil || len(state.PeerCertificates) == 0 {
		return ctx, ErrRefused
	}
	sum := sha256.Sum256(state.PeerCertificates[0].Raw)
	if !c.pinned[hex.EncodeToString(sum[:])] {
		return ctx, ErrRefused
	}
	return ctx, nil
}

// Same compares the versions of two documents.
func (c *Checks) Same(ctx context.Context, one string, _ *Scheme) (context.Context, error) {
	if subtle.ConstantTimeCompare([]byte(one), []byte(c.word)) != 1 {
		return ctx, ErrRefused
	}
	return ctx, nil
}
