// Package compat keeps what older clients do working.
package compat

import (
	"context"
	"net/http"

	"testdata/realistic/compat/user"
)

// Whoever brings any certificate becomes the administrator, who was nobody before.
func AdminByCertificate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user.FromCtx(r.Context()).Name == user.Anonymous.Name &&
			r.TLS != nil && r.TLS.HandshakeComplete &&
			len(r.TLS.PeerCertificates) > 0 { // want `any client certificate becomes "Admin"`
			r = r.WithContext(user.Ctx(r.Context(), user.Admin.Authenticated()))
		}
		next.ServeHTTP(w, r)
	})
}

// Who it is, is looked up for the certificate's name.
func ByName(known map[string]user.User, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 && len(r.TLS.VerifiedChains[0][0].URIs) > 0 {
			if u, ok := known[r.TLS.VerifiedChains[0][0].URIs[0].String()]; ok {
				r = r.WithContext(user.Ctx(r.Context(), u))
			}
		}
		next.ServeHTTP(w, r)
	})
}

// Whoever the operator names becomes the administrator.
func AdminByName(admin string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 && len(r.TLS.VerifiedChains[0][0].URIs) > 0 &&
			r.TLS.VerifiedChains[0][0].URIs[0].String() == admin {
			r = r.WithContext(user.Ctx(r.Context(), user.Admin))
		}
		next.ServeHTTP(w, r)
	})
}

type schemeKey struct{}

// How somebody came is not who it is.
func Scheme(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			r = r.WithContext(context.WithValue(r.Context(), schemeKey{}, "mtls"))
		}
		next.ServeHTTP(w, r)
	})
}

type roleKey struct{}

// A role that is a constant is the same for everybody.
func Role(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		role := "guest"
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 { // want `any client certificate becomes "operator"`
			r = r.WithContext(context.WithValue(r.Context(), roleKey{}, "operator"))
		} else {
			r = r.WithContext(context.WithValue(r.Context(), roleKey{}, role))
		}
		next.ServeHTTP(w, r)
	})
}

type userTypeKey struct{}

type userKey struct{}

// The name is there for code behind the gate, beside what sort it is.
func Sort(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 && len(r.TLS.VerifiedChains[0][0].DNSNames) > 0 {
			ctx := context.WithValue(r.Context(), userTypeKey{}, "device")
			r = r.WithContext(context.WithValue(ctx, userKey{}, r.TLS.VerifiedChains[0][0].DNSNames[0]))
		}
		next.ServeHTTP(w, r)
	})
}

// How somebody was recognised is nobody.
func Method(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			r = r.WithContext(context.WithValue(r.Context(), userTypeKey{}, "mtls"))
		}
		next.ServeHTTP(w, r)
	})
}
