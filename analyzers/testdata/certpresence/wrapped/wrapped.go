// Package wrapped wraps its errors in deferred literals: what failed has failed all the same.
package wrapped

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
)

// A Verifier verifies tokens.
type Verifier interface {
	Verify(ctx context.Context, token string) (*Claims, error)
}

// Claims are those of a token.
type Claims struct{ Subject, Thumbprint string }

type gate struct{ tokens Verifier }

type bearerKey struct{}

func bearer(ctx context.Context) (string, error) {
	t, ok := ctx.Value(bearerKey{}).(string)
	if !ok {
		return "", errors.New("no token")
	}
	return t, nil
}

var errNone = errors.New("client certificate missing")

// quiet: the token has to be bound to the certificate.
func (g *gate) AuthorizeBound(ctx context.Context, cs *tls.ConnectionState) (sub string, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("unauthenticated: %w", err)
		}
	}()
	if len(cs.PeerCertificates) == 0 {
		return "", errNone
	}
	token, err := bearer(ctx)
	if err != nil {
		return "", err
	}
	c, err := g.tokens.Verify(ctx, token)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(cs.PeerCertificates[0].Raw)
	if subtle.ConstantTimeCompare(sum[:], []byte(c.Thumbprint)) != 1 {
		return "", errors.New("bound to another certificate")
	}
	return c.Subject, nil
}

// quiet: likewise, and the literal only tells the log.
func (g *gate) AuthorizeLogged(ctx context.Context, cs *tls.ConnectionState) (err error) {
	defer func() {
		if err != nil {
			log.Printf("refused: %v", err)
		}
	}()
	if len(cs.PeerCertificates) == 0 {
		return errNone
	}
	var token string
	if token, err = bearer(ctx); err != nil {
		return err
	}
	_, err = g.tokens.Verify(ctx, token)
	return err
}

// reports: what fails is wrapped, and a certificate is all that it takes.
func (g *gate) AuthorizeAny(ctx context.Context, cs *tls.ConnectionState) (role string, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("unauthenticated: %w", err)
		}
	}()
	if len(cs.PeerCertificates) == 0 { // want `any client certificate becomes "operator"`
		return "", errNone
	}
	return "operator", nil
}
