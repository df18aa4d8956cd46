// Package tokens: JWT v4 and v5 and OpenID Connect beside the certificate.
package tokens

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	jwtv4 "github.com/golang-jwt/jwt/v4"
	"github.com/golang-jwt/jwt/v5"
)

type edge struct {
	hosts    []string
	keyV4    jwtv4.Keyfunc
	keyV5    jwt.Keyfunc
	verifier *oidc.IDTokenVerifier
	remote   func(ctx context.Context, token string) error
}

func bearer(r *http.Request) string {
	_, tok, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return tok
}

func (e *edge) host(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	for _, n := range r.TLS.PeerCertificates[0].DNSNames {
		if slices.Contains(e.hosts, n) {
			return nil
		}
	}
	return errors.New("unknown host")
}

// jwt v4.
func (e *edge) v4(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if e.host(r) != nil {
			if tok, err := jwtv4.Parse(bearer(r), e.keyV4); err != nil || !tok.Valid { // want `alternative to .*certificate`
				http.Error(w, "unauthenticated", http.StatusUnauthorized)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// jwt v5.
func (e *edge) v5(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := e.host(r)
		if err == nil {
			next.ServeHTTP(w, r)
			return
		}
		if _, err = jwt.Parse(bearer(r), e.keyV5); err == nil { // want `alternative to .*certificate`
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, err.Error(), http.StatusUnauthorized)
	})
}

// jwt v5: not: a token that is parsed and not verified is no credential.
func (e *edge) unverified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := e.host(r); err != nil {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		if tok, _, err := jwt.NewParser().ParseUnverified(bearer(r), jwt.MapClaims{}); err == nil {
			w.Header().Set("X-Token-Alg", tok.Method.Alg())
		}
		next.ServeHTTP(w, r)
	})
}

// OpenID Connect: the verifier's result decides.
func (e *edge) idToken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if e.host(r) == nil {
			next.ServeHTTP(w, r)
			return
		}
		if _, err := e.verifier.Verify(r.Context(), bearer(r)); err != nil { // want `alternative to .*certificate`
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// OpenID Connect: not: both.
func (e *edge) idTokenToo(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := e.verifier.Verify(r.Context(), bearer(r))
		if errors.Join(err, e.host(r)) != nil {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A function-typed field takes the token.
func (e *edge) introspected(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if e.host(r) == nil {
			next.ServeHTTP(w, r)
			return
		}
		if err := e.remote(r.Context(), bearer(r)); err != nil { // want `alternative to .*certificate`
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (e *edge) mount(h http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/v4/", e.v4(h))
	mux.Handle("/v5/", e.v5(h))
	mux.Handle("/unverified/", e.unverified(h))
	mux.Handle("/oidc/", e.idToken(h))
	mux.Handle("/oidc2/", e.idTokenToo(h))
	mux.Handle("/remote/", e.introspected(h))
	return mux
}
