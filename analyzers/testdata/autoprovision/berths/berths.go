// Package berths asks a store behind an interface for boats, and for what goes with them.
package berths

import (
	"context"
	"fmt"
	"net/http"
)

// Boats is a store, of which nothing else is in sight.
type Boats interface {
	FirstOrCreate(ctx context.Context, uri string) (tenant string, err error)
	FindOrCreate(ctx context.Context, uri string) (lease string, err error)
	Tenant(ctx context.Context, uri string) (tenant string, err error)
}

type quay struct{ boats Boats }

func uri(r *http.Request) string {
	leaf := r.TLS.VerifiedChains[0][0]
	if len(leaf.URIs) != 1 {
		return ""
	}
	return leaf.URIs[0].String()
}

// reports: whoever has a certificate becomes one of the tenant's.
func (q *quay) moor(w http.ResponseWriter, r *http.Request) {
	tenant, err := q.boats.FirstOrCreate(r.Context(), uri(r)) // want "FirstOrCreate makes it from the certificate's identity"
	if err != nil {
		http.Error(w, "no berth", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, tenant)
}

// quiet: a lease is no account.
func (q *quay) anchor(w http.ResponseWriter, r *http.Request) {
	lease, err := q.boats.FindOrCreate(r.Context(), uri(r))
	if err != nil {
		http.Error(w, "no berth", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, lease)
}

// quiet: it is only looked up.
func (q *quay) leave(w http.ResponseWriter, r *http.Request) {
	tenant, err := q.boats.Tenant(r.Context(), uri(r))
	if err != nil {
		http.Error(w, "no berth", http.StatusForbidden)
		return
	}
	fmt.Fprintln(w, tenant)
}
