// Package errs is a backup server whose checks answer with bools, errors and
// values in every mixture.
package errs

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log"
	"net/http"
	"slices"
)

var (
	errNoCert     = errors.New("no certificate")
	errNotAllowed = errors.New("not allowed")
)

type vault struct {
	owners map[string]int64
	names  []string
	sans   []string
}

func leafOf(cs *tls.ConnectionState) (*x509.Certificate, error) {
	if cs == nil || len(cs.VerifiedChains) == 0 || len(cs.VerifiedChains[0]) == 0 {
		return nil, errNoCert
	}
	return cs.VerifiedChains[0][0], nil
}

func (v *vault) checkOwner(r *http.Request) error {
	leaf, err := leafOf(r.TLS)
	if err != nil {
		return fmt.Errorf("check owner: %w", err)
	}
	if _, ok := v.owners[leaf.Subject.CommonName]; !ok { // want "common name"
		return fmt.Errorf("owner %q: %w", leaf.Subject.CommonName, errNotAllowed)
	}
	return nil
}

// reports: a helper answers with a wrapped sentinel error.
func (v *vault) restore(w http.ResponseWriter, r *http.Request) {
	err := v.checkOwner(r)
	switch {
	case errors.Is(err, errNoCert):
		w.WriteHeader(http.StatusUnauthorized)
		return
	case errors.Is(err, errNotAllowed):
		w.WriteHeader(http.StatusForbidden)
		return
	case err != nil:
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

func (v *vault) ownerID(cert *x509.Certificate) (int64, error) {
	id, ok := v.owners[cert.Subject.CommonName] // want "common name"
	if !ok {
		return 0, errNotAllowed
	}
	return id, nil
}

// reports: a (value, error) helper takes the certificate and decides.
func (v *vault) list(w http.ResponseWriter, r *http.Request) {
	leaf, err := leafOf(r.TLS)
	if err != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	id, err := v.ownerID(leaf)
	if err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	fmt.Fprintln(w, id)
}

func (v *vault) admit(r *http.Request) (ok bool) {
	defer func() {
		if !ok {
			log.Printf("turned away %s", r.RemoteAddr)
		}
	}()
	leaf, err := leafOf(r.TLS)
	if err != nil {
		return
	}
	ok = slices.Contains(v.names, leaf.Subject.CommonName) // want "common name"
	return
}

// reports: a named result that a deferred closure reads.
func (v *vault) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !v.admit(r) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func commonName(r *http.Request) (name string, err error) {
	leaf, err := leafOf(r.TLS)
	if err != nil {
		return "", err
	}
	return leaf.Subject.CommonName, nil
}

// reports: a (value, error) helper hands out the name, the gate decides.
func (v *vault) prune(w http.ResponseWriter, r *http.Request) {
	name, err := commonName(r)
	if err != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	allowed := false
	for _, n := range v.names {
		allowed = allowed || n == name // want "common name"
	}
	if !allowed {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: joined errors, one of them decided on the name.
func (v *vault) joined(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var errs []error
		name, err := commonName(r)
		errs = append(errs, err)
		if !slices.Contains(v.names, name) { // want "common name"
			errs = append(errs, errNotAllowed)
		}
		if err := errors.Join(errs...); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: a flag carries the decision to the deny, which is a panic.
func (v *vault) flagged(w http.ResponseWriter, r *http.Request) {
	name, err := commonName(r)
	if err != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	permitted := false
	if name == "vault-replica" { // want "constant"
		permitted = true
	}
	if !permitted {
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: the helper's error is about presence, the name stands in its text.
func (v *vault) stat(w http.ResponseWriter, r *http.Request) {
	if err := v.checkSAN(r); err != nil {
		log.Print(err)
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (v *vault) checkSAN(r *http.Request) error {
	leaf, err := leafOf(r.TLS)
	if err != nil {
		return err
	}
	for _, san := range leaf.DNSNames {
		if slices.Contains(v.sans, san) {
			return nil
		}
	}
	return fmt.Errorf("%s: %w", leaf.Subject.CommonName, errNotAllowed)
}

func nameOK(cert *x509.Certificate, name string) bool {
	return cert.Subject.CommonName == name
}

// quiet: the predicate's answer is only counted.
func (v *vault) counted(next http.Handler, relays *int64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leaf, err := leafOf(r.TLS)
		if err != nil || !slices.Contains(leaf.DNSNames, "vault.internal") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if nameOK(leaf, "relay") {
			*relays++
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a predicate alone, without a deciding caller in sight.
func isMirror(cert *x509.Certificate) bool {
	return cert.Subject.CommonName == "mirror"
}

var _ = isMirror
