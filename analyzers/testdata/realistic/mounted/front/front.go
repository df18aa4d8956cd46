// Package front puts handlers together.
package front

import (
	"net/http"

	"testdata/realistic/mounted/api"
)

// Proxied is what the proxy beside the service asks.
func Proxied(a *api.API) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/local/", http.StripPrefix("/local", a.Local()))
	mux.HandleFunc("/returns", a.Returns)
	return mux
}
