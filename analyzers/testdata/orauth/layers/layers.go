// Package layers: helpers three packages deep.
package layers

import (
	"errors"
	"fmt"
	"net/http"

	"testdata/orauth/layers/login"
	"testdata/orauth/layers/login/proof"
)

type app struct {
	cfg   *login.Config
	items map[string]string
}

// bool helpers of another package.
func (a *app) reset(w http.ResponseWriter, r *http.Request) {
	if !a.cfg.IsWorkload(r) && !a.cfg.HasKey(r) { // want `alternative to .*certificate`
		http.Error(w, "unauthenticated", http.StatusUnauthorized)
		return
	}
	clear(a.items)
}

// bool helpers of another package, both needed.
func (a *app) wipe(w http.ResponseWriter, r *http.Request) {
	if !(a.cfg.IsWorkload(r) && a.cfg.HasKey(r)) {
		http.Error(w, "unauthenticated", http.StatusUnauthorized)
		return
	}
	clear(a.items)
}

func (a *app) owner(r *http.Request) (string, error) {
	id, err := proof.Workload(r, a.cfg.Workloads)
	if errors.Is(err, proof.ErrNoProof) {
		id, err = proof.Key(r, a.cfg.Owner, a.cfg.Key) // want `alternative to .*certificate`
	}
	if err != nil {
		return "", fmt.Errorf("owner: %w", err)
	}
	return id, nil
}

// (value, error) helpers of another package, with a sentinel between them.
func (a *app) put(w http.ResponseWriter, r *http.Request) {
	id, err := a.owner(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	a.items[r.FormValue("k")] = id
}

// The key's owner must be the workload's.
func (a *app) handOver(w http.ResponseWriter, r *http.Request) {
	id, err := proof.Workload(r, a.cfg.Workloads)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	owner, err := proof.Key(r, a.cfg.Owner, a.cfg.Key)
	if err != nil || owner != id {
		http.Error(w, "not the owner", http.StatusForbidden)
		return
	}
	delete(a.items, r.FormValue("k"))
}

func Mount(mux *http.ServeMux, cfg *login.Config) {
	a := &app{cfg: cfg, items: map[string]string{}}
	mux.HandleFunc("/reset", a.reset)
	mux.HandleFunc("/wipe", a.wipe)
	mux.HandleFunc("/put", a.put)
	mux.HandleFunc("/handover", a.handOver)
}
