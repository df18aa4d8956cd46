// Package link notes how a request came in.
package link

import (
	"context"
	"net/http"
)

// Link is how.
type Link struct {
	Mutual bool
	Proto  string
}

// Visitor is who came.
type Visitor struct {
	Shown bool
	Host  string
}

type (
	linkKey    struct{}
	visitorKey struct{}
	fleetKey   struct{}
)

// Of returns the link of a call.
func Of(ctx context.Context) Link {
	l, _ := ctx.Value(linkKey{}).(Link)
	return l
}

// VisitorOf returns the visitor of a call.
func VisitorOf(ctx context.Context) Visitor {
	v, _ := ctx.Value(visitorKey{}).(Visitor)
	return v
}

// FleetOf returns the link of a call from the fleet.
func FleetOf(ctx context.Context) Link {
	l, _ := ctx.Value(fleetKey{}).(Link)
	return l
}

// Note keeps the link.
func Note(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l := Link{Proto: r.Proto}
		if r.TLS != nil {
			l.Mutual = len(r.TLS.PeerCertificates) > 0
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), linkKey{}, l)))
	})
}

// Meet keeps the visitor.
func Meet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var v Visitor
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
			v.Shown = true
			if names := r.TLS.VerifiedChains[0][0].DNSNames; len(names) > 0 {
				v.Host = names[0]
			}
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitorKey{}, v)))
	})
}

// Fleet keeps the link of hosts of the fleet.
func Fleet(hosts map[string]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var l Link
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
			for _, name := range r.TLS.VerifiedChains[0][0].DNSNames {
				if hosts[name] {
					l.Mutual = true
				}
			}
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), fleetKey{}, l)))
	})
}

// Inspect looks at the link of a request.
func Inspect(r *http.Request) Link {
	l := Link{Proto: r.Proto}
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
		l.Mutual = true
	}
	return l
}

// Seal is what a certificate says, by its chain alone.
type Seal struct {
	Verified bool
	Proto    string
}

type sealKey struct{}

// SealOf returns the seal of a call.
func SealOf(ctx context.Context) Seal {
	s, _ := ctx.Value(sealKey{}).(Seal)
	return s
}

// Press keeps the seal.
func Press(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := Seal{Proto: r.Proto}
		if r.TLS != nil {
			s.Verified = len(r.TLS.VerifiedChains) > 0
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), sealKey{}, s)))
	})
}
