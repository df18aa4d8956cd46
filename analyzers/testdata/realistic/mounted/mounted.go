// Mounted serves a parcel depot: what is in front of its handlers is decided here.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"log"
	"net"
	"net/http"
	"net/netip"

	"testdata/realistic/mounted/api"
	"testdata/realistic/mounted/front"
)

func main() {
	a := &api.API{Depots: map[string]string{}, Scanner: map[string]bool{}}
	roots := x509.NewCertPool()

	socket, err := net.Listen("unix", "/run/depot.sock")
	if err != nil {
		log.Fatal(err)
	}
	local := &http.Server{Handler: front.Proxied(a)}
	go func() { log.Fatal(local.Serve(socket)) }()

	inner := http.NewServeMux()
	api.Routes(inner, a)
	sorted := http.NewServeMux()
	sorted.HandleFunc("/sorter", a.Sorter)
	sorted.HandleFunc("/weigher", a.Weigher)
	go serve(":8082", scrub(sorted), new(tls.Config))
	go serve(":8081", fromProxy(inner), new(tls.Config))

	open := http.NewServeMux()
	open.HandleFunc("/returns", a.Returns)
	open.Handle("/labels", named(&api.Labels{API: a}))
	open.Handle("/stamps", &api.Stamps{API: a})
	open.Handle("/weigh", front.Around(http.HandlerFunc(a.Weigh), front.Logged(), front.FromNets([]netip.Prefix{proxies})))
	open.Handle("/tare", front.Around(http.HandlerFunc(a.Tare), front.Logged()))
	open.Handle("/rates", front.Around(http.NotFoundHandler(), api.Shown, api.Listed(nil)))
	go serve(":8443", open, &tls.Config{ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: roots})

	sealed := tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: roots, VerifyPeerCertificate: a.Shared}
	strict := sealed.Clone()
	strict.VerifyConnection = a.Sealed
	go serve(":8446", http.NotFoundHandler(), strict)
	asking := sealed.Clone()
	asking.ClientAuth = tls.VerifyClientCertIfGiven
	asking.VerifyConnection = a.Asked
	go serve(":8447", http.NotFoundHandler(), asking)

	go ports(roots, []port{{":8448", a.Belt}, {":8449", a.Crane}})
	go watched(roots, gate{":8450", a.Gantry})

	go serve(":8444", a.Scanners(), &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: roots})
	serve(":8445", a.Printers(), &tls.Config{ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: roots})
}

// port is one of those whose handshake decides who is let in.
type port struct {
	addr  string
	check func(tls.ConnectionState) error
}

func ports(roots *x509.CertPool, all []port) {
	for _, p := range all {
		go serve(p.addr, http.NotFoundHandler(), &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: roots, VerifyConnection: p.check})
	}
}

// gate is a port to which clients may come without a certificate.
type gate struct {
	addr  string
	admit func(tls.ConnectionState) error
}

func watched(roots *x509.CertPool, g gate) {
	serve(g.addr, http.NotFoundHandler(), &tls.Config{ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: roots, VerifyConnection: g.admit})
}

func serve(addr string, h http.Handler, c *tls.Config) {
	s := &http.Server{Addr: addr, Handler: h, TLSConfig: c}
	log.Fatal(s.ListenAndServeTLS("cert.pem", "key.pem"))
}

var proxies = netip.MustParsePrefix("10.20.0.0/24")

// fromProxy lets the proxy in, and nobody else.
func fromProxy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !proxies.Contains(from.Addr()) {
			http.Error(w, "not for you", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// scrub deletes what others than the proxy say of certificates.
func scrub(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if from, err := netip.ParseAddrPort(r.RemoteAddr); err != nil || !proxies.Contains(from.Addr()) {
			r.Header.Del("X-Client-Cert-Fingerprint")
		}
		next.ServeHTTP(w, r)
	})
}

// named lets the depot's own hosts in.
func named(next http.Handler) http.Handler {
	hosts := map[string]bool{"label1.depot.example": true}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || !hosts[r.TLS.VerifiedChains[0][0].DNSNames[0]] {
			http.Error(w, "unknown host", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
