// Package halls serves what one package decides with what another asks for, each door by
// itself: what is decided at one is of no use at the others.
package halls

import (
	"crypto/tls"
	"net/http"
	"time"

	"testdata/unverifiedcert/halls/doors"
	"testdata/unverifiedcert/halls/rooms"
)

// Run opens the doors.
func Run(keys *doors.Keys, checks rooms.Checker) error {
	lenders, depot := rooms.NewLenders("lender.example"), rooms.NewDepot(keys.Roots)
	guides := http.HandlerFunc(rooms.NewGuides(checks).Tours)
	mux := http.NewServeMux()
	mux.HandleFunc("/in", depot.Enter)

	fail := make(chan error, 5)
	go func() { fail <- serve(":7400", lenders.Loans(), keys.Lenders()) }() // want `a certificate that anyone can make passes`
	go func() { fail <- serve(":7401", mux, keys.Depot()) }()
	go func() { fail <- serve(":7402", lenders.Loans(), keys.Dated()) }() // want `a certificate that anyone can make passes`
	go func() { fail <- serve(":7403", lenders.Loans(), keys.Checked()) }()
	go func() { fail <- serve(":7404", guides, keys.Depot()) }()
	return <-fail
}

func serve(addr string, h http.Handler, c *tls.Config) error {
	s := &http.Server{Addr: addr, Handler: h, TLSConfig: c, ReadHeaderTimeout: time.Second}
	return s.ListenAndServeTLS("", "")
}
