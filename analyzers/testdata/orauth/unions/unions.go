// Package unions puts lists together, of which packages that were not looked at make one.
package unions

import (
	"crypto/sha256"
	"net/http"
	"strings"

	"testdata/orauth/unions/docks"
	"testdata/orauth/unions/every"
	"testdata/orauth/unions/union"
)

type certificates struct {
	known map[[sha256.Size]byte]*docks.Docker
}

func (c *certificates) Identify(r *http.Request) (*docks.Docker, bool, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil, false, nil
	}
	d, ok := c.known[sha256.Sum256(r.TLS.PeerCertificates[0].Raw)]
	return d, ok, nil
}

type tokens struct {
	known map[[sha256.Size]byte]*docks.Docker
}

func (t *tokens) Identify(r *http.Request) (*docks.Docker, bool, error) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return nil, false, nil
	}
	d, ok := t.known[sha256.Sum256([]byte(token))]
	return d, ok, nil
}

// reports: the package's name says that one of them is enough.
func either(c *certificates, t *tokens) docks.Identifier {
	return union.New(c, t) // want "a bearer token is an alternative to the client certificate"
}

// quiet: nothing says so.
func both(c *certificates, t *tokens) docks.Identifier {
	return every.New(c, t)
}
