// Package fixed makes callers of requests, for frameworks that ask functions.
package fixed

import (
	"errors"
	"net/http"
)

// Caller is who calls.
type Caller struct{ Name, Role string }

var errNobody = errors.New("no certificate")

// reports: whoever has a certificate is the worker.
func Worker(r *http.Request) (Caller, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 { // want `any client certificate becomes "worker"`
		return Caller{}, errNobody
	}
	return Caller{Name: "worker", Role: "worker"}, nil
}

// quiet: a caller is made of what the certificate says.
func Service(r *http.Request) (Caller, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].URIs) == 0 {
		return Caller{}, errNobody
	}
	return Caller{Name: r.TLS.VerifiedChains[0][0].URIs[0].String(), Role: "service"}, nil
}

// quiet: what is made says how somebody came, and nothing of who it is.
func Scheme(r *http.Request) (string, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return "", errNobody
	}
	return "mtls", nil
}
