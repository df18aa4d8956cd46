// Package api has the handlers of a parcel depot; others serve them.
package api

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/http"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// API answers about parcels.
type API struct {
	Depots  map[string]string // names by the fingerprints of their certificates
	Scanner map[string]bool   // by DNS name
}

func (a *API) answer(w http.ResponseWriter, what string) {
	_ = json.NewEncoder(w).Encode(map[string]string{"depot": what})
}

// Local is for the proxy beside the service.
func (a *API) Local() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/depot", a.local)
	return mux
}

func (a *API) local(w http.ResponseWriter, r *http.Request) {
	depot, ok := a.Depots[r.Header.Get("X-Client-Cert-Fingerprint")] // want `the header is believed`
	if !ok {
		http.Error(w, "unknown depot", http.StatusForbidden)
		return
	}
	a.answer(w, depot)
}

// Routes adds what is behind the proxy's own network.
func Routes(mux *http.ServeMux, a *API) { mux.HandleFunc("/inner", a.inner) }

func (a *API) inner(w http.ResponseWriter, r *http.Request) {
	depot, ok := a.Depots[r.Header.Get("X-Client-Cert-Fingerprint")] // want `the header is believed`
	if !ok {
		http.Error(w, "unknown depot", http.StatusForbidden)
		return
	}
	a.answer(w, depot)
}

// Returns is served twice.
func (a *API) Returns(w http.ResponseWriter, r *http.Request) {
	depot, ok := a.Depots[r.Header.Get("X-Client-Cert-Fingerprint")] // want `the header is believed`
	if !ok {
		http.Error(w, "unknown depot", http.StatusForbidden)
		return
	}
	a.answer(w, depot) // stays
}

// Customs is not served yet.
func (a *API) Customs(w http.ResponseWriter, r *http.Request) {
	depot, ok := a.Depots[r.Header.Get("X-Client-Cert-Fingerprint")] // want `the header is believed`
	if !ok {
		http.Error(w, "unknown depot", http.StatusForbidden)
		return
	}
	a.answer(w, depot) // stays
}

// Sorter is behind what deletes the header of strangers.
func (a *API) Sorter(w http.ResponseWriter, r *http.Request) {
	depot, ok := a.Depots[r.Header.Get("X-Client-Cert-Fingerprint")] // want `the header is believed`
	if !ok {
		http.Error(w, "unknown depot", http.StatusForbidden)
		return
	}
	a.answer(w, depot)
}

// Weigher reads another one.
func (a *API) Weigher(w http.ResponseWriter, r *http.Request) {
	depot, ok := a.Depots[r.Header.Get("X-SSL-Client-SHA256")] // want `the header is believed`
	if !ok {
		http.Error(w, "unknown depot", http.StatusForbidden)
		return
	}
	a.answer(w, depot) // stays
}

// Scanners is for scanners, on a port of their own.
func (a *API) Scanners() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 { // want `any client without a certificate passes`
			if names := r.TLS.PeerCertificates[0].DNSNames; len(names) != 1 || !a.Scanner[names[0]] {
				http.Error(w, "unknown scanner", http.StatusForbidden)
				return
			}
		}
		a.answer(w, "scanners")
	})
}

// Printers is for printers, on a port that does not insist.
func (a *API) Printers() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 { // want `any client without a certificate passes`
			if names := r.TLS.PeerCertificates[0].DNSNames; len(names) != 1 || !a.Scanner[names[0]] {
				http.Error(w, "unknown printer", http.StatusForbidden)
				return
			}
		}
		a.answer(w, "printers") // stays
	})
}

// Labels are for whoever has a certificate, as far as this handler is concerned.
type Labels struct{ API *API }

func (l *Labels) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any client certificate passes`
		http.Error(w, "certificate required", http.StatusUnauthorized)
		return
	}
	l.API.answer(w, "labels")
}

// Stamps are as well, and nobody asks more.
type Stamps struct{ API *API }

func (l *Stamps) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any client certificate passes`
		http.Error(w, "certificate required", http.StatusUnauthorized)
		return
	}
	l.API.answer(w, "stamps") // stays
}

// Weigh is for the depot of a fingerprint.
func (a *API) Weigh(w http.ResponseWriter, r *http.Request) {
	depot, ok := a.Depots[r.Header.Get("X-Client-Cert-Fingerprint")] // want `the header is believed`
	if !ok {
		http.Error(w, "unknown depot", http.StatusForbidden)
		return
	}
	a.answer(w, depot)
}

// Tare is for the depot of a fingerprint, and anybody may say that it is theirs.
func (a *API) Tare(w http.ResponseWriter, r *http.Request) {
	depot, ok := a.Depots[r.Header.Get("X-Client-Cert-Fingerprint")] // want `the header is believed`
	if !ok {
		http.Error(w, "unknown depot", http.StatusForbidden)
		return
	}
	a.answer(w, depot) // stays
}

type shownKey struct{}

// Shown puts the certificate of a header into the context.
func Shown(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		block, _ := pem.Decode([]byte(r.Header.Get("X-Client-Cert"))) // want `a certificate from a header proves nothing`
		if block == nil {
			http.Error(w, "no certificate", http.StatusBadRequest)
			return
		}
		crt, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			http.Error(w, "no certificate", http.StatusBadRequest)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), shownKey{}, crt))) // stays
	})
}

// Listed lets those in whose certificate is listed; it is no hop's that Shown has found.
func Listed(sums map[[sha256.Size]byte]bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			crt, ok := r.Context().Value(shownKey{}).(*x509.Certificate)
			if !ok || !sums[sha256.Sum256(crt.Raw)] {
				http.Error(w, "not listed", http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// scanner asks whether a connection is that of a scanner.
func (a *API) scanner(cs tls.ConnectionState) error {
	for _, name := range cs.PeerCertificates[0].DNSNames {
		if a.Scanner[name] {
			return nil
		}
	}
	return errors.New("not a scanner")
}

// Sealed is the callback of a port that insists on a certificate.
func (a *API) Sealed(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 { // want `any client without a certificate passes`
		return nil
	}
	return a.scanner(cs)
}

// Asked is the callback of a port that does not.
func (a *API) Asked(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 { // want `any client without a certificate passes`
		return nil
	}
	return a.scanner(cs) // stays
}

// Shared is the callback of both.
func (a *API) Shared(_ [][]byte, chains [][]*x509.Certificate) error {
	if len(chains) == 0 { // want `any client without a certificate passes`
		return nil
	}
	if !a.Scanner[chains[0][0].DNSNames[0]] {
		return errors.New("not a scanner")
	}
	return nil // stays
}

// Belt is the callback of a port of a list, all of which insist.
func (a *API) Belt(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 { // want `any client without a certificate passes`
		return nil
	}
	return a.scanner(cs)
}

// Crane is one of these, too.
func (a *API) Crane(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) > 0 { // want `any client without a certificate passes`
		return a.scanner(cs)
	}
	return nil
}

// Gantry is that of a port to which anybody may come.
func (a *API) Gantry(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 { // want `any client without a certificate passes`
		return nil
	}
	return a.scanner(cs) // stays
}

// Calls decides who may call procedures.
type Calls struct{ Depots map[string]bool }

// known asks whether a caller that shows a certificate is a depot.
func (c *Calls) known(ctx context.Context) bool {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return false
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok {
		return false
	}
	if len(info.State.PeerCertificates) == 0 {
		return true
	}
	names := info.State.PeerCertificates[0].DNSNames
	return len(names) == 1 && c.Depots[names[0]]
}

// Insisting is for a server that insists on certificates.
func (c *Calls) Insisting(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	if !c.known(ctx) { // want `any client without a certificate passes`
		return nil, status.Error(codes.PermissionDenied, "unknown depot")
	}
	return next(ctx, req)
}

// Asking is for one that does not.
func (c *Calls) Asking(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	if !c.known(ctx) { // want `any client without a certificate passes`
		return nil, status.Error(codes.PermissionDenied, "unknown depot")
	}
	return next(ctx, req) // stays
}

// Passing is for both.
func (c *Calls) Passing() grpc.StreamServerInterceptor {
	return func(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, next grpc.StreamHandler) error {
		if !c.known(ss.Context()) { // want `any client without a certificate passes`
			return status.Error(codes.PermissionDenied, "unknown depot")
		}
		return next(srv, ss) // stays
	}
}

// Beside is middleware for what only the proxy on the same machine asks.
func Beside(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !hosts[r.Header.Get("X-Client-Cert-SAN")] { // want `the header is believed`
			http.Error(w, "unknown host", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// InFront is middleware for what others ask, too.
func InFront(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !hosts[r.Header.Get("X-Client-Cert-SAN")] { // want `the header is believed`
			http.Error(w, "unknown host", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r) // stays
	})
}

var hosts = map[string]bool{"dock1.depot.example": true}
