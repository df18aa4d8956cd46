// Package buoy reads what several proxies tell of a ship's certificate.
package buoy

import (
	"errors"
	"net/http"
	"strings"
)

// Ship is what a proxy has told of one.
type Ship struct{ Name string }

var errNone = errors.New("no ship")

// ByDN takes the common name out of the name.
func ByDN(h http.Header) (*Ship, error) {
	_, cn, ok := strings.Cut(h.Get("X-Ssl-Client-S-Dn"), "CN=")
	if !ok {
		return nil, errNone
	}
	return &Ship{Name: cn}, nil
}

// ByURI takes the URI out of what a mesh forwards.
func ByURI(h http.Header) (*Ship, error) {
	_, uri, ok := strings.Cut(h.Get("X-Forwarded-Client-Cert"), "URI=")
	if !ok {
		return nil, errNone
	}
	return &Ship{Name: uri}, nil
}
