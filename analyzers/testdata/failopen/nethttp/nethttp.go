// Package nethttp has gates on net/http that decide on a certificate if there is
// one, and gates next to them that are right. No listener is in sight.
package nethttp

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
)

type fleet struct {
	members map[string]bool
	pins    map[string]string
	users   userStore
	require bool
	log     *slog.Logger
}

// scraper is whom the metrics are for, if one is configured.
type scraper struct{ cert *x509.Certificate }

// A certificate of the operators' that is not configured is not one that a caller
// does not bring.
func (s *scraper) serve(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		if s.cert != nil {
			known := false
			if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
				known = bytes.Equal(s.cert.Raw, r.TLS.PeerCertificates[0].Raw)
			}
			if !known {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
		}
		w.Write([]byte(text))
	})
}

type userStore interface {
	Find(ctx context.Context, uri string) (string, error)
}

// isMember tells whether a certificate is one of the fleet's.
func (f *fleet) isMember(c *x509.Certificate) bool {
	return slices.ContainsFunc(c.DNSNames, func(n string) bool { return f.members[n] })
}

// The textbook form: the check is inside "if there is one".
func (f *fleet) ifGiven(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 { // want `any client without a certificate passes: .* before next.ServeHTTP`
			if !f.isMember(r.TLS.PeerCertificates[0]) {
				http.Error(w, "not a member", http.StatusForbidden)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// The twin denies who brings none.
func (f *fleet) always(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !f.isMember(r.TLS.PeerCertificates[0]) {
			http.Error(w, "not a member", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Early return to the next handler.
func (f *fleet) earlyNext(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 { // want `any client without a certificate passes`
			next(w, r)
			return
		}
		sum := sha256.Sum256(r.TLS.VerifiedChains[0][0].Raw)
		if _, ok := f.pins[hex.EncodeToString(sum[:])]; !ok {
			http.Error(w, "unknown certificate", http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

// A flag that begins with the wrong value.
func (f *fleet) flag(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ok := true
		if s := r.TLS; s != nil && len(s.PeerCertificates) > 0 { // want `any client without a certificate passes`
			ok = f.isMember(s.PeerCertificates[0])
		}
		if !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A flag that begins with the right one.
func (f *fleet) flagFalse(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ok := false
		if s := r.TLS; s != nil && len(s.PeerCertificates) > 0 {
			ok = f.isMember(s.PeerCertificates[0])
		}
		if !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// permitted says yes to whoever has no certificate.
func (f *fleet) permitted(s *tls.ConnectionState) bool {
	if s == nil || len(s.PeerCertificates) == 0 {
		return true
	}
	return f.isMember(s.PeerCertificates[0])
}

// The decision is in a helper.
func (f *fleet) byHelper(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !f.permitted(r.TLS) { // want `any client without a certificate passes`
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A terminal handler does its work for whoever brings none.
func (f *fleet) remove(w http.ResponseWriter, r *http.Request) {
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 { // want `any client without a certificate passes`
		if !f.isMember(r.TLS.PeerCertificates[0]) {
			http.Error(w, "not a member", http.StatusForbidden)
			return
		}
	}
	delete(f.pins, r.PathValue("id"))
	w.WriteHeader(http.StatusNoContent)
}

// A handler that answers something else to whoever brings none.
func (f *fleet) whoami(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		_, _ = w.Write([]byte(`{"user":null}`))
		return
	}
	if !f.isMember(r.TLS.PeerCertificates[0]) {
		http.Error(w, "not a member", http.StatusForbidden)
		return
	}
	_ = json.NewEncoder(w).Encode(r.TLS.PeerCertificates[0].DNSNames)
}

// A bad certificate is not denied either: identity is optional.
func (f *fleet) optional(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && f.isMember(r.TLS.PeerCertificates[0]) {
			r = r.WithContext(context.WithValue(r.Context(), memberKey{}, r.TLS.PeerCertificates[0].DNSNames))
		}
		next.ServeHTTP(w, r)
	})
}

type memberKey struct{}

type principal struct {
	Name      string
	Anonymous bool
}

// Anonymous is a principal of its own, for code behind the gate.
func (f *fleet) Authenticate(r *http.Request) (*principal, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return &principal{Name: "anonymous", Anonymous: true}, nil
	}
	leaf := r.TLS.PeerCertificates[0]
	if !f.isMember(leaf) {
		return nil, errors.New("not a member")
	}
	return &principal{Name: leaf.DNSNames[0]}, nil
}

// No opinion: another authenticator may know the caller.
func (f *fleet) AuthenticateRequest(r *http.Request) (*principal, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, nil
	}
	leaf := r.TLS.PeerCertificates[0]
	if !f.isMember(leaf) {
		return nil, errors.New("not a member")
	}
	return &principal{Name: leaf.DNSNames[0]}, nil
}

// An authorizer that others ask says yes to whoever brings none.
func (f *fleet) Authorize(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any client without a certificate passes`
		return nil
	}
	if !f.isMember(r.TLS.PeerCertificates[0]) {
		return errors.New("not a member")
	}
	return nil
}

// The operator says whether certificates are needed.
func (f *fleet) configured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			if f.require {
				http.Error(w, "client certificate required", http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r)
			return
		}
		if !f.isMember(r.TLS.PeerCertificates[0]) {
			http.Error(w, "not a member", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Whoever brings none needs a token: that is another rule's.
func (f *fleet) orToken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Redirect(w, r, "/login", http.StatusFound)
			return
		}
		if !f.isMember(r.TLS.PeerCertificates[0]) {
			http.Error(w, "not a member", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A look-up that fails lets everybody in.
func (f *fleet) lookup(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].URIs) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		role, err := f.users.Find(r.Context(), r.TLS.PeerCertificates[0].URIs[0].String())
		if err != nil { // want `any certificate for which Find fails passes`
			f.log.Warn("user store is down", "err", err)
			next.ServeHTTP(w, r)
			return
		}
		if role != "operator" {
			http.Error(w, "not an operator", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A look-up that fails turns the caller away.
func (f *fleet) lookupClosed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].URIs) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		role, err := f.users.Find(r.Context(), r.TLS.PeerCertificates[0].URIs[0].String())
		if err != nil {
			f.log.Warn("user store is down", "err", err)
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		if role != "operator" {
			http.Error(w, "not an operator", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Only a log line depends on the look-up: the certificate was decided on before.
func (f *fleet) decorated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !f.isMember(r.TLS.PeerCertificates[0]) {
			http.Error(w, "not a member", http.StatusForbidden)
			return
		}
		name, err := f.users.Find(r.Context(), r.TLS.PeerCertificates[0].DNSNames[0])
		if err != nil {
			name = "unknown"
		}
		f.log.Info("request", "user", name)
		next.ServeHTTP(w, r)
	})
}

// A deny-list alone decides nothing, and whoever brings none is not on it.
func (f *fleet) denyList(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			if r.TLS.PeerCertificates[0].Subject.CommonName == "revoked.example" {
				http.Error(w, "revoked", http.StatusForbidden)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// Whoever brings none keeps the session that was checked before.
func (f *fleet) withSession(valid func(cookie string) bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie("session")
		if err != nil || !valid(c.Value) {
			http.Error(w, "log in", http.StatusUnauthorized)
			return
		}
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			if !f.isMember(r.TLS.PeerCertificates[0]) {
				http.Error(w, "not a member", http.StatusForbidden)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// The server's certificate, at a client: whoever brings none is no caller.
func (f *fleet) fetch(c *http.Client, url string) error {
	res, err := c.Get(url)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.TLS != nil && len(res.TLS.PeerCertificates) > 0 {
		if !f.isMember(res.TLS.PeerCertificates[0]) {
			return errors.New("not the server")
		}
	}
	return nil
}

// A log line for whoever brings a certificate.
func (f *fleet) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			f.log.Info("client", "names", r.TLS.PeerCertificates[0].DNSNames)
		}
		next.ServeHTTP(w, r)
	})
}
