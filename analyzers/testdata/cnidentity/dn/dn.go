// Package dn decides on distinguished names and issuers' names as text.
package dn

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
)

type role string

type registry struct {
	subjects map[string]role
	issuers  map[string]string
	serials  map[string]role
	numbers  owners
	operator string
	issuer   string
	log      *slog.Logger
}

var errUnknown = errors.New("unknown subject")

// reports: DN text by Subject.String(), a map look-up.
func (g *registry) bySubject(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if _, ok := g.subjects[r.TLS.VerifiedChains[0][0].Subject.String()]; !ok { // want "distinguished name"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: DN text by ToRDNSequence().String(), compared.
func (g *registry) byRDN(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	leaf := r.TLS.PeerCertificates[0]
	if rdn := leaf.Subject.ToRDNSequence().String(); rdn != g.operator { // want "distinguished name"
		http.Error(w, "not the operator", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: DN text formatted by fmt, then looked up in a helper.
func (g *registry) roles(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if _, err := g.roleOf(r.TLS.VerifiedChains[0][0].Subject); err != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (g *registry) roleOf(subject pkix.Name) (role, error) {
	if got, ok := g.subjects[fmt.Sprintf("%s", subject)]; ok { // want "distinguished name"
		return got, nil
	}
	return "", errUnknown
}

// reports: an issuer's CN compared is a decision on an issuer name.
func (g *registry) fromPartner(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if r.TLS.VerifiedChains[0][0].Issuer.CommonName != g.issuer { // want "issuer"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: an issuer's name as map key chooses the tenant.
func (g *registry) tenantOf(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	tenant, ok := g.issuers[r.TLS.PeerCertificates[0].Issuer.String()] // want "issuer"
	if !ok {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	fmt.Fprintln(w, tenant)
}

// CheckConnection is installed as tls.Config.VerifyConnection.
// reports: an issuer's name compared in a callback.
func (g *registry) CheckConnection(cs tls.ConnectionState) error {
	if len(cs.VerifiedChains) == 0 {
		return errUnknown
	}
	issuer := cs.VerifiedChains[0][0].Issuer
	if issuer.String() != g.issuer { // want "issuer"
		return fmt.Errorf("issued by %s: %w", issuer, errUnknown)
	}
	return nil
}

// quiet: the issuer's name together with the serial is a strong identity.
func (g *registry) byIssuerAndSerial(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		leaf := r.TLS.VerifiedChains[0][0]
		key := leaf.Issuer.String() + "/" + leaf.SerialNumber.Text(16)
		if _, ok := g.serials[key]; !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a raw issuer beside the serial is the same strong identity.
func (g *registry) byRawIssuerAndSerial(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		leaf := r.TLS.VerifiedChains[0][0]
		if _, ok := g.serials[hex.EncodeToString(leaf.RawIssuer)+leaf.SerialNumber.String()]; !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		g.log.Info("client", "subject", leaf.Subject.String())
		next.ServeHTTP(w, r)
	})
}

// quiet: an issuer pin in addition to a URI SAN on every way in.
func (g *registry) pinned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		leaf := r.TLS.VerifiedChains[0][0]
		if leaf.Issuer.CommonName != g.issuer || !hasURI(leaf, g.operator) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func hasURI(cert *x509.Certificate, want string) bool {
	for _, u := range cert.URIs {
		if u.String() == want {
			return true
		}
	}
	return false
}

// quiet: subject and issuer are put into an error text only.
func (g *registry) explain(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		leaf := r.TLS.VerifiedChains[0][0]
		if !slices.Contains(leaf.DNSNames, "console.internal") {
			msg := fmt.Sprintf("subject %s issued by %s has no console name", leaf.Subject, leaf.Issuer)
			http.Error(w, msg, http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the issuer's name and the serial number, one after the other, are the one
// certificate.
func (g *registry) numbered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		leaf := r.TLS.VerifiedChains[0][0]
		if leaf.Issuer.String() != g.issuer {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if _, ok := g.serials[leaf.SerialNumber.String()]; !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Issuer and serial number in one digest are the one certificate.
func numbered(cert *x509.Certificate) string {
	h := sha256.New()
	h.Write(cert.RawIssuer)
	h.Write(cert.SerialNumber.Bytes())
	return hex.EncodeToString(h.Sum(nil))
}

// AuthenticateNumber returns whose certificate it is.
// quiet: both were looked up.
func (g *registry) AuthenticateNumber(r *http.Request) (string, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return "", errors.New("no certificate")
	}
	return g.numbers.Owner(numbered(r.TLS.VerifiedChains[0][0]))
}

// AuthenticateIssuer returns whose authority it is.
func (g *registry) AuthenticateIssuer(r *http.Request) (string, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return "", errors.New("no certificate")
	}
	return g.numbers.Owner(hex.EncodeToString(r.TLS.VerifiedChains[0][0].RawIssuer)) // want `the issuer name`
}

type owners interface{ Owner(string) (string, error) }
