// Package spifferpc has gRPC servers with AuthorizeAny, whose interceptors and services are
// of another package.
package spifferpc

import (
	"log"
	"net"

	"github.com/spiffe/go-spiffe/v2/spiffegrpc/grpccredentials"
	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig"
	"github.com/spiffe/go-spiffe/v2/workloadapi"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	health "google.golang.org/grpc/health/grpc_health_v1"

	"testdata/certpresence/spifferpc/wards"
)

type app struct {
	src *workloadapi.X509Source
	ids []spiffeid.ID
	ln  net.Listener
}

var theApp app

func init() {
	theApp.warded()
	theApp.listed()
	theApp.only()
	theApp.pulse()
	theApp.noted()
	theApp.murmur()
	theApp.bare()
}

// quiet: the interceptors decide.
func (a *app) warded() error {
	w := wards.New(a.ids...)
	cfg := tlsconfig.MTLSServerConfig(a.src, a.src, tlsconfig.AuthorizeAny())
	cfg.SessionTicketsDisabled = true
	g := grpc.NewServer(
		grpc.Creds(credentials.NewTLS(cfg)),
		grpc.UnaryInterceptor(w.Unary),
		grpc.StreamInterceptor(w.Stream),
	)
	return g.Serve(a.ln)
}

// quiet: the same in a list of options.
func (a *app) listed() error {
	w := wards.New(a.ids...)
	opts := []grpc.ServerOption{grpc.ChainUnaryInterceptor(wards.NewJournal(log.Default()).Unary, w.Unary)}
	opts = append(opts, grpc.ChainStreamInterceptor(w.Stream), grpc.Creds(a.credentials()))
	return grpc.NewServer(opts...).Serve(a.ln)
}

func (a *app) credentials() credentials.TransportCredentials {
	return grpccredentials.MTLSServerCredentials(a.src, a.src, tlsconfig.AuthorizeAny())
}

// quiet: an interceptor that a call makes decides.
func (a *app) only() error {
	creds := grpccredentials.MTLSServerCredentials(a.src, a.src, tlsconfig.AuthorizeAny())
	return grpc.NewServer(grpc.UnaryInterceptor(wards.Only(a.ids[0])), grpc.Creds(creds)).Serve(a.ln)
}

// quiet: the service decides.
func (a *app) pulse() error {
	creds := grpccredentials.MTLSServerCredentials(a.src, a.src, tlsconfig.AuthorizeAny())
	g := grpc.NewServer(grpc.Creds(creds))
	health.RegisterHealthServer(g, wards.NewPulse(wards.New(a.ids...)))
	return g.Serve(a.ln)
}

// reports: the interceptor notes who calls.
func (a *app) noted() error {
	creds := grpccredentials.MTLSServerCredentials(a.src, a.src, tlsconfig.AuthorizeAny()) // want `any .*certificate`
	g := grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(wards.NewJournal(log.Default()).Unary))
	return g.Serve(a.ln)
}

// reports: the service is for everybody.
func (a *app) murmur() error {
	cfg := tlsconfig.MTLSServerConfig(a.src, a.src, tlsconfig.AuthorizeAny()) // want `any .*certificate`
	g := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)))
	health.RegisterHealthServer(g, &wards.Murmur{})
	return g.Serve(a.ln)
}

// reports: the ward is another server's.
func (a *app) bare() error {
	w := wards.New(a.ids...)
	_ = grpc.NewServer(grpc.UnaryInterceptor(w.Unary), grpc.StreamInterceptor(w.Stream))
	creds := grpccredentials.MTLSServerCredentials(a.src, a.src, tlsconfig.AuthorizeAny()) // want `any .*certificate`
	return grpc.NewServer(grpc.Creds(creds)).Serve(a.ln)
}
