// Package hops notes in the context by which kind of hop a request came.
package hops

import (
	"context"
	"net/http"
	"net/netip"
)

// Kind is a kind of hop.
type Kind uint8

// The kinds of hops.
const (
	Stranger Kind = iota
	Balancer
)

type key struct{}

// Tag notes the kind of the hop.
func Tag(balancers netip.Prefix, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k := kind(balancers, r)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key{}, k)))
	})
}

func kind(balancers netip.Prefix, r *http.Request) Kind {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err == nil && balancers.Contains(at.Addr()) {
		return Balancer
	}
	return Stranger
}

// Of returns the kind of the hop by which a request came.
func Of(ctx context.Context) Kind {
	k, _ := ctx.Value(key{}).(Kind)
	return k
}
