// Package authinfo says what it knows of a connection, for mappers to make claims of it.
package authinfo

import (
	"context"
	"crypto/tls"
	"crypto/x509/pkix"
	"errors"
	"net/http"
)

// Info is what is known of a connection.
type Info struct {
	Subject *pkix.Name
	State   *tls.ConnectionState
}

// Claims are what somebody may do.
type Claims struct{ Subject, Namespace string }

// A Mapper makes claims.
type Mapper interface {
	GetClaims(*Info) (*Claims, error)
}

var errNobody = errors.New("nobody")

type byURI struct{ namespaces map[string]string }

// quiet: the mapper asks for a URI.
func (m byURI) GetClaims(i *Info) (*Claims, error) {
	if i.State == nil || len(i.State.VerifiedChains) == 0 {
		return nil, errNobody
	}
	for _, u := range i.State.VerifiedChains[0][0].URIs {
		if ns, ok := m.namespaces[u.String()]; ok {
			return &Claims{u.String(), ns}, nil
		}
	}
	return nil, errNobody
}

type byName struct{ namespaces map[string]string }

// reports: the mapper makes somebody of the common name.
func (m byName) GetClaims(i *Info) (*Claims, error) {
	if i.Subject == nil {
		return nil, errNobody
	}
	ns, ok := m.namespaces[i.Subject.CommonName] // want "the common name decides who the peer is"
	if !ok {
		return nil, errNobody
	}
	return &Claims{i.Subject.CommonName, ns}, nil
}

// quiet: which part of the name counts is for whoever is told of it.
func infoOf(r *http.Request) *Info {
	info := &Info{State: r.TLS}
	if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
		info.Subject = &r.TLS.VerifiedChains[0][0].Subject
	}
	return info
}

type key struct{}

// quiet: a mapper decides.
func claimed(m Mapper, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		claims, err := m.GetClaims(infoOf(r))
		if err != nil {
			http.Error(w, "denied", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key{}, claims)))
	})
}

// Mappers returns the mappers by name.
func Mappers(namespaces map[string]string) map[string]Mapper {
	return map[string]Mapper{"uri": byURI{namespaces}, "name": byName{namespaces}}
}
