// Package principals: what the code behind the gate can tell.
package principals

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

var errAnonymous = errors.New("no acceptable credential")

type Principal struct {
	ID     string
	Method string
	Roles  []string
}

type service struct {
	keyFunc  jwt.Keyfunc
	accounts map[string]string // by fingerprint
	owners   map[string]string // by key digest
	log      *slog.Logger
}

func (s *service) fromCert(r *http.Request) (*Principal, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, errAnonymous
	}
	sum := sha256.Sum256(r.TLS.PeerCertificates[0].Raw)
	id, ok := s.accounts[hex.EncodeToString(sum[:])]
	if !ok {
		return nil, errAnonymous
	}
	return &Principal{ID: id}, nil
}

func (s *service) fromToken(r *http.Request) (*Principal, error) {
	raw, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return nil, errAnonymous
	}
	var claims jwt.RegisteredClaims
	if _, err := jwt.ParseWithClaims(raw, &claims, s.keyFunc, jwt.WithValidMethods([]string{"ES256"})); err != nil {
		return nil, err
	}
	return &Principal{ID: claims.Subject}, nil
}

func (s *service) fromKey(r *http.Request) (*Principal, error) {
	sum := sha256.Sum256([]byte(r.Header.Get("X-Api-Key")))
	owner, ok := s.owners[hex.EncodeToString(sum[:])]
	if !ok {
		return nil, errAnonymous
	}
	return &Principal{ID: owner}, nil
}

// Medium: each way leads to a principal of the same kind.
func (s *service) authenticate(r *http.Request) (*Principal, error) {
	if p, err := s.fromCert(r); err == nil {
		return p, nil
	}
	if p, err := s.fromToken(r); err == nil { // want `alternative to .*certificate`
		return p, nil
	}
	return nil, errAnonymous
}

type principalKey struct{}

// The caller of the helper that combines: one finding, in the helper.
func (s *service) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, err := s.authenticate(r)
		if err != nil {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), principalKey{}, p)))
	})
}

// High: principals that are returned and dropped count as none.
func (s *service) dropped(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := s.fromCert(r); err != nil {
			if _, err := s.fromKey(r); err != nil { // want `alternative to .*certificate`
				http.Error(w, "unauthenticated", http.StatusUnauthorized)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// High: the same role either way.
func (s *service) sameRole(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		role := ""
		if _, err := s.fromCert(r); err == nil {
			role = "deployer"
		} else if _, err := s.fromToken(r); err == nil { // want `alternative to .*certificate`
			role = "deployer"
		}
		if role == "" {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), principalKey{}, role)))
	})
}

// High: a difference in a log line is none.
func (s *service) loggedOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := s.fromCert(r); err == nil {
			s.log.Info("authenticated", "method", "mtls")
			next.ServeHTTP(w, r)
			return
		}
		if _, err := s.fromKey(r); err == nil { // want `alternative to .*certificate`
			s.log.Info("authenticated", "method", "key")
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, "unauthenticated", http.StatusUnauthorized)
	})
}

// Medium: each credential's own id is a principal of the same kind.
func (s *service) ownID(r *http.Request) (string, bool) {
	if p, err := s.fromCert(r); err == nil {
		return p.ID, true
	}
	if p, err := s.fromKey(r); err == nil { // want `alternative to .*certificate`
		return p.ID, true
	}
	return "", false
}

func (s *service) whoami(w http.ResponseWriter, r *http.Request) {
	id, ok := s.ownID(r)
	if !ok {
		http.Error(w, "unauthenticated", http.StatusUnauthorized)
		return
	}
	delete(s.owners, id)
	w.WriteHeader(http.StatusNoContent)
}

// Low: a constant in a field names the method.
func (s *service) named(r *http.Request) (*Principal, error) {
	if p, err := s.fromCert(r); err == nil {
		return &Principal{ID: p.ID, Method: "mtls"}, nil
	}
	if p, err := s.fromToken(r); err == nil {
		return &Principal{ID: p.ID, Method: "token"}, nil
	}
	return nil, errAnonymous
}

func (s *service) identifyNamed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, err := s.named(r)
		if err != nil {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), principalKey{}, p)))
	})
}

type methodKey struct{}

// Low: a constant in a context value names the method.
func (s *service) methodInContext(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		if _, err := s.fromCert(r); err == nil {
			ctx = context.WithValue(ctx, methodKey{}, "mtls")
		} else if _, err := s.fromKey(r); err == nil {
			ctx = context.WithValue(ctx, methodKey{}, "api-key")
		} else {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

type Caller struct {
	Service string
	User    string
}

// Low: a different field.
func (s *service) byField(r *http.Request) (*Caller, error) {
	if p, err := s.fromCert(r); err == nil {
		return &Caller{Service: p.ID}, nil
	}
	if p, err := s.fromToken(r); err == nil {
		return &Caller{User: p.ID}, nil
	}
	return nil, errAnonymous
}

// The fields are the same, so the twin is medium.
func (s *service) byOneField(r *http.Request) (*Caller, error) {
	if p, err := s.fromCert(r); err == nil {
		return &Caller{User: p.ID}, nil
	}
	if p, err := s.fromToken(r); err == nil { // want `alternative to .*certificate`
		return &Caller{User: p.ID}, nil
	}
	return nil, errAnonymous
}

type Identity interface{ Subject() string }

type Machine struct{ name string }
type Person struct{ mail string }

func (m Machine) Subject() string { return m.name }
func (p Person) Subject() string  { return p.mail }

// Low: a different type.
func (s *service) byType(r *http.Request) (Identity, error) {
	if p, err := s.fromCert(r); err == nil {
		return Machine{name: p.ID}, nil
	}
	if p, err := s.fromToken(r); err == nil {
		return Person{mail: p.ID}, nil
	}
	return nil, errAnonymous
}

// Roles that differ by way are constants in the principal.
func (s *service) byRole(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var p *Principal
		if c, err := s.fromCert(r); err == nil {
			p = &Principal{ID: c.ID, Roles: []string{"machine"}}
		} else if k, err := s.fromKey(r); err == nil {
			p = &Principal{ID: k.ID, Roles: []string{"reader"}}
		}
		if p == nil {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), principalKey{}, p)))
	})
}

func (s *service) gateCaller(find func(*http.Request) (*Caller, error), next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := find(r)
		if err != nil {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), principalKey{}, c)))
	})
}

func (s *service) gateIdentity(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, err := s.byType(r)
		if err != nil {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), principalKey{}, who)))
	})
}

func (s *service) Handler(h http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/a/", s.identify(h))
	mux.Handle("/b/", s.dropped(h))
	mux.Handle("/c/", s.sameRole(h))
	mux.Handle("/d/", s.loggedOnly(h))
	mux.HandleFunc("/e/", s.whoami)
	mux.Handle("/f/", s.identifyNamed(h))
	mux.Handle("/g/", s.methodInContext(h))
	mux.Handle("/h/", s.gateCaller(s.byField, h))
	mux.Handle("/i/", s.gateCaller(s.byOneField, h))
	mux.Handle("/j/", s.gateIdentity(h))
	mux.Handle("/k/", s.byRole(h))
	return mux
}
