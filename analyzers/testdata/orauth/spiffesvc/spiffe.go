// Package spiffesvc: SPIFFE IDs, and JWT-SVIDs or keys beside them.
package spiffesvc

import (
	"context"
	"crypto/subtle"
	"net/http"

	"github.com/spiffe/go-spiffe/v2/bundle/jwtbundle"
	"github.com/spiffe/go-spiffe/v2/spiffegrpc/grpccredentials"
	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"github.com/spiffe/go-spiffe/v2/spiffetls"
	"github.com/spiffe/go-spiffe/v2/svid/jwtsvid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

type mesh struct {
	peers   map[spiffeid.ID]bool
	bundles jwtbundle.Source
	key     string
}

// A SPIFFE ID of the certificate, or one of a JWT-SVID.
func (m *mesh) jwtToo(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil {
			if id, err := spiffetls.PeerIDFromConnectionState(*r.TLS); err == nil && m.peers[id] {
				next.ServeHTTP(w, r)
				return
			}
		}
		if svid, err := jwtsvid.ParseAndValidate(r.Header.Get("Authorization"), m.bundles, []string{"mesh"}); err == nil && m.peers[svid.ID] { // want `alternative to .*certificate`
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, "unauthenticated", http.StatusUnauthorized)
	})
}

// Not: the JWT-SVID must be of the same workload as the certificate.
func (m *mesh) jwtSame(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		id, err := spiffetls.PeerIDFromConnectionState(*r.TLS)
		if err != nil || !m.peers[id] {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		svid, err := jwtsvid.ParseAndValidate(r.Header.Get("Authorization"), m.bundles, []string{"mesh"})
		if err != nil || svid.ID != id {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// gRPC: a key of the metadata.
func (m *mesh) unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	if id, ok := grpccredentials.PeerIDFromContext(ctx); ok && m.peers[id] {
		return h(ctx, req)
	}
	for _, k := range metadata.ValueFromIncomingContext(ctx, "x-mesh-key") {
		if subtle.ConstantTimeCompare([]byte(k), []byte(m.key)) == 1 { // want `alternative to .*certificate`
			return h(ctx, req)
		}
	}
	return nil, status.Error(codes.Unauthenticated, "unauthenticated")
}
