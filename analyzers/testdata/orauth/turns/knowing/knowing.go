// Package knowing has authenticators, each of one credential.
package knowing

import (
	"crypto/subtle"
	"errors"
	"net/http"

	"testdata/orauth/turns/asking"
)

// Workloads knows callers by their SPIFFE ID.
type Workloads map[string]*asking.Caller

// Authenticate implements asking.Authenticator.
func (w Workloads) Authenticate(r *http.Request) (*asking.Caller, error) {
	if !ByCertificate(r) {
		return nil, errors.New("no certificate")
	}
	c, ok := w[r.TLS.VerifiedChains[0][0].URIs[0].String()]
	if !ok {
		return nil, errors.New("unknown workload")
	}
	return c, nil
}

// Keys knows callers by their API key.
type Keys struct {
	key    string
	caller *asking.Caller
}

// NewKeys makes an authenticator.
func NewKeys(key string) *Keys { return &Keys{key, &asking.Caller{Name: "key"}} }

// Authenticate implements asking.Authenticator.
func (k *Keys) Authenticate(r *http.Request) (*asking.Caller, error) {
	if !ByKey(k.key)(r) {
		return nil, errors.New("wrong key")
	}
	return k.caller, nil
}

type operators struct{ uris map[string]bool }

// NewOperators knows operators by their SPIFFE ID.
func NewOperators(uris map[string]bool) (asking.Authenticator, error) {
	if len(uris) == 0 {
		return nil, errors.New("no operators")
	}
	return &operators{uris}, nil
}

func (o *operators) Authenticate(r *http.Request) (*asking.Caller, error) {
	if !ByCertificate(r) || !o.uris[r.TLS.VerifiedChains[0][0].URIs[0].String()] {
		return nil, errors.New("no operator")
	}
	return &asking.Caller{Name: "operator"}, nil
}

// ByKey checks a key.
func ByKey(key string) func(*http.Request) bool {
	return func(r *http.Request) bool {
		return subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), []byte(key)) == 1
	}
}

// ByCertificate asks for a certificate of ours.
func ByCertificate(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.VerifiedChains) > 0 && len(r.TLS.VerifiedChains[0][0].URIs) == 1 &&
		r.TLS.VerifiedChains[0][0].URIs[0].Host == "example.org"
}
