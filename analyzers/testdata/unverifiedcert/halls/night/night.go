// Package night serves with a function that is a variable.
package night

import (
	"crypto/tls"
	"net/http"
	"time"

	"testdata/unverifiedcert/halls/doors"
	"testdata/unverifiedcert/halls/rooms"
)

// Run opens the doors.
func Run(keys *doors.Keys) error {
	lenders, depot := rooms.NewLenders("lender.example"), rooms.NewDepot(keys.Roots)
	fail := make(chan error, 3)
	serve := func(addr string, h http.Handler, c *tls.Config) {
		go func() {
			s := &http.Server{Addr: addr, Handler: h, TLSConfig: c, ReadHeaderTimeout: time.Second}
			fail <- s.ListenAndServeTLS("", "")
		}()
	}
	lend := keys.Dated() // want `a certificate that anyone can make passes`
	serve(":7500", lenders.Loans(), lend)
	serve(":7501", http.HandlerFunc(depot.Enter), keys.Depot())
	serve(":7502", lenders.Loans(), keys.Checked())
	return <-fail
}
