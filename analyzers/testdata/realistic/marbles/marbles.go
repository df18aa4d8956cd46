// Package marbles knows its workloads by names that it has issued.
package marbles

import (
	"context"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"strconv"
)

var oidKind = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 99999, 1}

type Registry struct{ roots *x509.CertPool }

// That an extension is there says which kind it is, not whose: the name decides.
func (g *Registry) AuthenticateMarble(ctx context.Context, leaf *x509.Certificate) (string, int, error) {
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: g.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
		return "", 0, err
	}
	id, err := strconv.Atoi(leaf.Subject.CommonName)
	if err != nil {
		return "", 0, err
	}
	for _, ex := range leaf.Extensions {
		if ex.Id.Equal(oidKind) {
			return string(ex.Value), id, nil // want `the common name is returned as the caller's identity`
		}
	}
	return "", 0, errors.New("no kind")
}
