package main

import (
	"log"
	"net"
	"net/http"

	"github.com/go-chi/chi/v5"

	"testdata/realistic/mounted/api"
)

// docks serves two routers, which are given middleware as it is.
func docks(h http.HandlerFunc) error {
	socket, err := net.Listen("unix", "/run/docks.sock")
	if err != nil {
		return err
	}
	local := chi.NewRouter()
	local.Use(api.Beside)
	local.Get("/docks", h)
	go func() { log.Print(http.Serve(socket, local)) }()

	open := chi.NewRouter()
	open.With(api.InFront).Get("/docks", h)
	return http.ListenAndServe(":8448", open)
}
