// Package edge reads the client's certificate as each product at the edge
// forwards it.
package edge

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"net/url"
)

// Reader finds the certificate in what an edge forwards.
type Reader interface {
	Read(h http.Header) (*x509.Certificate, error)
}

type ALB struct{}

func (ALB) Read(h http.Header) (*x509.Certificate, error) {
	return escaped(h.Get("X-Amzn-Mtls-Clientcert"))
}

type Nginx struct{}

func (Nginx) Read(h http.Header) (*x509.Certificate, error) {
	return escaped(h.Get("Ssl-Client-Cert"))
}

type Traefik struct{}

func (Traefik) Read(h http.Header) (*x509.Certificate, error) {
	return escaped(h.Get("X-Forwarded-Tls-Client-Cert"))
}

func escaped(s string) (*x509.Certificate, error) {
	text, err := url.QueryUnescape(s)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("no certificate")
	}
	return x509.ParseCertificate(block.Bytes)
}
