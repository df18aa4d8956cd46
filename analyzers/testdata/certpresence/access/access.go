// Package access has controllers, which find the request in a context.
package access

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"

	"testdata/certpresence/access/kept"
)

var errRefused = errors.New("refused")

func leafless(r *http.Request) bool { return r.TLS == nil || len(r.TLS.PeerCertificates) == 0 }

// Fixed reports: any certificate becomes the one user.
type Fixed struct{ name string }

func (c *Fixed) Authorized(ctx context.Context, _ ...string) (context.Context, error) {
	r, err := kept.Request(ctx)
	if err != nil {
		return nil, err
	}
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want "any client certificate passes"
		return nil, errRefused
	}
	return kept.WithUser(ctx, kept.User{Name: c.name}), nil
}

// Pinned is quiet: the digest names the user.
type Pinned struct{ users map[[32]byte]string }

func (c *Pinned) Authorized(ctx context.Context, _ ...string) (context.Context, error) {
	r, err := kept.Request(ctx)
	if err != nil {
		return nil, err
	}
	if leafless(r) {
		return nil, errRefused
	}
	user, ok := c.users[sha256.Sum256(r.TLS.PeerCertificates[0].Raw)]
	if !ok {
		return nil, errRefused
	}
	return kept.WithUser(ctx, kept.User{Name: user}), nil
}

// Second is quiet: somebody has let the user in before.
type Second struct{}

func (c *Second) Authorized(ctx context.Context, _ ...string) (context.Context, error) {
	r, err := kept.Request(ctx)
	if err != nil {
		return nil, err
	}
	if leafless(r) {
		return nil, errRefused
	}
	if _, err := kept.Admitted(ctx); err != nil {
		return nil, err
	}
	return ctx, nil
}
