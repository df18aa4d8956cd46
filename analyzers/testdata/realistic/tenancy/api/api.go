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

// Users holds the accounts.
type Users interface {
	Create(tenant, name string) error
}

type API struct {
	backend Backend
	users   Users
}

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

// Somebody whom a gate let in makes accounts for others.
func (a *API) invite(w http.ResponseWriter, r *http.Request) {
	var in struct{ Name string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := a.users.Create(auth.Tenant(r.Context()), in.Name); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// Routes mounts the handlers behind authentication.
func Routes(m *auth.Middleware, b Backend, u Users) http.Handler {
	a := &API{b, u}
	mux := http.NewServeMux()
	mux.Handle("GET /resources", m.Authenticate(http.HandlerFunc(a.list)))
	mux.Handle("DELETE /resources/{id}", m.Authenticate(http.HandlerFunc(a.remove)))
	mux.Handle("POST /users", m.Authenticate(http.HandlerFunc(a.invite)))
	return mux
}
