// Package identity says who calls: it maps certificates and tokens to
// principals, and carries them through a request.
package identity

import (
	"context"
	"slices"
)

// Role is what a principal may do.
type Role string

// The roles.
const (
	Vehicle  Role = "vehicle"
	Operator Role = "operator"
	Release  Role = "release"
	Driver   Role = "driver"
	Partner  Role = "partner"
)

// Principal is somebody who was authenticated.
type Principal struct {
	ID    string `json:"id"`
	Roles []Role `json:"roles"`
}

// Has reports whether p has the role.
func (p Principal) Has(role Role) bool {
	return slices.Contains(p.Roles, role)
}

type contextKey struct{}

// NewContext returns a context that carries p.
func NewContext(ctx context.Context, p Principal) context.Context {
	return context.WithValue(ctx, contextKey{}, p)
}

// FromContext returns the principal that ctx carries.
func FromContext(ctx context.Context) (Principal, bool) {
	p, ok := ctx.Value(contextKey{}).(Principal)
	return p, ok
}
