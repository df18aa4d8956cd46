// Package onbehalf has proxies that speak for others, beside callers that speak for
// themselves.
package onbehalf

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
)

type callerKey struct{}

type gate struct {
	proxies map[[sha256.Size]byte]bool
	nets    []netip.Prefix
	callers map[string]bool
}

// fromHeader parses the certificate that a proxy forwards.
func fromHeader(h http.Header) (*x509.Certificate, error) { return parse(h.Get("X-Client-Cert")) }

func parse(escaped string) (*x509.Certificate, error) {
	text, err := url.QueryUnescape(escaped)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("no certificate is forwarded")
	}
	return x509.ParseCertificate(block.Bytes)
}

// caller is the certificate of whoever calls, or of whom a proxy speaks for.
func (g *gate) caller(r *http.Request) (*x509.Certificate, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, errors.New("no certificate")
	}
	hop := r.TLS.PeerCertificates[0]
	if !g.proxies[sha256.Sum256(hop.Raw)] {
		return hop, nil
	}
	return fromHeader(r.Header)
}

// quiet: the header is read of proxies alone.
func (g *gate) admit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leaf, err := g.caller(r)
		if err != nil || len(leaf.URIs) != 1 || !g.callers[leaf.URIs[0].String()] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, leaf.URIs[0].String())))
	})
}

// nearby is the certificate that a header holds, if the hop is one of ours.
func (g *gate) nearby(r *http.Request) (*x509.Certificate, error) {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return nil, err
	}
	for _, n := range g.nets {
		if n.Contains(at.Addr()) {
			return fromHeader(r.Header)
		}
	}
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, errors.New("no certificate")
	}
	return r.TLS.PeerCertificates[0], nil
}

// quiet: the header is read of hops of ours alone.
func (g *gate) admitNearby(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leaf, err := g.nearby(r)
		if err != nil || len(leaf.URIs) != 1 || !g.callers[leaf.URIs[0].String()] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// either is the certificate that a header holds, of whomever, or else the caller's own.
func either(r *http.Request) (*x509.Certificate, error) {
	if sent := r.Header.Get("X-Client-Cert"); sent != "" { // want "header is believed"
		return parse(sent)
	}
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, errors.New("no certificate")
	}
	return r.TLS.PeerCertificates[0], nil
}

// reports: whoever sends the header is whom it says.
func (g *gate) admitEither(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leaf, err := either(r)
		if err != nil || len(leaf.URIs) != 1 || !g.callers[leaf.URIs[0].String()] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// mostly is the certificate that a header holds, of a proxy, or of whoever has none.
func (g *gate) mostly(r *http.Request) (*x509.Certificate, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || g.proxies[sha256.Sum256(r.TLS.PeerCertificates[0].Raw)] {
		return parse(r.Header.Get("X-Client-Cert")) // want "header is believed"
	}
	return r.TLS.PeerCertificates[0], nil
}

// reports: without a certificate, nobody knows who sends the header.
func (g *gate) admitMostly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leaf, err := g.mostly(r)
		if err != nil || len(leaf.URIs) != 1 || !g.callers[leaf.URIs[0].String()] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
