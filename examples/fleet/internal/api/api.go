// Package api holds the handlers of the HTTP interface. They are mounted
// behind the middleware of packages auth and gateway.
package api

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"example.com/fleet/internal/auth"
	"example.com/fleet/internal/fleet"
	"example.com/fleet/internal/identity"
)

const maxFirmware = 64 << 20

// API serves the state of the fleet.
type API struct {
	Fleet *fleet.Store
}

// Vehicles lists the positions of all vehicles.
func (a *API) Vehicles(w http.ResponseWriter, _ *http.Request) {
	reply(w, a.Fleet.Positions())
}

// Command queues a command for a vehicle.
func (a *API) Command(w http.ResponseWriter, r *http.Request) {
	var body struct{ Command string }
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	a.Fleet.Command(r.PathValue("vehicle"), body.Command)
	w.WriteHeader(http.StatusAccepted)
}

// PutFirmware stores an image.
func (a *API) PutFirmware(w http.ResponseWriter, r *http.Request) {
	image, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxFirmware))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	a.Fleet.PutFirmware(r.PathValue("version"), image)
	w.WriteHeader(http.StatusCreated)
}

// DeleteFirmware withdraws an image.
func (a *API) DeleteFirmware(w http.ResponseWriter, r *http.Request) {
	a.Fleet.DeleteFirmware(r.PathValue("version"))
	w.WriteHeader(http.StatusNoContent)
}

// Depot lists the positions of the calling depot's vehicles.
func (a *API) Depot(w http.ResponseWriter, r *http.Request) {
	depot, ok := auth.DepotFromContext(r.Context())
	if !ok {
		http.Error(w, "no depot", http.StatusInternalServerError)
		return
	}
	if len(depot.Vehicles) == 0 {
		reply(w, []fleet.Position{})
		return
	}
	reply(w, a.Fleet.Positions(depot.Vehicles...))
}

// Whoami names the caller.
func (a *API) Whoami(w http.ResponseWriter, r *http.Request) {
	p, ok := identity.FromContext(r.Context())
	if !ok {
		http.Error(w, "no principal", http.StatusInternalServerError)
		return
	}
	reply(w, p)
}

// Metrics writes what is measured.
func (a *API) Metrics(w http.ResponseWriter, _ *http.Request) {
	vehicles, images := a.Fleet.Size()
	fmt.Fprintf(w, "fleet_vehicles %d\nfleet_firmware_images %d\n", vehicles, images)
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}
