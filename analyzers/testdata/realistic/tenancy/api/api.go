// Package api answers for the tenants that package auth finds: nothing here is
// wrong that is not wrong there.
package api

import (
	"encoding/json"
	"net/http"

	"testdata/realistic/tenancy/auth"
)

// Filter says what to list.
type Filter struct{ TenantID string }

// Backend holds the resources.
type Backend interface {
	List(f Filter) ([]string, error)
	Owner(id string) string
	Delete(id string) error
}

type API struct{ backend Backend }

// The tenant limits what is listed.
func (a *API) list(w http.ResponseWriter, r *http.Request) {
	out, err := a.backend.List(Filter{TenantID: auth.Tenant(r.Context())})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	json.NewEncoder(w).Encode(out)
}

// The user owns what is deleted.
func (a *API) remove(w http.ResponseWriter, r *http.Request) {
	u := auth.FromContext(r.Context())
	if u == nil || a.backend.Owner(r.PathValue("id")) != u.UserID && !u.Admin {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	if err := a.backend.Delete(r.PathValue("id")); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// Routes mounts the handlers behind authentication.
func Routes(m *auth.Middleware, b Backend) http.Handler {
	a := &API{b}
	mux := http.NewServeMux()
	mux.Handle("GET /resources", m.Authenticate(http.HandlerFunc(a.list)))
	mux.Handle("DELETE /resources/{id}", m.Authenticate(http.HandlerFunc(a.remove)))
	return mux
}
