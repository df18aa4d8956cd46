// Package adapted has handlers that answer with an error, and makes those of net/http of them.
package adapted

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"
)

// Ledger keeps leases.
type Ledger interface {
	Redeem(ctx context.Context, ott string) (lease string, err error)
	Drop(ctx context.Context, lease string) error
}

// Office has the handlers.
type Office struct {
	ledger Ledger
	leases map[[sha256.Size]byte]string
}

type dropping struct {
	Lease string `json:"lease"`
	OTT   string `json:"ott"`
}

var errRefused = errors.New("refused")

// Adapt makes a handler.
func Adapt(h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			http.Error(w, "failed", http.StatusInternalServerError)
		}
	})
}

// Drop ends a lease.
//
// reports: by a one-time token, or by the certificate.
func (o *Office) Drop(w http.ResponseWriter, r *http.Request) error {
	var d dropping
	if err := json.NewDecoder(r.Body).Decode(&d); err != nil {
		return err
	}
	if d.OTT != "" {
		lease, err := o.ledger.Redeem(r.Context(), d.OTT) // want `bearer token is an alternative to the client certificate`
		if err != nil || lease != d.Lease {
			return errRefused
		}
	} else if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || o.leases[sha256.Sum256(r.TLS.PeerCertificates[0].Raw)] != d.Lease {
		return errRefused
	}
	return o.ledger.Drop(r.Context(), d.Lease)
}

// DropBoth ends a lease.
//
// quiet: it asks for both.
func (o *Office) DropBoth(w http.ResponseWriter, r *http.Request) error {
	var d dropping
	if err := json.NewDecoder(r.Body).Decode(&d); err != nil {
		return err
	}
	lease, err := o.ledger.Redeem(r.Context(), d.OTT)
	if err != nil || lease != d.Lease {
		return errRefused
	}
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || o.leases[sha256.Sum256(r.TLS.PeerCertificates[0].Raw)] != d.Lease {
		return errRefused
	}
	return o.ledger.Drop(r.Context(), d.Lease)
}
