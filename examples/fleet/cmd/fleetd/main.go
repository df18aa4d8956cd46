// Fleetd manages a fleet of vehicles: it takes their positions, hands out
// commands and firmware, and lets depots, partners and drivers look.
package main

import (
	"context"
	"crypto/tls"
	"expvar"
	"flag"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"example.com/fleet/api/fleetv1"
	"example.com/fleet/internal/api"
	"example.com/fleet/internal/auth"
	"example.com/fleet/internal/fleet"
	"example.com/fleet/internal/gateway"
	"example.com/fleet/internal/identity"
	"example.com/fleet/internal/rpc"
)

func main() {
	file := flag.String("config", "fleetd.json", "configuration file")
	flag.Parse()
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	if err := run(*file, log); err != nil {
		log.Error("fleetd stopped", "error", err)
		os.Exit(1)
	}
}

func run(file string, log *slog.Logger) error {
	cfg, err := loadConfig(file)
	if err != nil {
		return err
	}
	optional, err := cfg.serverTLS(tls.VerifyClientCertIfGiven)
	if err != nil {
		return err
	}
	required, err := cfg.serverTLS(tls.RequireAndVerifyClientCert)
	if err != nil {
		return err
	}
	partners, err := loadPool(cfg.PartnerCAs)
	if err != nil {
		return err
	}

	directory := identity.NewDirectory(cfg.Principals, cfg.Depots)
	tokens := identity.NewTokens([]byte(cfg.TokenKey))
	store := fleet.NewStore()
	handlers := &api.API{Fleet: store}

	authenticator := &auth.Authenticator{
		Directory: directory,
		Tokens:    tokens,
		APIKey:    []byte(cfg.APIKey),
		Log:       log,
	}
	proxied := &gateway.Gateway{
		Directory: directory,
		Portal:    cfg.PortalProxies,
		Edge:      cfg.Edge,
		Partners:  partners,
	}
	agents := &rpc.Agents{Directory: directory, Log: log}
	dispatch := &rpc.Dispatch{Directory: directory, Tokens: tokens}

	telemetryServer := grpc.NewServer(
		grpc.Creds(credentials.NewTLS(required)),
		grpc.UnaryInterceptor(agents.Unary),
		grpc.StreamInterceptor(agents.Stream),
	)
	fleetv1.RegisterTelemetryServer(telemetryServer, &rpc.TelemetryService{Fleet: store})

	dispatchServer := grpc.NewServer(
		grpc.Creds(credentials.NewTLS(optional)),
		grpc.UnaryInterceptor(dispatch.Unary),
		grpc.StreamInterceptor(dispatch.Stream),
	)
	fleetv1.RegisterDispatchServer(dispatchServer, &rpc.DispatchService{Fleet: store})

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	failed := make(chan error, 5)
	serveHTTP(failed, cfg.Listen.API, apiRoutes(handlers, authenticator), optional)
	serveHTTP(failed, cfg.Listen.App, appRoutes(handlers, proxied), required)
	serveHTTP(failed, cfg.Listen.Portal, portalRoutes(handlers, proxied), nil)
	serveGRPC(failed, cfg.Listen.Agents, telemetryServer)
	serveGRPC(failed, cfg.Listen.Dispatch, dispatchServer)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return nil
	}
}

// apiRoutes are what operators, depots and monitoring use.
func apiRoutes(h *api.API, a *auth.Authenticator) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /v1/vehicles", a.Operator(http.HandlerFunc(h.Vehicles)))
	mux.Handle("POST /v1/vehicles/{vehicle}/commands", a.ConfirmedOperator(http.HandlerFunc(h.Command)))
	mux.Handle("PUT /v1/firmware/{version}", a.RequireCertificate(http.HandlerFunc(h.PutFirmware)))
	mux.Handle("DELETE /v1/firmware/{version}", a.RequireRole(identity.Release, http.HandlerFunc(h.DeleteFirmware)))
	mux.Handle("GET /v1/depot/vehicles", a.DepotV1(http.HandlerFunc(h.Depot)))
	mux.Handle("GET /v2/depot/vehicles", a.Depot(http.HandlerFunc(h.Depot)))
	mux.Handle("GET /metrics", a.Scraper(http.HandlerFunc(h.Metrics)))
	mux.Handle("GET /debug/vars", a.Debugger(expvar.Handler()))
	return mux
}

// portalRoutes are what partners use, through nginx.
func portalRoutes(h *api.API, g *gateway.Gateway) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /v1/partner", g.PartnerV1(http.HandlerFunc(h.Whoami)))
	mux.Handle("GET /v2/partner", g.Partner(http.HandlerFunc(h.Whoami)))
	mux.Handle("GET /v2/vehicles", g.Verified(http.HandlerFunc(h.Vehicles)))
	mux.Handle("GET /v1/driver", g.DriverV1(http.HandlerFunc(h.Whoami)))
	return mux
}

// appRoutes are what the drivers' app uses, through Envoy.
func appRoutes(h *api.API, g *gateway.Gateway) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /v2/driver", g.Driver(http.HandlerFunc(h.Whoami)))
	return mux
}

// serveHTTP serves handler at address, with TLS if there is a configuration.
func serveHTTP(failed chan<- error, address string, handler http.Handler, cfg *tls.Config) {
	server := &http.Server{
		Addr:              address,
		Handler:           handler,
		TLSConfig:         cfg,
		ReadHeaderTimeout: 10 * time.Second,
	}
	go func() {
		if cfg == nil {
			failed <- server.ListenAndServe()
		} else {
			failed <- server.ListenAndServeTLS("", "")
		}
	}()
}

// serveGRPC serves server at address.
func serveGRPC(failed chan<- error, address string, server *grpc.Server) {
	go func() {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			failed <- err
			return
		}
		failed <- server.Serve(listener)
	}()
}
