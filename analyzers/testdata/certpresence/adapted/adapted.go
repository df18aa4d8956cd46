// Package adapted has handlers that answer with an error, and makes those of net/http of them.
package adapted

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
)

// Shelf keeps recipes.
type Shelf interface {
	Put(ctx context.Context, name string) error
	AuthorizePut(ctx context.Context, name string) error
}

// Kitchen has the handlers.
type Kitchen struct {
	shelf Shelf
	cooks map[string]bool
}

var errRefused = errors.New("refused")

// Adapt makes a handler.
func Adapt(h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch err := h(w, r); {
		case errors.Is(err, errRefused):
			http.Error(w, "refused", http.StatusForbidden)
		case err != nil:
			http.Error(w, "failed", http.StatusInternalServerError)
		}
	})
}

func (k *Kitchen) known(crt *x509.Certificate) bool {
	for _, n := range crt.DNSNames {
		if k.cooks[n] {
			return true
		}
	}
	return false
}

// Add puts a recipe on the shelf.
//
// reports: what the shelf says is no answer to who asks.
func (k *Kitchen) Add(w http.ResponseWriter, r *http.Request) error {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 { // want "any client certificate of a trusted CA passes"
		return errRefused
	}
	if err := k.shelf.Put(r.Context(), r.URL.Query().Get("name")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusCreated)
	return nil
}

// AddWrapped says more of what failed.
//
// reports: the same error, in other words.
func (k *Kitchen) AddWrapped(w http.ResponseWriter, r *http.Request) error {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 { // want "any client certificate of a trusted CA passes"
		return errRefused
	}
	if err := k.shelf.Put(r.Context(), r.URL.Query().Get("name")); err != nil {
		return fmt.Errorf("shelf: %w", err)
	}
	w.WriteHeader(http.StatusCreated)
	return nil
}

// AddKnown asks who it is.
//
// quiet: the names decide.
func (k *Kitchen) AddKnown(w http.ResponseWriter, r *http.Request) error {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || !k.known(r.TLS.VerifiedChains[0][0]) {
		return errRefused
	}
	if err := k.shelf.Put(r.Context(), r.URL.Query().Get("name")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusCreated)
	return nil
}

// AddAuthorized asks the shelf first.
//
// quiet: by its name the shelf decides, and may know who asks.
func (k *Kitchen) AddAuthorized(w http.ResponseWriter, r *http.Request) error {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return errRefused
	}
	if err := k.shelf.AuthorizePut(r.Context(), r.URL.Query().Get("name")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusCreated)
	return nil
}

// AddTold tells errors apart.
//
// quiet: one of the shelf's errors is a refusal.
func (k *Kitchen) AddTold(w http.ResponseWriter, r *http.Request) error {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return errRefused
	}
	err := k.shelf.Put(r.Context(), r.URL.Query().Get("name"))
	if errors.Is(err, context.Canceled) {
		return errRefused
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusCreated)
	return nil
}

// Presented says whether there is a certificate, for others to decide.
//
// quiet: it is no handler.
func (k *Kitchen) Presented(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return errRefused
	}
	return nil
}
