// Package nethttp denies, in middleware and in handlers of net/http.
package nethttp

import (
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"slices"
)

type vault struct {
	names   []string
	secrets map[string]string
	roots   *x509.CertPool
	page    http.Handler
	next    http.Handler
}

func (v *vault) known(cert *x509.Certificate) bool {
	return len(cert.DNSNames) > 0 && slices.Contains(v.names, cert.DNSNames[0])
}

// reports: it answers 403 and passes the request on.
func (v *vault) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !v.known(r.TLS.PeerCertificates[0]) {
			http.Error(w, "not allowed", http.StatusForbidden) // want "goes on after it has turned the caller away"
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the status and the body are written, the return is missing.
func (v *vault) body(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if !v.known(r.TLS.PeerCertificates[0]) {
			w.WriteHeader(http.StatusForbidden) // want "goes on after it has turned the caller away"
			_, _ = w.Write([]byte("not allowed"))
			log.Printf("refused %s", r.RemoteAddr)
		}
		next.ServeHTTP(w, r)
	})
}

// reports: a handler that answers 401, and with the secret.
func (v *vault) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		http.Error(w, "client certificate required", http.StatusUnauthorized) // want "goes on after it has turned the caller away"
	}
	fmt.Fprintln(w, v.secrets[r.PathValue("name")])
}

// reports: the chain did not verify.
func (v *vault) verified(w http.ResponseWriter, r *http.Request) {
	leaf := r.TLS.PeerCertificates[0]
	_, err := leaf.Verify(x509.VerifyOptions{Roots: v.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	if err != nil {
		log.Printf("verifying: %v", err)
		http.Error(w, "not allowed", http.StatusForbidden) // want "goes on after it has turned the caller away"
	}
	if !v.known(leaf) {
		http.Error(w, "not allowed", http.StatusForbidden)
		return
	}
	_ = json.NewEncoder(w).Encode(v.secrets)
}

// reports: one of two denials lacks the return.
func (v *vault) two(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.TLS == nil:
			http.Error(w, "TLS required", http.StatusUnauthorized)
			return
		case len(r.TLS.PeerCertificates) == 0:
			http.Error(w, "client certificate required", http.StatusUnauthorized) // want "goes on after it has turned the caller away"
		case !v.known(r.TLS.PeerCertificates[0]):
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

// reports: the answer is a redirect to where certificates are issued.
func (v *vault) enrol(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Redirect(w, r, "/enrol", http.StatusFound) // want "goes on after it has turned the caller away"
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: it returns.
func (v *vault) returned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !v.known(r.TLS.PeerCertificates[0]) {
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the other side of the branch has the work.
func (v *vault) elsewhere(w http.ResponseWriter, r *http.Request) {
	if len(r.TLS.PeerCertificates) > 0 && v.known(r.TLS.PeerCertificates[0]) {
		fmt.Fprintln(w, v.secrets[r.PathValue("name")])
	} else {
		http.Error(w, "not allowed", http.StatusForbidden)
	}
	log.Printf("answered %s", r.RemoteAddr)
}

// quiet: the last statement of a handler.
func (v *vault) last(w http.ResponseWriter, r *http.Request) {
	if len(r.TLS.PeerCertificates) > 0 && v.known(r.TLS.PeerCertificates[0]) {
		fmt.Fprintln(w, "ok")
		return
	}
	http.Error(w, "not allowed", http.StatusForbidden)
}

// quiet: the body of the denial comes from a handler for error pages.
func (v *vault) paged(w http.ResponseWriter, r *http.Request) {
	if len(r.TLS.PeerCertificates) == 0 || !v.known(r.TLS.PeerCertificates[0]) {
		w.WriteHeader(http.StatusForbidden)
		v.page.ServeHTTP(w, r)
		return
	}
	v.next.ServeHTTP(w, r)
}

type answer struct {
	Error string `json:"error,omitempty"`
	Value string `json:"value,omitempty"`
}

// quiet: one envelope is filled on both ways, and written after.
func (v *vault) envelope(w http.ResponseWriter, r *http.Request) {
	var a answer
	if len(r.TLS.PeerCertificates) == 0 || !v.known(r.TLS.PeerCertificates[0]) {
		w.WriteHeader(http.StatusForbidden)
		a.Error = "not allowed"
	} else {
		a.Value = v.secrets[r.PathValue("name")]
	}
	_ = json.NewEncoder(w).Encode(a)
}

// quiet: a flag keeps the rest from running.
func (v *vault) flagged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		denied := false
		if len(r.TLS.PeerCertificates) == 0 || !v.known(r.TLS.PeerCertificates[0]) {
			http.Error(w, "not allowed", http.StatusForbidden)
			denied = true
		}
		log.Printf("%s %v", r.URL.Path, denied)
		if !denied {
			next.ServeHTTP(w, r)
		}
	})
}

// quiet: it panics after the answer.
func (v *vault) panics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TLS.PeerCertificates) == 0 || !v.known(r.TLS.PeerCertificates[0]) {
			http.Error(w, "not allowed", http.StatusForbidden)
			panic(http.ErrAbortHandler)
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: what is denied has nothing to do with the certificate.
func (v *vault) methods(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TLS.PeerCertificates) == 0 || !v.known(r.TLS.PeerCertificates[0]) {
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		if r.Method != http.MethodGet {
			http.Error(w, "read only", http.StatusMethodNotAllowed)
		}
		next.ServeHTTP(w, r)
	})
}

// reports: whatever the check says, the shelf is emptied.
func (d *desk) empty(w http.ResponseWriter, r *http.Request) {
	_ = d.check(r) // want "the check's error changes nothing"
	d.shelf = nil
	w.WriteHeader(http.StatusNoContent)
}

// quiet: it answers with what the check says.
func (d *desk) whoami(w http.ResponseWriter, r *http.Request) {
	text := "known"
	if err := d.check(r); err != nil {
		text = err.Error()
	}
	_, _ = w.Write([]byte(text))
}

type desk struct {
	pins  map[string]bool
	shelf []string
}

func (d *desk) check(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !d.pins[string(r.TLS.PeerCertificates[0].Raw)] {
		return errDesk
	}
	return nil
}

var errDesk = errors.New("not one of the desk's")
