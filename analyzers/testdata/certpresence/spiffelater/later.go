// Package spiffelater: AuthorizeAny with a later decision on the ID.
package spiffelater

import (
	"context"
	"net/http"
	"time"

	"github.com/spiffe/go-spiffe/v2/spiffegrpc/grpccredentials"
	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"github.com/spiffe/go-spiffe/v2/spiffetls"
	"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig"
	"github.com/spiffe/go-spiffe/v2/workloadapi"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

type vault struct {
	readers map[spiffeid.ID]bool
	opened  int
}

func (v *vault) guard(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil {
			http.Error(w, "https required", http.StatusForbidden)
			return
		}
		id, err := spiffetls.PeerIDFromConnectionState(*r.TLS)
		if err != nil {
			http.Error(w, "no workload identity", http.StatusUnauthorized)
			return
		}
		if !v.readers[id] {
			http.Error(w, id.String()+" may not read", http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

func (v *vault) open(w http.ResponseWriter, r *http.Request) {
	v.opened++
	w.WriteHeader(http.StatusNoContent)
}

// AuthorizeAny as a server's authorizer; each route decides on the ID.
func (v *vault) Serve(src *workloadapi.X509Source) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/open", v.guard(v.open))
	srv := &http.Server{
		Addr:              ":8443",
		Handler:           mux,
		TLSConfig:         tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeAny()),
		ReadHeaderTimeout: 5 * time.Second,
	}
	return srv.ListenAndServeTLS("", "")
}

func (v *vault) unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	id, ok := grpccredentials.PeerIDFromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no workload identity")
	}
	if _, ok := v.readers[id]; !ok {
		return nil, status.Errorf(codes.PermissionDenied, "%s may not call", id)
	}
	return h(ctx, req)
}

func (v *vault) stream(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, h grpc.StreamHandler) error {
	id, ok := grpccredentials.PeerIDFromContext(ss.Context())
	if !ok || !v.readers[id] {
		return status.Error(codes.PermissionDenied, "not a reader")
	}
	return h(srv, ss)
}

// The same with gRPC: the interceptors decide.
func (v *vault) GRPC(src *workloadapi.X509Source) *grpc.Server {
	return grpc.NewServer(
		grpc.Creds(grpccredentials.MTLSServerCredentials(src, src, tlsconfig.AuthorizeAny())),
		grpc.UnaryInterceptor(v.unary),
		grpc.StreamInterceptor(v.stream),
	)
}
