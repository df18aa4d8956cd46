package identity

import (
	"crypto/x509"
	"errors"
	"fmt"
)

// ErrUnknown says that somebody was authenticated but is not known here.
var ErrUnknown = errors.New("unknown identity")

// Depot is a site where vehicles are parked and charged.
type Depot struct {
	Name     string   `json:"name"`
	ID       string   `json:"id"` // SPIFFE ID of its controller
	Vehicles []string `json:"vehicles"`
}

// Directory knows the principals and the depots.
type Directory struct {
	principals   map[string]Principal
	depotsByName map[string]Depot
	depotsByID   map[string]Depot
}

// NewDirectory returns a directory of the given principals and depots.
func NewDirectory(principals []Principal, depots []Depot) *Directory {
	d := &Directory{
		principals:   make(map[string]Principal),
		depotsByName: make(map[string]Depot),
		depotsByID:   make(map[string]Depot),
	}
	for _, p := range principals {
		d.principals[p.ID] = p
	}
	for _, depot := range depots {
		d.depotsByName[depot.Name] = depot
		d.depotsByID[depot.ID] = depot
	}
	return d
}

// ByID returns the principal with the SPIFFE ID.
func (d *Directory) ByID(id string) (Principal, error) {
	p, ok := d.principals[id]
	if !ok {
		return Principal{}, fmt.Errorf("%w: %q", ErrUnknown, id)
	}
	return p, nil
}

// ByCertificate returns the principal whose SPIFFE ID cert holds.
func (d *Directory) ByCertificate(cert *x509.Certificate) (Principal, error) {
	id, err := SPIFFEID(cert)
	if err != nil {
		return Principal{}, err
	}
	return d.ByID(id)
}

// DepotByName returns the depot with the name.
func (d *Directory) DepotByName(name string) (Depot, bool) {
	depot, ok := d.depotsByName[name]
	return depot, ok
}

// DepotByID returns the depot whose controller has the SPIFFE ID.
func (d *Directory) DepotByID(id string) (Depot, bool) {
	depot, ok := d.depotsByID[id]
	return depot, ok
}
