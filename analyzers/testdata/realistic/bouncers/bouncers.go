// Package bouncers lets agents in by certificate, and by password or key those that
// have none.
package bouncers

import (
	"crypto/sha512"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"
	"golang.org/x/crypto/bcrypt"
)

type Bouncer struct{ Name, Address string }

type Machine struct{ ID, Hash, Address string }

type database interface {
	ByFingerprint(fingerprint string) (*Bouncer, error)
	ByKey(hash string) (*Bouncer, error)
	Machine(id string) (*Machine, error)
	SetAddress(id, address string) error
}

type input struct {
	Machine   string
	Password  string
	Scenarios []string
	found     *Machine
}

type Gate struct {
	db    database
	byKey bool
	roots *x509.CertPool
}

func (g *Gate) authTLS(c *gin.Context) *Bouncer {
	leaf := c.Request.TLS.PeerCertificates[0]
	sum := sha512.Sum512(leaf.Raw)
	b, err := g.db.ByFingerprint(hex.EncodeToString(sum[:]))
	if err != nil {
		return nil
	}
	return b
}

func (g *Gate) authKey(c *gin.Context) *Bouncer {
	key := c.GetHeader("X-Api-Key")
	if key == "" {
		return nil
	}
	sum := sha512.Sum512([]byte(key))
	b, err := g.db.ByKey(hex.EncodeToString(sum[:]))
	if err != nil {
		return nil
	}
	return b
}

// Who brings no certificate is asked for a key: the key alone is enough.
func (g *Gate) Either(c *gin.Context) {
	var b *Bouncer
	if c.Request.TLS != nil && len(c.Request.TLS.PeerCertificates) > 0 {
		b = g.authTLS(c)
	} else {
		b = g.authKey(c) // want `an api key is an alternative to the client certificate`
	}
	if b == nil {
		c.JSON(http.StatusForbidden, gin.H{"message": "access forbidden"})
		c.Abort()
		return
	}
	if b.Address == "" {
		if err := g.db.SetAddress(b.Name, c.RemoteIP()); err != nil {
			c.AbortWithStatus(http.StatusForbidden)
			return
		}
	}
	c.Set("bouncer", b)
}

// The operator decides which of the two it is.
func (g *Gate) Configured(c *gin.Context) {
	var b *Bouncer
	if g.byKey {
		b = g.authKey(c)
	} else if c.Request.TLS != nil && len(c.Request.TLS.PeerCertificates) > 0 {
		b = g.authTLS(c)
	}
	if b == nil {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.Set("bouncer", b)
}

func (g *Gate) loginTLS(c *gin.Context) (*input, error) {
	leaf := c.Request.TLS.PeerCertificates[0]
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: g.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
		return nil, err
	}
	if len(leaf.URIs) == 0 {
		return nil, errors.New("no name")
	}
	in := &input{Machine: leaf.URIs[0].String()}
	var err error
	in.found, err = g.db.Machine(in.Machine)
	return in, err
}

func (g *Gate) loginPassword(c *gin.Context) (*input, error) {
	var in input
	if err := c.ShouldBindJSON(&in); err != nil {
		return nil, err
	}
	m, err := g.db.Machine(in.Machine)
	if err != nil {
		return nil, err
	}
	if err := bcrypt.CompareHashAndPassword([]byte(m.Hash), []byte(in.Password)); err != nil {
		return nil, errors.New("wrong password")
	}
	in.found = m
	return &in, nil
}

// What is in the body is what the client sent, though the same struct holds the
// certificate's name on the other way.
func (g *Gate) Authenticator(c *gin.Context) (any, error) {
	var in *input
	var err error
	if c.Request.TLS != nil && len(c.Request.TLS.PeerCertificates) > 0 {
		in, err = g.loginTLS(c)
		if err != nil {
			return nil, err
		}
	} else {
		in, err = g.loginPassword(c) // want `a password is an alternative to the client certificate`
		if err != nil {
			return nil, err
		}
	}
	if in.found.Address == "" {
		if err := g.db.SetAddress(in.found.ID, c.RemoteIP()); err != nil {
			return nil, err
		}
	}
	return in.found.ID, nil
}
