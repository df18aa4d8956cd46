// Package accounts logs users in by password and by certificate, for servers of
// several protocols in other packages.
package accounts

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"

	"go.uber.org/zap"
)

type User struct {
	Username string
	ByName   bool
	Certs    [][]byte
}

type provider interface {
	find(name string) (User, error)
}

var store provider

// What finds a user by a certificate's name lets that user in.
func checkCertificate(user *User, protocol string, cert *x509.Certificate) (User, error) {
	switch protocol {
	case "ftp", "dav":
		for _, c := range user.Certs {
			if bytes.Equal(c, cert.Raw) {
				return *user, nil
			}
		}
		if user.ByName {
			if user.Username == cert.Subject.CommonName { // want `the common name decides who the peer is`
				return *user, nil
			}
			return *user, fmt.Errorf("%q is not %q", cert.Subject.CommonName, user.Username)
		}
		return *user, errors.New("not this certificate")
	}
	return *user, errors.New("no certificates in " + protocol)
}

// CheckUserAndCertificate logs a user in.
func CheckUserAndCertificate(name, protocol string, cert *x509.Certificate) (User, error) {
	user, err := store.find(name)
	if err != nil {
		return user, err
	}
	return checkCertificate(&user, protocol, cert)
}

// A certificate's owner found for display is let in nowhere.
func Describe(cert *x509.Certificate) string {
	if cert.Subject.CommonName == "" {
		return "unnamed"
	}
	return cert.Subject.CommonName
}

// A logger that has the name in its fields is nobody's identity.
func AuthenticateLogged(r *http.Request, log *zap.Logger, allowed map[string]bool) (*zap.Logger, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return log, errors.New("no certificate")
	}
	leaf := r.TLS.VerifiedChains[0][0]
	log = log.With(zap.String("cn", leaf.Subject.CommonName))
	if len(leaf.URIs) == 0 || !allowed[leaf.URIs[0].String()] {
		return log, errors.New("not allowed")
	}
	return log, nil
}
