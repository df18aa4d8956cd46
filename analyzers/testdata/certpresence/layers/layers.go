// Package layers: helpers three packages deep.
package layers

import (
	"errors"
	"net/http"

	"testdata/certpresence/layers/edge"
	"testdata/certpresence/layers/edge/peercert"
	"testdata/certpresence/layers/edge/peercert/connstate"
)

type desk struct{ tickets []string }

// A bool helper of another package.
func (d *desk) open(w http.ResponseWriter, r *http.Request) {
	if !edge.Machine(r) { // want `any .*certificate`
		http.Error(w, "machines only", http.StatusForbidden)
		return
	}
	d.tickets = append(d.tickets, r.FormValue("title"))
}

// A bool helper of another package that decides.
func (d *desk) close(w http.ResponseWriter, r *http.Request) {
	if !edge.Service(r, "desk.example", "night-desk.example") {
		http.Error(w, "desks only", http.StatusForbidden)
		return
	}
	d.tickets = nil
}

// A (value, error) helper of another package, and its sentinel.
func (d *desk) reopen(w http.ResponseWriter, r *http.Request) {
	if _, err := peercert.Of(r); err != nil { // known limit: the status is chosen by the error
		code := http.StatusInternalServerError
		if errors.Is(err, connstate.ErrNoPeer) {
			code = http.StatusUnauthorized
		}
		http.Error(w, err.Error(), code)
		return
	}
	d.tickets = d.tickets[:0:cap(d.tickets)]
}

// The value of the helper decides.
func (d *desk) assign(w http.ResponseWriter, r *http.Request) {
	c, err := peercert.Of(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	if len(c.EmailAddresses) == 0 || c.EmailAddresses[0] != r.FormValue("owner") {
		http.Error(w, "owner only", http.StatusForbidden)
		return
	}
	d.tickets = append(d.tickets, c.EmailAddresses[0])
}

func Mount(mux *http.ServeMux) {
	d := &desk{}
	mux.HandleFunc("POST /open", d.open)
	mux.HandleFunc("POST /close", d.close)
	mux.HandleFunc("POST /reopen", d.reopen)
	mux.HandleFunc("POST /assign", d.assign)
	mux.Handle("POST /bulk", edge.Peers(http.HandlerFunc(d.close)))
}
