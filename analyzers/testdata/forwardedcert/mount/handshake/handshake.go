// Package handshake serves readers of a header to peers that the handshake chooses.
package handshake

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig"
	"github.com/spiffe/go-spiffe/v2/workloadapi"
)

const header = "X-Client-Cert-URI"

// quiet: its listener lets in one peer, by its SPIFFE ID.
type topics map[string]bool

func (t topics) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !t[r.Header.Get(header)] {
		w.WriteHeader(http.StatusForbidden)
	}
}

func serveTopics(src *workloadapi.X509Source, proxy spiffeid.ID, t topics) *http.Server {
	cfg := tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeID(proxy))
	cfg.MinVersion = tls.VersionTLS13
	return &http.Server{Addr: ":8443", Handler: t, TLSConfig: cfg, ReadHeaderTimeout: time.Second}
}

// reports: its listener lets in a whole trust domain.
type queues map[string]bool

func (q queues) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !q[r.Header.Get(header)] { // want "header"
		w.WriteHeader(http.StatusForbidden)
	}
}

func serveQueues(src *workloadapi.X509Source, td spiffeid.TrustDomain, q queues) *http.Server {
	return &http.Server{Addr: ":8444", Handler: q, TLSConfig: tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeMemberOf(td)), ReadHeaderTimeout: time.Second}
}

// reports: the operator may choose a listener that lets in anyone.
type logs map[string]bool

func (l logs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !l[r.Header.Get(header)] { // want "header"
		w.WriteHeader(http.StatusForbidden)
	}
}

func serveLogs(src *workloadapi.X509Source, td spiffeid.TrustDomain, proxies []spiffeid.ID, l logs) *http.Server {
	authorize := tlsconfig.AuthorizeMemberOf(td)
	if len(proxies) > 0 {
		authorize = tlsconfig.AuthorizeOneOf(proxies...)
	}
	return &http.Server{Addr: ":8445", Handler: l, TLSConfig: tlsconfig.MTLSServerConfig(src, src, authorize), ReadHeaderTimeout: time.Second}
}

// reports: it is served without TLS, too.
type jobs map[string]bool

func (j jobs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !j[r.Header.Get(header)] { // want "header"
		w.WriteHeader(http.StatusForbidden)
	}
}

func serveJobs(src *workloadapi.X509Source, proxy spiffeid.ID, j jobs) error {
	srv := &http.Server{Addr: ":8446", Handler: j, TLSConfig: tlsconfig.MTLSServerConfig(src, src, tlsconfig.AuthorizeID(proxy)), ReadHeaderTimeout: time.Second}
	return srv.ListenAndServe()
}

var proxies = []string{"proxy.example"}

func verify(cs tls.ConnectionState) error {
	if len(cs.VerifiedChains) == 0 || !slices.Contains(cs.VerifiedChains[0][0].DNSNames, proxies[0]) {
		return errors.New("proxies only")
	}
	return nil
}

// quiet: its listener requires a certificate, and a callback lets in the proxy alone.
type parts map[string]bool

func (p parts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !p[r.Header.Get(header)] {
		w.WriteHeader(http.StatusForbidden)
	}
}

func serveParts(roots *x509.CertPool, p parts) error {
	srv := &http.Server{
		Addr:              ":8447",
		Handler:           p,
		TLSConfig:         &tls.Config{ClientCAs: roots, ClientAuth: tls.RequireAndVerifyClientCert, VerifyConnection: verify},
		ReadHeaderTimeout: time.Second,
	}
	return srv.ListenAndServeTLS("tls.crt", "tls.key")
}

// reports: any certificate of the authority comes through the handshake.
type orders map[string]bool

func (o orders) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !o[r.Header.Get(header)] { // want "header"
		w.WriteHeader(http.StatusForbidden)
	}
}

func serveOrders(roots *x509.CertPool, o orders) error {
	srv := &http.Server{
		Addr:              ":8448",
		Handler:           o,
		TLSConfig:         &tls.Config{ClientCAs: roots, ClientAuth: tls.RequireAndVerifyClientCert},
		ReadHeaderTimeout: time.Second,
	}
	return srv.ListenAndServeTLS("tls.crt", "tls.key")
}
