// Package user says who acts. It knows nothing of how that is found out.
package user

import "context"

type User struct {
	Name   string
	Groups []string
}

var (
	Admin     = User{Name: "admin"}
	Anonymous = User{Name: "anonymous"}
)

// Authenticated returns the user with the group of those who have shown who they are.
func (u User) Authenticated() User {
	u.Groups = append(u.Groups[:len(u.Groups):len(u.Groups)], "authenticated")
	return u
}

type key struct{}

// Ctx keeps who acts.
func Ctx(ctx context.Context, u User) context.Context { return context.WithValue(ctx, key{}, u) }

// FromCtx returns who acts.
func FromCtx(ctx context.Context) User {
	if u, ok := ctx.Value(key{}).(User); ok {
		return u
	}
	return Anonymous
}
