// Package ocspcheck asks whether certificates of a verified chain are revoked, and
// remembers the answers.
package ocspcheck

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"time"

	"golang.org/x/crypto/ocsp"
)

// Link is a certificate and the one that issued it.
type Link struct{ Leaf, Issuer *x509.Certificate }

type item struct {
	Subject  string
	CachedAt time.Time
	Status   int
}

type Cache struct{ items map[string]item }

// A record of an answer holds the subject for people to read: it is nobody's
// identity.
func (c *Cache) Put(key, subject string, r *ocsp.Response) {
	c.items[key] = item{Subject: subject, CachedAt: time.Now(), Status: r.Status}
}

// Whether the answer is signed by who may sign it says nothing about who calls.
func ValidDelegationCheck(issuer *x509.Certificate, r *ocsp.Response) bool {
	if issuer == nil || r == nil {
		return false
	}
	if r.Certificate == nil || r.Certificate.Equal(issuer) {
		return true
	}
	for _, u := range r.Certificate.ExtKeyUsage {
		if u == x509.ExtKeyUsageOCSPSigning {
			return true
		}
	}
	return false
}

// Asker gets answers.
type Asker interface {
	Ask(l Link) (*ocsp.Response, error)
}

// A revoked certificate is turned away; all others were verified before.
func Verify(a Asker, c *Cache) func(tls.ConnectionState) error {
	return func(s tls.ConnectionState) error {
		for _, chain := range s.VerifiedChains {
			for i := range len(chain) - 1 {
				l := Link{chain[i], chain[i+1]}
				r, err := a.Ask(l)
				if err != nil {
					return err
				}
				if !ValidDelegationCheck(l.Issuer, r) {
					return errors.New("the answer is signed by somebody else")
				}
				c.Put(string(r.SignatureAlgorithm.String()), l.Leaf.Subject.String(), r)
				if r.Status == ocsp.Revoked {
					return errors.New("revoked")
				}
			}
		}
		return nil
	}
}
