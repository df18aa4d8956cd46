// Package frontends finds the certificate of an agent, in the handshake or in what
// one of several kinds of proxies says in a header of configured name.
package frontends

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"net/http"
	"net/url"
)

type Config struct {
	Kind         string
	CertHeader   string
	EscapeHeader string
}

func certificate(r *http.Request, c Config) (*x509.Certificate, error) {
	switch c.Kind {
	case "tls":
		return direct(r)
	case "plain":
		return plain(r.Header, c.CertHeader)
	case "escaped":
		return escaped(r.Header, c.EscapeHeader)
	}
	return nil, errors.New("no such kind of frontend")
}

func direct(r *http.Request) (*x509.Certificate, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, errors.New("no certificate")
	}
	return r.TLS.PeerCertificates[0], nil
}

// Each of the readers is a place to mend.
func plain(h http.Header, name string) (*x509.Certificate, error) {
	der, err := base64.StdEncoding.DecodeString(h.Get(name)) // want `the header is believed`
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

func escaped(h http.Header, name string) (*x509.Certificate, error) {
	text, err := url.QueryUnescape(h.Get(name)) // want `the header is believed`
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("no PEM")
	}
	return x509.ParseCertificate(block.Bytes)
}

type Agents struct {
	config Config
	known  map[[sha256.Size]byte]string
}

func (a *Agents) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	cert, err := certificate(r, a.config)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	agent, ok := a.known[sha256.Sum256(cert.RawSubjectPublicKeyInfo)]
	if !ok {
		http.Error(w, "unknown agent", http.StatusForbidden)
		return
	}
	w.Write([]byte(agent))
}
