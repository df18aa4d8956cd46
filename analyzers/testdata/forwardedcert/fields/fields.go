// Package fields reads header fields by functions that are told which.
package fields

import (
	"context"
	"crypto/sha256"
	"errors"
	"log"
	"net/http"

	"google.golang.org/grpc/metadata"
)

var errUnknown = errors.New("unknown")

// value is that of a field of the metadata, or empty.
func value(ctx context.Context, name string) string {
	md, _ := metadata.FromIncomingContext(ctx)
	if v := md.Get(name); len(v) > 0 { // want `the header is believed`
		return v[0]
	}
	return ""
}

// field is that of a request.
func field(r *http.Request, name string) string { return r.Header.Get(name) } // want `the header is believed`

// has reports whether there is one.
func has(r *http.Request, name string) bool { return field(r, name) != "" }

// Stations are known by fingerprints, and by keys.
type Stations struct {
	prints map[string]bool
	keys   map[[32]byte]bool
	zones  map[string]bool
}

// reports where it is read: the fingerprint is whatever the client says.
func (s *Stations) AuthenticateCall(ctx context.Context) error {
	if !s.prints[value(ctx, "x-client-cert-fingerprint")] {
		return errUnknown
	}
	return nil
}

// quiet: a key is no certificate, whatever else the same function reads.
func (s *Stations) AuthenticateKey(ctx context.Context) error {
	if !s.keys[sha256.Sum256([]byte(value(ctx, "x-api-key")))] {
		return errUnknown
	}
	return nil
}

// reports, as above.
func (s *Stations) Printed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !has(r, "X-Client-Cert-Fingerprint") || !s.prints[field(r, "X-Client-Cert-Fingerprint")] {
			http.Error(w, "unknown", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a key.
func (s *Stations) Keyed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !has(r, "X-Api-Key") || !s.keys[sha256.Sum256([]byte(field(r, "X-Api-Key")))] {
			http.Error(w, "unknown", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a field that says nothing of anybody.
func (s *Stations) Zoned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !has(r, "X-Zone") || !s.zones[field(r, "X-Zone")] {
			http.Error(w, "no such zone", http.StatusNotFound)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// told is like field, and nothing decides on what it reads of certificates.
func told(r *http.Request, name string) string { return r.Header.Get(name) }

// quiet: the fingerprint is for the log, and the key decides.
func (s *Stations) Logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		log.Print(told(r, "X-Client-Cert-Fingerprint"))
		if !s.keys[sha256.Sum256([]byte(told(r, "X-Api-Key")))] || !s.zones[told(r, "X-Zone")] {
			http.Error(w, "unknown", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
