// Package decode decodes certificates from text.
package decode

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"net/url"
)

var errPEM = errors.New("decode: no PEM block")

// PEM decodes a URL-encoded PEM block.
func PEM(s string) (*x509.Certificate, error) {
	raw, err := url.QueryUnescape(s)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode([]byte(raw))
	if block == nil {
		return nil, errPEM
	}
	return x509.ParseCertificate(block.Bytes)
}

// DER decodes base64 of DER.
func DER(s string) (*x509.Certificate, error) {
	der, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}
