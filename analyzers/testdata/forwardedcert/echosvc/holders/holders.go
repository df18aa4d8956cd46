// Package holders knows who holds which tickets.
package holders

import (
	"errors"
	"net/http"
)

// Book says which zones are whose.
type Book map[string][]string

// ZonesOf returns the zones of whom the proxy names.
func (b Book) ZonesOf(r *http.Request) ([]string, error) {
	zones, ok := b[r.Header.Get("X-SSL-Client-S-DN")]
	if !ok {
		return nil, errors.New("no such holder")
	}
	return zones, nil
}
