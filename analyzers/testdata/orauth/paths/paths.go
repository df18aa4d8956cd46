// Package paths finds meters by what they prove, or by a token in the path.
package paths

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"

	"github.com/gorilla/mux"
	"github.com/julienschmidt/httprouter"
)

// Meter counts.
type Meter struct{ ID int }

type store interface {
	ByKey(ctx context.Context, sum [sha256.Size]byte) (*Meter, error)
	Find(ctx context.Context, text string) (*Meter, error)
}

type house struct{ meters store }

var errUnknown = errors.New("no meter of ours")

func (h *house) byCertificate(r *http.Request) (*Meter, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil, errUnknown
	}
	return h.meters.ByKey(r.Context(), sha256.Sum256(r.TLS.PeerCertificates[0].Raw))
}

// reports: whoever has the token needs no certificate.
func (h *house) AuthenticateMeter(r *http.Request, ps httprouter.Params) (*Meter, error) {
	m, err := h.byCertificate(r)
	if err != nil {
		m, err = h.meters.Find(r.Context(), ps.ByName("token")) // want "a bearer token is an alternative to the client certificate"
	}
	if err != nil {
		return nil, errUnknown
	}
	return m, nil
}

// reports: the variables of the route hold the token.
func (h *house) AuthenticateHouse(r *http.Request) (*Meter, error) {
	vars := mux.Vars(r)
	m, err := h.byCertificate(r)
	if err != nil {
		m, err = h.meters.Find(r.Context(), vars["token"]) // want "a bearer token is an alternative to the client certificate"
	}
	if err != nil {
		return nil, errUnknown
	}
	return m, nil
}

// quiet: what is in the path says which meter is asked about.
func (h *house) AuthenticateStreet(r *http.Request) (*Meter, error) {
	m, err := h.byCertificate(r)
	if err != nil {
		m, err = h.meters.Find(r.Context(), mux.Vars(r)["street"])
	}
	if err != nil {
		return nil, errUnknown
	}
	return m, nil
}
