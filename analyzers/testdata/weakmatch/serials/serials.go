// Package serials recognises certificates by their serial number.
package serials

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log"
	"math/big"
	"net/http"
	"slices"

	"golang.org/x/crypto/ocsp"
)

type store interface {
	AccountBySerial(ctx context.Context, serial string) (string, error)
	AccountByIssuerAndSerial(ctx context.Context, issuer, serial string) (string, error)
}

type desk struct {
	store   store
	allowed map[string]bool
	serial  *big.Int
	issuer  string
	ca      *x509.Certificate
	crl     *x509.RevocationList
	hosts   []string
}

type principal struct {
	UserID string
	Serial string
}

// reports: a table of serial numbers.
func (d *desk) listed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || !d.allowed[r.TLS.VerifiedChains[0][0].SerialNumber.String()] { // want "serial number .* does not say whose"
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: compared with Cmp.
func (d *desk) AllowSerial(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return false
	}
	return r.TLS.PeerCertificates[0].SerialNumber.Cmp(d.serial) == 0 // want "serial number .* does not say whose"
}

// reports: an account found by it.
func (d *desk) account(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if _, err := d.store.AccountBySerial(r.Context(), r.TLS.PeerCertificates[0].SerialNumber.Text(16)); err != nil { // want "serial number .* does not say whose"
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: it becomes the caller's identity.
func (d *desk) Authenticate(r *http.Request) (*principal, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil, errors.New("client certificate required")
	}
	return &principal{UserID: r.TLS.VerifiedChains[0][0].SerialNumber.String()}, nil // want "serial number .* does not say whose"
}

// quiet: issuer and serial number identify a certificate.
func (d *desk) unique(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		leaf := r.TLS.VerifiedChains[0][0]
		if _, err := d.store.AccountByIssuerAndSerial(r.Context(), string(leaf.RawIssuer), leaf.SerialNumber.Text(16)); err != nil {
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the issuer is compared in a condition of its own.
func (d *desk) AllowIssued(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return false
	}
	leaf := r.TLS.VerifiedChains[0][0]
	if string(leaf.RawIssuer) != d.issuer {
		return false
	}
	return leaf.SerialNumber.Cmp(d.serial) == 0
}

// quiet: serial numbers are what a list of revoked certificates holds.
func (d *desk) AllowUnrevoked(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return false
	}
	leaf := r.TLS.VerifiedChains[0][0]
	for _, entry := range d.crl.RevokedCertificateEntries {
		if entry.SerialNumber.Cmp(leaf.SerialNumber) == 0 {
			return false
		}
	}
	return slices.Contains(leaf.DNSNames, d.hosts[0])
}

// quiet: and an answer about one.
func (d *desk) VerifyStatus(state tls.ConnectionState, raw []byte) error {
	if len(state.VerifiedChains) == 0 || !slices.Contains(state.VerifiedChains[0][0].DNSNames, d.hosts[0]) {
		return errors.New("not allowed")
	}
	leaf := state.VerifiedChains[0][0]
	res, err := ocsp.ParseResponse(raw, d.ca)
	if err != nil {
		return err
	}
	if res.SerialNumber.Cmp(leaf.SerialNumber) == 0 && res.Status == ocsp.Good {
		return nil
	}
	return errors.New("revoked")
}

// quiet: an answer about the certificate alone; who it is, others ask.
func (d *desk) CheckStatus(state tls.ConnectionState, res *ocsp.Response) error {
	if res.SerialNumber.Cmp(state.PeerCertificates[0].SerialNumber) != 0 {
		return errors.New("answer for another certificate")
	}
	return nil
}

type statusOCSP interface {
	Good(ctx context.Context, serial *big.Int) (bool, error)
}

type registry interface {
	Good(ctx context.Context, serial *big.Int) (bool, error)
}

// quiet: whether it is still good is asked beside who it is.
func (d *desk) AllowGood(r *http.Request, answers statusOCSP) bool {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return false
	}
	leaf := r.TLS.VerifiedChains[0][0]
	if good, err := answers.Good(r.Context(), leaf.SerialNumber); err != nil || !good {
		return false
	}
	return slices.Contains(d.hosts, leaf.Subject.CommonName)
}

// reports: nothing says that this one is about revocation.
func (d *desk) AllowRegistered(r *http.Request, known registry) bool {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return false
	}
	leaf := r.TLS.VerifiedChains[0][0]
	if good, err := known.Good(r.Context(), leaf.SerialNumber); err != nil || !good { // want "serial number .* does not say whose"
		return false
	}
	return true
}

// quiet: the serial number is shown beside the identity.
func (d *desk) AuthenticateShown(r *http.Request) (*principal, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].DNSNames) == 0 {
		return nil, errors.New("client certificate required")
	}
	leaf := r.TLS.VerifiedChains[0][0]
	log.Printf("serial %s", leaf.SerialNumber)
	return &principal{UserID: leaf.DNSNames[0], Serial: leaf.SerialNumber.String()}, nil
}

// Role is what somebody may do.
type Role struct{ Name string }

type roles interface {
	Report(serial string) (Role, error)
	ReportUse(serial string) error
}

// AuthorizeReports reports: the role for reports is found.
func AuthorizeReports(rs roles, state tls.ConnectionState) (Role, error) {
	if len(state.VerifiedChains) == 0 {
		return Role{}, errors.New("client certificate required")
	}
	return rs.Report(state.VerifiedChains[0][0].SerialNumber.Text(16)) // want "serial number .* does not say whose"
}

// AuthorizeUse is quiet: that it was used is reported.
func AuthorizeUse(rs roles, d *desk, state tls.ConnectionState) error {
	if len(state.VerifiedChains) == 0 || !slices.ContainsFunc(d.hosts, func(h string) bool { return state.VerifiedChains[0][0].VerifyHostname(h) == nil }) {
		return errors.New("client certificate required")
	}
	return rs.ReportUse(state.VerifiedChains[0][0].SerialNumber.Text(16))
}
