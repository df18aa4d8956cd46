// Package subjects takes the name of the caller from a token or from a certificate, and then
// compares it with that of what is asked for.
package subjects

import (
	"errors"
	"net/http"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

type registry struct {
	secret []byte
	served http.Handler
}

func (g *registry) token(r *http.Request) (*jwt.RegisteredClaims, error) {
	raw, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return nil, errors.New("no token")
	}
	claims := new(jwt.RegisteredClaims)
	if _, err := jwt.ParseWithClaims(raw, claims, func(*jwt.Token) (any, error) { return g.secret, nil }); err != nil {
		return nil, err
	}
	return claims, nil
}

// reports: what was asked of the name was asked of the token's on one of the ways.
func (g *registry) owner(w http.ResponseWriter, r *http.Request) {
	name := ""
	if claims, err := g.token(r); err == nil { // want `a bearer token is an alternative to the client certificate`
		name = claims.Subject
	} else if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 && len(r.TLS.VerifiedChains[0][0].URIs) == 1 {
		name = r.TLS.VerifiedChains[0][0].URIs[0].Opaque
	}
	if name == "" || name != r.PathValue("owner") {
		http.Error(w, "not yours", http.StatusForbidden)
		return
	}
	g.served.ServeHTTP(w, r)
}

// quiet: the token is needed, whoever is named by what.
func (g *registry) bearer(w http.ResponseWriter, r *http.Request) {
	claims, err := g.token(r)
	if err != nil {
		http.Error(w, "a token, please", http.StatusUnauthorized)
		return
	}
	name := claims.Subject
	if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 && len(r.TLS.VerifiedChains[0][0].URIs) == 1 {
		name = r.TLS.VerifiedChains[0][0].URIs[0].Opaque
	}
	if name == "" || name != r.PathValue("owner") {
		http.Error(w, "not yours", http.StatusForbidden)
		return
	}
	g.served.ServeHTTP(w, r)
}

// quiet: whatever name the token gives is compared with that of the certificate.
func (g *registry) both(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("owner")
	if claims, err := g.token(r); err == nil {
		name = claims.Subject
	}
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].URIs) != 1 || name != r.TLS.VerifiedChains[0][0].URIs[0].Opaque {
		http.Error(w, "not yours", http.StatusForbidden)
		return
	}
	g.served.ServeHTTP(w, r)
}
