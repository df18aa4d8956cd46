// Package callers has principals behind an interface.
package callers

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
)

type caller interface{ Who() string }

type certCaller struct{ host string }

func (c certCaller) Who() string { return c.host }

type keyCaller struct{ name string }

func (c keyCaller) Who() string { return c.name }

type plainCaller struct{ name string }

func (c plainCaller) Who() string { return c.name }

type ctxKey struct{}

func hostOf(r *http.Request) string {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].DNSNames) == 0 {
		return ""
	}
	return r.TLS.VerifiedChains[0][0].DNSNames[0]
}

// The type tells the method: quiet.
func Typed(hosts map[string]bool, key string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var who caller
		if h := hostOf(r); hosts[h] {
			who = certCaller{host: h}
		} else if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-API-Key")), []byte(key)) == 1 {
			who = keyCaller{name: r.Header.Get("X-Agent")}
		}
		if who == nil {
			http.Error(w, "unauthorized", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), ctxKey{}, who)))
	})
}

// The same type for both.
func Same(hosts map[string]bool, key string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var who caller
		if h := hostOf(r); hosts[h] {
			who = plainCaller{name: h}
		} else if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-API-Key")), []byte(key)) == 1 { // want "alternative to the client certificate"
			who = plainCaller{name: r.Header.Get("X-Agent")}
		}
		if who == nil {
			http.Error(w, "unauthorized", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), ctxKey{}, who)))
	})
}

// A key that its name says, of the partners'.
func partners(next http.Handler, known map[string]bool, byDigest map[string]string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 && len(r.TLS.VerifiedChains[0][0].DNSNames) == 1 && known[r.TLS.VerifiedChains[0][0].DNSNames[0]] {
			next.ServeHTTP(w, r)
			return
		}
		if _, ok := byDigest[r.Header.Get("X-Partner-Key")]; ok { // want "alternative to the client certificate"
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, "unknown partner", http.StatusUnauthorized)
	})
}

// quiet: what tells repetitions apart proves nothing, and opens nothing here.
func once(next http.Handler, known map[string]bool, answered map[string]bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if answered[r.Header.Get("Idempotency-Key")] {
			w.WriteHeader(http.StatusOK)
			return
		}
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 && len(r.TLS.VerifiedChains[0][0].DNSNames) == 1 && known[r.TLS.VerifiedChains[0][0].DNSNames[0]] {
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, "unknown partner", http.StatusUnauthorized)
	})
}

// operator is somebody, and how they were found.
type operator struct{ Name, Via string }

type operators struct {
	pins map[[32]byte]string
	keys map[string]string
}

func (o *operators) byPin(r *http.Request) (operator, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return operator{}, errNobody
	}
	name, ok := o.pins[sha256.Sum256(r.TLS.VerifiedChains[0][0].Raw)]
	if !ok {
		return operator{}, errNobody
	}
	return operator{Name: name, Via: "pin"}, nil
}

func (o *operators) byKey(r *http.Request) (operator, error) {
	name, ok := o.keys[r.Header.Get("X-Api-Key")]
	if !ok {
		return operator{}, errNobody
	}
	return operator{Name: name, Via: "key"}, nil
}

func (o *operators) byOther(r *http.Request) (operator, error) {
	name, ok := o.keys[r.Header.Get("X-Api-Key")]
	if !ok {
		return operator{}, errNobody
	}
	return operator{Name: name, Via: "pin"}, nil
}

// quiet (low): what helpers return says how they were found.
func (o *operators) Authenticate(r *http.Request) (operator, error) {
	if who, err := o.byPin(r); err == nil {
		return who, nil
	}
	return o.byKey(r)
}

// reports: it says the same of both.
func (o *operators) AuthenticateOther(r *http.Request) (operator, error) {
	if who, err := o.byPin(r); err == nil {
		return who, nil
	}
	return o.byOther(r) // want "alternative to the client certificate"
}

var errNobody = errors.New("nobody")
