// Package behind: AuthorizeAny in front of middleware of another package.
package behind

import (
	"net/http"
	"time"

	"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig"
	"github.com/spiffe/go-spiffe/v2/workloadapi"

	"testdata/certpresence/spiffelater/workloads"
)

// quiet: what the server's handler is wrapped in decides on the ID.
func Data(src *workloadapi.X509Source, p workloads.Peers, h http.Handler) *http.Server {
	authorize := tlsconfig.AuthorizeAny()
	return &http.Server{
		Handler:           p.Only(h),
		TLSConfig:         tlsconfig.MTLSServerConfig(src, src, authorize),
		ReadHeaderTimeout: time.Second,
	}
}

// reports: what this one's handler is wrapped in does not.
func Metrics(src *workloadapi.X509Source, p workloads.Peers, h http.Handler) *http.Server {
	return &http.Server{
		Handler:           p.Counted(h),
		TLSConfig:         tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeAny()), // want `any .*certificate`
		ReadHeaderTimeout: time.Second,
	}
}

// reports: only one of its routes asks whose the certificate is.
func Routes(src *workloadapi.X509Source, p workloads.Peers, h http.Handler) *http.Server {
	mux := http.NewServeMux()
	mux.Handle("/data", p.Only(h))
	mux.Handle("/drain", h)
	return &http.Server{
		Handler:           mux,
		TLSConfig:         tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeAny()), // want `any .*certificate`
		ReadHeaderTimeout: time.Second,
	}
}

// quiet: every route that the other package puts on the handler asks whose it is.
func Stock(src *workloadapi.X509Source, p workloads.Peers, report http.HandlerFunc) *http.Server {
	return &http.Server{
		Handler:           p.Stock(report),
		TLSConfig:         tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeAny()),
		ReadHeaderTimeout: time.Second,
	}
}

// reports: one does not.
func Shelves(src *workloadapi.X509Source, p workloads.Peers, report http.HandlerFunc) *http.Server {
	return &http.Server{
		Handler:           p.Shelves(report),
		TLSConfig:         tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeAny()), // want `any .*certificate`
		ReadHeaderTimeout: time.Second,
	}
}

// quiet: all of its own routes do.
func Own(src *workloadapi.X509Source, p workloads.Peers, h http.Handler) *http.Server {
	mux := http.NewServeMux()
	mux.Handle("/data", p.Only(h))
	mux.Handle("/drain", p.Only(p.Counted(h)))
	return &http.Server{
		Handler:           mux,
		TLSConfig:         tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeAny()),
		ReadHeaderTimeout: time.Second,
	}
}

type yard struct{ mux *http.ServeMux }

// reports: another method puts more on the mux than what is seen to ask.
func Yard(src *workloadapi.X509Source, p workloads.Peers, h http.Handler) *http.Server {
	mux := http.NewServeMux()
	mux.Handle("/data", p.Only(h))
	y := &yard{mux: mux}
	y.more(h)
	return &http.Server{
		Handler:           mux,
		TLSConfig:         tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeAny()), // want `any .*certificate`
		ReadHeaderTimeout: time.Second,
	}
}

func (y *yard) more(h http.Handler) { y.mux.Handle("/drain", h) }
