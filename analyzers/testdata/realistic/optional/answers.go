package optional

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
)

type registry struct {
	known map[string]*x509.Certificate
}

// find answers before it says who.
func (g *registry) find(c *x509.Certificate) (bool, string) {
	for name, k := range g.known {
		if bytes.Equal(c.Raw, k.Raw) { // want `any certificate of the peer's list decides`
			return true, name
		}
	}
	return false, ""
}

// Authenticate answers first, too, and with an error in the end.
func (g *registry) Authenticate(r *http.Request) (ok bool, name, how string, err error) {
	if r.TLS == nil {
		return false, "", "", errors.New("not TLS")
	}
	for _, c := range r.TLS.PeerCertificates {
		if ok, name := g.find(c); ok {
			return true, name, "tls", nil
		}
	}
	return false, "", "", nil
}

// AuthenticateLeaf is quiet: the first alone.
func (g *registry) AuthenticateLeaf(st *tls.ConnectionState) (bool, string) {
	if len(st.PeerCertificates) == 0 {
		return false, "no certificate"
	}
	return g.listed(st.PeerCertificates[0])
}

func (g *registry) listed(c *x509.Certificate) (bool, string) {
	for name, k := range g.known {
		if bytes.Equal(c.Raw, k.Raw) {
			return true, name
		}
	}
	return false, "not known"
}

// AllowAny says yes, and why, to any certificate.
func (g *registry) AllowAny(st *tls.ConnectionState) (bool, string) {
	if len(st.PeerCertificates) == 0 { // want `any client certificate passes`
		return false, "no certificate"
	}
	return true, "certificate"
}

// A reviewer is asked elsewhere, about whatever its question holds.
type reviewer interface {
	Review(question []string) (*review, error)
}

type review struct{ Granted bool }

type counter struct{ reviews reviewer }

func granted(r *review) (bool, string) {
	if r.Granted {
		return true, ""
	}
	return false, "not granted"
}

// AllowReviewed is quiet: a review that is made elsewhere says yes.
func (c *counter) AllowReviewed(r *http.Request) (bool, string, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return false, "no certificate", nil
	}
	result, err := c.reviews.Review([]string{r.Method, r.URL.Path})
	if err != nil {
		return false, "no review", err
	}
	ok, why := granted(result)
	return ok, why, nil
}

// AllowBusy reports: it says yes by itself.
func (c *counter) AllowBusy(r *http.Request) (bool, string, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any client certificate passes`
		return false, "no certificate", nil
	}
	if c.reviews == nil {
		return false, "closed", errors.New("closed")
	}
	return true, "", nil
}
