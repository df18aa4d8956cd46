// Package atlas hands out maps.
package atlas

import (
	"context"
	"net/http"

	"connectrpc.com/connect"

	"testdata/certpresence/spiffeconnect/rules"
)

type sheet struct{ Name string }

func read(_ context.Context, r *connect.Request[sheet]) (*connect.Response[sheet], error) {
	return connect.NewResponse(r.Msg), nil
}

// Ruled returns a handler behind the rules.
func Ruled(r rules.Rules) http.Handler {
	opt := connect.WithInterceptors(&rules.Counter{}, r)
	mux := http.NewServeMux()
	mux.Handle("/atlas/Read", connect.NewUnaryHandler("/atlas/Read", read, opt))
	mux.Handle("/atlas/Draw", connect.NewUnaryHandler("/atlas/Draw", read, opt))
	return mux
}

// Counted returns a handler that is only counted.
func Counted() http.Handler {
	opt := connect.WithInterceptors(&rules.Counter{})
	mux := http.NewServeMux()
	mux.Handle("/atlas/Read", connect.NewUnaryHandler("/atlas/Read", read, opt))
	return mux
}

// Partly returns a handler of which one procedure has rules.
func Partly(r rules.Rules) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/atlas/Read", connect.NewUnaryHandler("/atlas/Read", read, connect.WithInterceptors(r)))
	mux.Handle("/atlas/Draw", connect.NewUnaryHandler("/atlas/Draw", read))
	return mux
}
