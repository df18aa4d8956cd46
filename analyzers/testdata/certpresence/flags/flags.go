// Package flags asks flags of structs in which somebody noted what came with a
// request.
package flags

import (
	"context"
	"encoding/json"
	"log"
	"net/http"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"testdata/certpresence/flags/link"
)

type chart struct {
	depths map[string]int
	hosts  map[string]bool
}

type approach struct {
	Armed bool
	Proto string
}

func (c *chart) look(r *http.Request) approach {
	a := approach{Proto: r.Proto}
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
		a.Armed = true
	}
	return a
}

func (c *chart) recognise(r *http.Request) (a approach, err error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return approach{}, nil
	}
	for _, name := range r.TLS.VerifiedChains[0][0].DNSNames {
		a.Armed = a.Armed || c.hosts[name]
	}
	return a, nil
}

// A flag that a helper of this package sets.
func (c *chart) sound(w http.ResponseWriter, r *http.Request) {
	a := c.look(r)
	if !a.Armed { // want `any client certificate passes`
		http.Error(w, "certificate required", http.StatusForbidden)
		return
	}
	_ = json.NewEncoder(w).Encode(c.depths)
}

// The flag of a call, which is kept nowhere.
func (c *chart) soundings(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c.look(r).Armed { // want `any client certificate passes`
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, "certificate required", http.StatusForbidden)
	})
}

// A flag that is set for known hosts alone.
func (c *chart) survey(w http.ResponseWriter, r *http.Request) {
	a, err := c.recognise(r)
	if err != nil || !a.Armed {
		http.Error(w, "no surveyor", http.StatusForbidden)
		return
	}
	_ = json.NewEncoder(w).Encode(c.depths)
}

// A flag of a variable, set on the spot.
func (c *chart) wrecks(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var a approach
		a.Proto = r.Proto
		if r.TLS != nil {
			a.Armed = len(r.TLS.PeerCertificates) > 0 // want `any client certificate passes`
		}
		if !a.Armed {
			http.Error(w, a.Proto+" needs a certificate", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A flag that is logged.
func (c *chart) buoys(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a := c.look(r); !a.Armed {
			log.Print(a.Proto, " without a certificate")
		}
		next.ServeHTTP(w, r)
	})
}

// A flag that a helper of another package sets.
func (c *chart) lights(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l := link.Inspect(r)
		if !l.Mutual { // want `any client certificate passes`
			http.Error(w, l.Proto+" needs a certificate", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// What a middleware of another package kept: the flag alone.
func tides(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	l := link.Of(ctx)
	if !l.Mutual { // want `any client certificate passes`
		return nil, status.Error(codes.Unauthenticated, l.Proto+" needs a certificate")
	}
	return handler(ctx, req)
}

// Beside the flag, whoever comes behind finds who it is.
func pilots(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if !link.VisitorOf(ctx).Shown {
		return nil, status.Error(codes.Unauthenticated, "certificate required")
	}
	return handler(ctx, req)
}

// The flag was set for known hosts alone.
func harbours(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if !link.FleetOf(ctx).Mutual {
		return nil, status.Error(codes.Unauthenticated, "not of the fleet")
	}
	return handler(ctx, req)
}

// Something else may set the flag, too.
func (c *chart) shoals(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := c.look(r)
		if err := json.NewDecoder(r.Body).Decode(&a); err != nil || !a.Armed {
			http.Error(w, "certificate required", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// berth is what is known of a connection, behind a pointer.
type berth struct {
	secure, mutual, known bool
}

func (c *chart) berth(r *http.Request) *berth {
	b := &berth{}
	b.secure = r.TLS != nil
	if b.secure {
		b.mutual = len(r.TLS.VerifiedChains) > 0
	}
	if b.mutual && len(r.TLS.VerifiedChains[0][0].DNSNames) > 0 {
		b.known = c.hosts[r.TLS.VerifiedChains[0][0].DNSNames[0]]
	}
	return b
}

// moored asks whether there is a certificate.
func (c *chart) moored(w http.ResponseWriter, r *http.Request) {
	if !c.berth(r).mutual { // want `any client certificate of a trusted CA passes`
		http.Error(w, "certificate required", http.StatusUnauthorized)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// berthed asks whose it is.
func (c *chart) berthed(w http.ResponseWriter, r *http.Request) {
	if b := c.berth(r); !b.mutual || !b.known {
		http.Error(w, "certificate required", http.StatusUnauthorized)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// sealed asks for a seal, whosesoever.
func (c *chart) sealed(w http.ResponseWriter, r *http.Request) {
	if !link.SealOf(r.Context()).Verified { // want `any client certificate of a trusted CA passes`
		http.Error(w, "certificate required", http.StatusUnauthorized)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// anchor is how a call came in: a struct that is filled while something is deferred.
func (c *chart) anchor(r *http.Request) (*berth, error) {
	r.Body.Close()
	defer log.Print("anchored")
	if r.Method != http.MethodGet {
		return nil, http.ErrNotSupported
	}
	b := &berth{}
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return b, nil
	}
	b.secure, b.mutual = true, true
	if names := r.TLS.VerifiedChains[0][0].DNSNames; len(names) > 0 {
		b.known = c.hosts[names[0]]
	}
	return b, nil
}

// anchored asks whether there is a certificate.
func (c *chart) anchored(w http.ResponseWriter, r *http.Request) {
	b, err := c.anchor(r)
	if err != nil || !b.mutual { // want `any client certificate of a trusted CA passes`
		http.Error(w, "certificate required", http.StatusUnauthorized)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// aground asks whose it is.
func (c *chart) aground(w http.ResponseWriter, r *http.Request) {
	b, err := c.anchor(r)
	if err != nil || !b.known {
		http.Error(w, "certificate required", http.StatusUnauthorized)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// level is a grade that is found while something is deferred.
func (c *chart) level(r *http.Request) string {
	defer log.Print("levelled")
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return "none"
	}
	if names := r.TLS.VerifiedChains[0][0].DNSNames; len(names) > 0 && c.hosts[names[0]] {
		return "host"
	}
	return "some"
}

// levelled asks for any grade but none.
func (c *chart) levelled(w http.ResponseWriter, r *http.Request) {
	if c.level(r) == "none" { // want `any client certificate of a trusted CA passes`
		http.Error(w, "certificate required", http.StatusUnauthorized)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// hosted asks for the best.
func (c *chart) hosted(w http.ResponseWriter, r *http.Request) {
	if c.level(r) != "host" {
		http.Error(w, "certificate required", http.StatusUnauthorized)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
