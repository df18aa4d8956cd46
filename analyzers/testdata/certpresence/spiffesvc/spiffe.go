// Package spiffesvc: go-spiffe servers, and what their authorizers accept.
package spiffesvc

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/spiffe/go-spiffe/v2/spiffegrpc/grpccredentials"
	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"github.com/spiffe/go-spiffe/v2/spiffetls"
	"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig"
	"github.com/spiffe/go-spiffe/v2/workloadapi"
	"google.golang.org/grpc"
)

type counter struct{ n int }

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.n++
	w.WriteHeader(http.StatusNoContent)
}

// AuthorizeAny in front of a visible handler that does not decide.
func serveCounter(src *workloadapi.X509Source) error {
	srv := &http.Server{
		Addr:              ":8443",
		Handler:           &counter{},
		TLSConfig:         tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeAny()), // want `any .*certificate`
		ReadHeaderTimeout: 5 * time.Second,
	}
	return srv.ListenAndServeTLS("", "")
}

// AuthorizeAny, with handlers that are a parameter.
func serveAny(src *workloadapi.X509Source, h http.Handler) error {
	cfg := tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeAny()) // want `any .*certificate`
	srv := &http.Server{Addr: ":8444", Handler: h, TLSConfig: cfg, ReadHeaderTimeout: 5 * time.Second}
	return srv.ListenAndServeTLS("", "")
}

// AuthorizeAny in gRPC credentials.
func grpcAny(src *workloadapi.X509Source) *grpc.Server {
	creds := grpccredentials.MTLSServerCredentials(src, src, tlsconfig.AuthorizeAny()) // want `any .*certificate`
	return grpc.NewServer(grpc.Creds(creds))
}

// AuthorizeAny on a raw listener.
func listenAny(ctx context.Context, src *workloadapi.X509Source, serve func(line string)) error {
	mode := spiffetls.MTLSServerWithSource(tlsconfig.AuthorizeAny(), src) // want `any .*certificate`
	l, err := spiffetls.ListenWithMode(ctx, "tcp", ":9000", mode)
	if err != nil {
		return err
	}
	defer l.Close()
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		sc := bufio.NewScanner(conn)
		for sc.Scan() {
			serve(sc.Text())
		}
		conn.Close()
	}
}

// The list decides unless it is empty.
func serveListed(src *workloadapi.X509Source, allowed []spiffeid.ID) *http.Server {
	authorize := tlsconfig.AuthorizeOneOf(allowed...)
	if len(allowed) == 0 {
		authorize = tlsconfig.AuthorizeAny() // want `any .*certificate`
	}
	return &http.Server{
		Handler:           &counter{},
		TLSConfig:         tlsconfig.MTLSServerConfig(src, src, authorize),
		ReadHeaderTimeout: time.Second,
	}
}

// A star in the list is the operator's choice.
func serveConfigured(src *workloadapi.X509Source, allowed []string) (*http.Server, error) {
	var ids []spiffeid.ID
	authorize := tlsconfig.AuthorizeOneOf()
	for _, a := range allowed {
		if a == "*" {
			ids = nil
			authorize = tlsconfig.AuthorizeAny()
			break
		}
		id, err := spiffeid.FromString(a)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	if len(ids) > 0 {
		authorize = tlsconfig.AuthorizeOneOf(ids...)
	}
	return &http.Server{Handler: &counter{}, TLSConfig: tlsconfig.MTLSServerConfig(src, src, authorize), ReadHeaderTimeout: time.Second}, nil
}

// One ID.
func serveOne(src *workloadapi.X509Source, h http.Handler) *http.Server {
	id := spiffeid.RequireFromString("spiffe://example.org/frontend")
	return &http.Server{Handler: h, TLSConfig: tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeID(id)), ReadHeaderTimeout: time.Second}
}

// A trust domain: verified, with a weak identity.
func serveDomain(src *workloadapi.X509Source, td spiffeid.TrustDomain) *grpc.Server {
	return grpc.NewServer(grpc.Creds(grpccredentials.MTLSServerCredentials(src, src, tlsconfig.AuthorizeMemberOf(td))))
}

// A matcher written here.
func serveMatched(src *workloadapi.X509Source, h http.Handler) *http.Server {
	authorize := tlsconfig.AdaptMatcher(func(id spiffeid.ID) error {
		if id.Path() != "/batch/runner" {
			return errors.New("runners only")
		}
		return nil
	})
	return &http.Server{Handler: h, TLSConfig: tlsconfig.MTLSServerConfig(src, src, authorize), ReadHeaderTimeout: time.Second}
}

// A client: the peer is the server.
func client(src *workloadapi.X509Source) *http.Client {
	return &http.Client{Transport: &http.Transport{
		TLSClientConfig: tlsconfig.MTLSClientConfig(src, src, tlsconfig.AuthorizeAny()),
	}}
}

func dial(ctx context.Context, src *workloadapi.X509Source) (net.Conn, error) {
	return spiffetls.DialWithMode(ctx, "tcp", "db:9000", spiffetls.MTLSClientWithSource(tlsconfig.AuthorizeAny(), src))
}
