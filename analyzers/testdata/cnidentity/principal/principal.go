// Package principal turns certificates into users: authenticators and the
// principals that they hand out.
package principal

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"log"
	"net/http"
	"time"
)

// Principal is who calls.
type Principal struct {
	Username string
	Groups   []string
	Since    time.Time
}

// User is a user of the web front end.
type User struct {
	ID          string
	DisplayName string
	Roles       []string
}

type account struct {
	Login string
	Admin bool
}

var (
	errNoCert  = errors.New("principal: no client certificate")
	errUnknown = errors.New("principal: unknown client")
)

type Authenticator struct {
	pins     map[string]User
	byLogin  map[string]*account
	byDNS    map[string]*account
	fallback string
}

// Authenticate names the caller.
// reports: a user name returned by an authenticator.
func Authenticate(r *http.Request) (string, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return "", errNoCert
	}
	return r.TLS.VerifiedChains[0][0].Subject.CommonName, nil // want "common name"
}

// AuthenticateHTTP makes a principal.
// reports: the field of a principal.
func (a *Authenticator) AuthenticateHTTP(r *http.Request) (*Principal, bool, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, false, nil
	}
	leaf := r.TLS.PeerCertificates[0]
	return &Principal{Username: leaf.Subject.CommonName, Groups: leaf.Subject.Organization, Since: leaf.NotBefore}, true, nil // want "common name"
}

// Login stores the name field by field.
// reports: a field store of the principal.
func (a *Authenticator) Login(ctx context.Context, cs *tls.ConnectionState) (*Principal, error) {
	if cs == nil || len(cs.VerifiedChains) == 0 {
		return nil, errNoCert
	}
	p := &Principal{Since: time.Now()}
	p.Username = cs.VerifiedChains[0][0].Subject.CommonName // want "common name"
	return p, nil
}

// AuthenticateConn finds the account of a connection.
// reports: a user look-up.
func (a *Authenticator) AuthenticateConn(conn *tls.Conn) (*account, error) {
	if err := conn.Handshake(); err != nil {
		return nil, err
	}
	certs := conn.ConnectionState().PeerCertificates
	if len(certs) == 0 {
		return nil, errNoCert
	}
	acct, ok := a.byLogin[certs[0].Subject.CommonName] // want "common name"
	if !ok {
		return nil, errUnknown
	}
	return acct, nil
}

// Subject is a distinguished name as a principal.
// reports: DN text in a principal's field, put into the context.
func (a *Authenticator) Subject(next http.Handler) http.Handler {
	type key struct{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		dn := r.TLS.VerifiedChains[0][0].Subject.String()
		ctx := context.WithValue(r.Context(), key{}, &Principal{Username: dn}) // want "distinguished name"
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// CanAdminister is plainly the decision.
// reports: an exported predicate whose name says that it decides.
func CanAdminister(cs *tls.ConnectionState) bool {
	if cs == nil || len(cs.PeerCertificates) == 0 {
		return false
	}
	return cs.PeerCertificates[0].Subject.CommonName == "root-operator" // want "constant"
}

// RequireAccount is plainly the decision: nil means no.
// reports: an exported look-up that returns a pointer, nil for "no".
func (a *Authenticator) RequireAccount(r *http.Request) *account {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil
	}
	return a.byLogin[r.TLS.VerifiedChains[0][0].Subject.CommonName] // want "common name"
}

// ByFingerprint decides on the pin and shows the name.
// quiet: a display name beside trust by fingerprint.
func (a *Authenticator) ByFingerprint(r *http.Request) (*User, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, errNoCert
	}
	leaf := r.TLS.PeerCertificates[0]
	sum := sha256.Sum256(leaf.Raw)
	user, ok := a.pins[hex.EncodeToString(sum[:])]
	if !ok {
		return nil, errUnknown
	}
	user.DisplayName = leaf.Subject.CommonName
	return &user, nil
}

// ByDNS decides on SANs.
// quiet: the account is found by a DNS SAN, the name is logged.
func (a *Authenticator) ByDNS(r *http.Request) (*account, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil, errNoCert
	}
	leaf := r.TLS.VerifiedChains[0][0]
	for _, san := range leaf.DNSNames {
		if acct, ok := a.byDNS[san]; ok {
			log.Printf("%s logged in as %s", leaf.Subject.CommonName, acct.Login)
			return acct, nil
		}
	}
	return nil, errUnknown
}

// FromURI returns the URI SAN.
// quiet: the principal's name is a URI SAN.
func FromURI(r *http.Request) (*Principal, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].URIs) != 1 {
		return nil, errNoCert
	}
	return &Principal{Username: r.TLS.VerifiedChains[0][0].URIs[0].String()}, nil
}

// certSummary is shown in the admin pages.
type certSummary struct {
	CommonName string
	NotAfter   time.Time
}

// Summaries lists what a client has sent.
// quiet: a list for display.
func Summaries(certs []*x509.Certificate) []certSummary {
	out := make([]certSummary, 0, len(certs))
	for _, c := range certs {
		out = append(out, certSummary{CommonName: c.Subject.CommonName, NotAfter: c.NotAfter})
	}
	return out
}

// page shows the client's chain.
func page(r *http.Request) []certSummary {
	if r.TLS == nil {
		return nil
	}
	return Summaries(r.TLS.PeerCertificates)
}

// expiryWarning only warns.
// quiet: displayed.
func expiryWarning(w http.ResponseWriter, r *http.Request) {
	for _, s := range page(r) {
		if time.Until(s.NotAfter) < 30*24*time.Hour {
			w.Header().Add("Warning", "certificate of "+s.CommonName+" expires soon")
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// MatchesOperator is a predicate, not a decision.
// quiet: a bool predicate whose name does not say that it decides, without a caller in sight.
func MatchesOperator(cs *tls.ConnectionState) bool {
	return cs != nil && len(cs.PeerCertificates) > 0 && cs.PeerCertificates[0].Subject.CommonName == "operator"
}

// CommonNameOf is an extractor.
// quiet: a function that returns a value taken from the certificate.
func CommonNameOf(cs *tls.ConnectionState) (string, bool) {
	if cs == nil || len(cs.PeerCertificates) == 0 {
		return "", false
	}
	return cs.PeerCertificates[0].Subject.CommonName, true
}
