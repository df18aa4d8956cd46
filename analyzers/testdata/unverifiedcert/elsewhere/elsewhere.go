// Package elsewhere has its certificates verified by another package.
package elsewhere

import (
	"crypto/tls"
	"net"

	"testdata/unverifiedcert/elsewhere/auth"
)

// The callback is a helper of another package.
func Listen(cert tls.Certificate, v *auth.Verifier) (net.Listener, error) {
	return tls.Listen("tcp", ":7000", &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAnyClientCert,
		VerifyConnection: func(cs tls.ConnectionState) error {
			return v.Check(cs.PeerCertificates)
		},
	})
}
