// Package proxysecret has a proxy that proves itself with a secret, and clients with
// other credentials.
package proxysecret

import (
	"crypto/subtle"
	"errors"
	"net/http"
)

var errDenied = errors.New("denied")

type verifier struct {
	edgeKey string
	runners map[string]bool
	keys    map[string]string
}

// The proxy's secret is no credential of the caller's: the key is the alternative.
func (v *verifier) authenticate(r *http.Request) (string, error) {
	edge := subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Edge-Key")), []byte(v.edgeKey)) == 1
	if fp := r.Header.Get("X-Client-Cert-Fingerprint"); edge && fp != "" {
		if v.runners[fp] {
			return "runner:" + fp, nil
		}
		return "", errDenied
	}
	if name, ok := v.keys[r.Header.Get("X-API-Key")]; ok { // want "alternative to the client certificate"
		return name, nil
	}
	return "", errDenied
}

// The proxy's secret, and nothing but the certificate that it forwards.
func (v *verifier) forwarded(r *http.Request) (string, error) {
	edge := subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Edge-Key")), []byte(v.edgeKey)) == 1
	if fp := r.Header.Get("X-Client-Cert-Fingerprint"); edge && v.runners[fp] {
		return "runner:" + fp, nil
	}
	return "", errDenied
}

func (v *verifier) handle(auth func(*http.Request) (string, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		name, err := auth(r)
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = w.Write([]byte(name))
	}
}

func Mux(edgeKey string, runners map[string]bool, keys map[string]string) http.Handler {
	v := &verifier{edgeKey, runners, keys}
	mux := http.NewServeMux()
	mux.Handle("/either", v.handle(v.authenticate))
	mux.Handle("/forwarded", v.handle(v.forwarded))
	return mux
}

// Gate is for other packages.
type Gate struct {
	Hosts map[string]bool
	Keys  map[string]string
}

// Caller takes one or the other, whoever asks.
func (g *Gate) Caller(r *http.Request) (string, error) {
	if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 && len(r.TLS.VerifiedChains[0][0].DNSNames) > 0 {
		if n := r.TLS.VerifiedChains[0][0].DNSNames[0]; g.Hosts[n] {
			return n, nil
		}
	}
	if name, ok := g.Keys[r.Header.Get("X-API-Key")]; ok { // want "alternative to the client certificate"
		return name, nil
	}
	return "", errDenied
}
