// Package agents asks another service about certificates.
package agents

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

var errRefused = errors.New("refused")

type agent struct {
	client   *http.Client
	endpoint string
}

type question struct {
	Path string `json:"path"`
	Cert []byte `json:"cert"`
}

// ask sends the certificate to the service, and returns what it says.
func (a *agent) ask(ctx context.Context, leaf *x509.Certificate, path string) error {
	body, err := json.Marshal(map[string]any{"input": question{path, leaf.Raw}})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.endpoint, bytes.NewReader(body))
	if err != nil {
		return err
	}
	res, err := a.client.Do(req)
	if err != nil {
		return fmt.Errorf("agent: %w", err)
	}
	defer res.Body.Close()
	var out struct{ Result bool }
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		return fmt.Errorf("agent: %w", err)
	}
	if !out.Result {
		return errRefused
	}
	return nil
}

// quiet: the service may decide.
func (a *agent) asked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			http.Error(w, "certificate missing", http.StatusUnauthorized)
			return
		}
		if err := a.ask(r.Context(), r.TLS.VerifiedChains[0][0], r.URL.Path); err != nil {
			http.Error(w, "refused", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// alive asks whether the service is there, of nobody.
func (a *agent) alive(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.endpoint, nil)
	if err != nil {
		return err
	}
	res, err := a.client.Do(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

// reports: the service is asked, but not about the certificate.
func (a *agent) healthy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 { // want "any client certificate of a trusted CA passes"
			http.Error(w, "certificate missing", http.StatusUnauthorized)
			return
		}
		if err := a.alive(r.Context()); err != nil {
			http.Error(w, "not now", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}
