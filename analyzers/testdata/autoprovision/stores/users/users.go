// Package users keeps users, for gates in other packages.
package users

import (
	"context"
	"crypto/x509"
	"errors"
)

// User is somebody.
type User struct{ ID string }

// Repo keeps users.
type Repo interface {
	Load(ctx context.Context, id string) (*User, error)
	InsertUser(ctx context.Context, u User) error
}

// Of returns the user whose certificate it is, and makes one if there is none.
func Of(ctx context.Context, r Repo, c *x509.Certificate) (*User, error) {
	if len(c.URIs) == 0 {
		return nil, errors.New("no identity")
	}
	id := c.URIs[0].String()
	if u, err := r.Load(ctx, id); err == nil {
		return u, nil
	}
	u := User{ID: id}
	if err := r.InsertUser(ctx, u); err != nil {
		return nil, err
	}
	return &u, nil
}

// Known returns the user whose certificate it is.
func Known(ctx context.Context, r Repo, c *x509.Certificate) (*User, error) {
	if len(c.URIs) == 0 {
		return nil, errors.New("no identity")
	}
	return r.Load(ctx, c.URIs[0].String())
}

// Directory knows users of another system, and whether they may come in.
type Directory interface {
	Authenticate(ctx context.Context, id string) (*User, error)
}

// Mirrored returns a user as the directory has it, and keeps a copy.
func Mirrored(ctx context.Context, r Repo, d Directory, c *x509.Certificate) (*User, error) {
	if len(c.URIs) == 0 {
		return nil, errors.New("no identity")
	}
	u, err := d.Authenticate(ctx, c.URIs[0].String())
	if err != nil {
		return nil, err
	}
	return u, r.InsertUser(ctx, *u)
}
