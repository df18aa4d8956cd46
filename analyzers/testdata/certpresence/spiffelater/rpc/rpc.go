// Package rpc: AuthorizeAny in front of interceptors of another package, and of a plain mux.
package rpc

import (
	"net/http"
	"sync/atomic"

	"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig"
	"github.com/spiffe/go-spiffe/v2/workloadapi"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"testdata/certpresence/spiffelater/checking"
)

var level atomic.Value

func setLevel(w http.ResponseWriter, r *http.Request) {
	level.Store(r.FormValue("level"))
	w.WriteHeader(http.StatusNoContent)
}

// Start starts both servers.
func Start(src *workloadapi.X509Source, readers checking.Readers) *grpc.Server {
	ops := http.NewServeMux()
	ops.HandleFunc("POST /level", setLevel)
	opsTLS := tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeAny()) // want `any certificate of the trust bundle passes`
	opsTLS.SessionTicketsDisabled = true
	go func() {
		srv := &http.Server{Addr: ":8443", Handler: ops, TLSConfig: opsTLS}
		_ = srv.ListenAndServeTLS("", "")
	}()
	rpcTLS := tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeAny())
	rpcTLS.SessionTicketsDisabled = true
	return grpc.NewServer(grpc.Creds(credentials.NewTLS(rpcTLS)), grpc.UnaryInterceptor(readers.Unary), grpc.StreamInterceptor(readers.Stream))
}
