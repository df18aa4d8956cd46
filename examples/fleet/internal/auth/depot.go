package auth

import (
	"context"
	"net/http"

	"example.com/fleet/internal/identity"
)

type depotKey struct{}

// DepotFromContext returns the depot whose controller called.
func DepotFromContext(ctx context.Context) (identity.Depot, bool) {
	depot, ok := ctx.Value(depotKey{}).(identity.Depot)
	return depot, ok
}

// DepotV1 admits the controllers of depots, with certificates that name the
// depot.
func (a *Authenticator) DepotV1(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := identity.OfRequest(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		depot, ok := a.Directory.DepotByName(identity.Name(cert))
		if !ok {
			http.Error(w, "unknown depot", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), depotKey{}, depot)))
	})
}

// Depot admits the controllers of depots, by SPIFFE ID.
func (a *Authenticator) Depot(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := identity.OfRequest(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		id, err := identity.SPIFFEID(cert)
		if err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		depot, ok := a.Directory.DepotByID(id)
		if !ok {
			a.Log.Warn("unknown depot", "id", id, "name", identity.Name(cert))
			http.Error(w, "unknown depot", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), depotKey{}, depot)))
	})
}
