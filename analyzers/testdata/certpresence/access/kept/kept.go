// Package kept keeps requests, and who sent them, in contexts.
package kept

import (
	"context"
	"errors"
	"net/http"
)

type User struct{ Name string }

type key int

const (
	requestKey key = iota
	userKey
)

var errNone = errors.New("no request")

func WithRequest(ctx context.Context, r *http.Request) context.Context {
	return context.WithValue(ctx, requestKey, r)
}

func Request(ctx context.Context) (*http.Request, error) {
	if r, ok := ctx.Value(requestKey).(*http.Request); ok {
		return r, nil
	}
	return nil, errNone
}

func WithUser(ctx context.Context, u User) context.Context {
	return context.WithValue(ctx, userKey, u)
}

// Admitted takes somebody out of a context whom a gate in front has let in.
func Admitted(ctx context.Context) (*User, error) {
	if u, ok := ctx.Value(userKey).(User); ok {
		return &u, nil
	}
	return nil, errNone
}
