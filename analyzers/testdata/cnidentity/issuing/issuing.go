// Package issuing is a small CA with its tooling: here a common name is
// something that one writes, or reads from one's own files.
package issuing

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"
)

type ca struct {
	cert    *x509.Certificate
	key     crypto.Signer
	allowed map[string]bool
	byName  map[string]*x509.Certificate
}

var errName = errors.New("name not allowed")

// quiet: any *x509.CertificateRequest, at an enrolment endpoint.
func (c *ca) enroll(w http.ResponseWriter, r *http.Request) {
	der, err := io.ReadAll(io.LimitReader(r.Body, 1<<16))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil || csr.CheckSignature() != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if !c.allowed[csr.Subject.CommonName] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if !strings.HasSuffix(csr.Subject.String(), "O=Fleet") {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// AuthorizeCSR decides what is issued.
// quiet: the request's name, in a function whose name says that it decides.
func (c *ca) AuthorizeCSR(csr *x509.CertificateRequest) error {
	if csr.Subject.CommonName != "node" {
		return errName
	}
	return nil
}

// quiet: a certificate that is being issued.
func (c *ca) issue(name string, pub crypto.PublicKey) ([]byte, error) {
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: name, Organization: c.cert.Subject.Organization},
		NotAfter:     time.Now().Add(24 * time.Hour),
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	if tmpl.Subject.CommonName != c.cert.Subject.CommonName && !c.allowed[tmpl.Subject.CommonName] {
		return nil, errName
	}
	return x509.CreateCertificate(rand.Reader, tmpl, c.cert, pub, c.key)
}

// quiet: the program's own certificate, read from disk.
func ownIdentity(certFile, keyFile, node string) (*tls.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, err
	}
	own, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return nil, err
	}
	if own.Subject.CommonName != node {
		return nil, fmt.Errorf("certificate is for %s, not for %s", own.Subject.CommonName, node)
	}
	return &pair, nil
}

// quiet: the program's own name as the server's name that it asks for.
func clientConfig(pair tls.Certificate, roots *x509.CertPool) *tls.Config {
	return &tls.Config{
		Certificates: []tls.Certificate{pair},
		RootCAs:      roots,
		ServerName:   pair.Leaf.Subject.CommonName,
	}
}

// quiet: server certificates selected by SNI.
func (c *ca) selectCertificate(certs []tls.Certificate) func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	return func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		for i := range certs {
			if certs[i].Leaf.Subject.CommonName == hello.ServerName {
				return &certs[i], nil
			}
		}
		return nil, fmt.Errorf("no certificate for %s", hello.ServerName)
	}
}

// quiet: certificates read from disk, in CA tooling.
func (c *ca) load(file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return err
		}
		if _, dup := c.byName[cert.Subject.CommonName]; dup {
			return fmt.Errorf("two certificates for %s", cert.Subject.CommonName)
		}
		c.byName[cert.Subject.CommonName] = cert
	}
	return nil
}

// quiet: a generated certificate is checked before it is used.
func selfSigned(name string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, err
	}
	if cert.Subject.CommonName != name {
		return tls.Certificate{}, errName
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: cert}, nil
}

// quiet: the trust store's own certificates, by name.
func (c *ca) watch(ctx context.Context, ignore []string) {
	for _, cert := range c.byName {
		if ctx.Err() != nil || slices.Contains(ignore, cert.Subject.CommonName) {
			continue
		}
		if time.Until(cert.NotAfter) < 30*24*time.Hour {
			log.Printf("%s expires on %s", cert.Subject.CommonName, cert.NotAfter)
		}
	}
}

// reports: a renewal for the name that the peer's certificate carries.
func (c *ca) renew(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	csr, err := x509.ParseCertificateRequest([]byte(r.FormValue("csr")))
	if err != nil || csr.CheckSignature() != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if csr.Subject.CommonName != r.TLS.VerifiedChains[0][0].Subject.CommonName { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	der, err := c.issue(csr.Subject.CommonName, csr.PublicKey)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(der)
}
