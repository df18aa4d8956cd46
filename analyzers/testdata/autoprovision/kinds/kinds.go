// Package kinds asks of which kind a name in a certificate is, or whose it is.
package kinds

import (
	"context"
	"crypto/x509"
	"net/http"
	"strings"
)

// Customer is who pays.
type Customer struct{ Ref string }

type customers interface {
	Ensure(ctx context.Context, ref string) (*Customer, error)
}

type shop struct {
	customers customers
	trusted   string
}

type customerKey struct{}

func leaf(w http.ResponseWriter, r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		http.Error(w, "client certificate required", http.StatusUnauthorized)
		return nil
	}
	return r.TLS.VerifiedChains[0][0]
}

// ref returns the first name of the scheme that customers have.
func ref(c *x509.Certificate) string {
	for _, u := range c.URIs {
		if u.Scheme == "customer" {
			return strings.ToLower(u.Opaque)
		}
	}
	return ""
}

// reports: customers are all those whose name has the scheme.
func (s *shop) byScheme(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := leaf(w, r)
		if c == nil {
			return
		}
		name := ref(c)
		if name == "" {
			http.Error(w, "no customer", http.StatusForbidden)
			return
		}
		who, err := s.customers.Ensure(r.Context(), name) // want `Ensure makes it from the certificate's identity`
		if err != nil {
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), customerKey{}, who)))
	})
}

// urn returns the name in a namespace of URNs.
func urn(c *x509.Certificate) (string, bool) {
	for _, u := range c.URIs {
		if strings.EqualFold(u.Scheme, "urn") && strings.HasPrefix(u.Opaque, "customer:") {
			return strings.TrimPrefix(u.Opaque, "customer:"), true
		}
	}
	return "", false
}

// reports: a namespace has no members.
func (s *shop) byNamespace(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := leaf(w, r)
		if c == nil {
			return
		}
		name, ok := urn(c)
		if !ok {
			http.Error(w, "no customer", http.StatusForbidden)
			return
		}
		if _, err := s.customers.Ensure(r.Context(), name); err != nil { // want `Ensure makes it from the certificate's identity`
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the scheme as text.
func (s *shop) byText(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := leaf(w, r)
		if c == nil || len(c.URIs) == 0 {
			return
		}
		name, ok := strings.CutPrefix(c.URIs[0].String(), "customer://")
		if !ok {
			http.Error(w, "no customer", http.StatusForbidden)
			return
		}
		if _, err := s.customers.Ensure(r.Context(), name); err != nil { // want `Ensure makes it from the certificate's identity`
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a prefix that says which branch of the house it is.
func (s *shop) byBranch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := leaf(w, r)
		if c == nil || len(c.URIs) == 0 {
			return
		}
		name, ok := strings.CutPrefix(c.URIs[0].String(), "customer://wholesale/")
		if !ok {
			http.Error(w, "no customer", http.StatusForbidden)
			return
		}
		if _, err := s.customers.Ensure(r.Context(), name); err != nil {
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the scheme, and who answers for the name.
func (s *shop) byHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := leaf(w, r)
		if c == nil || len(c.URIs) == 0 || c.URIs[0].Scheme != "customer" || c.URIs[0].Host != s.trusted {
			http.Error(w, "no customer", http.StatusForbidden)
			return
		}
		if _, err := s.customers.Ensure(r.Context(), c.URIs[0].Path); err != nil {
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Handlers mounts them.
func Handlers(s *shop, h http.Handler) []http.Handler {
	return []http.Handler{s.byScheme(h), s.byNamespace(h), s.byText(h), s.byBranch(h), s.byHost(h)}
}
