// Package peers passes a device's certificate on beside the request, and knows the devices.
package peers

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"errors"
)

type (
	certKey   struct{}
	deviceKey struct{}
)

// Device is one of those that are known.
type Device struct{ Serial string }

// WithCertificate keeps the certificate that was shown.
func WithCertificate(ctx context.Context, c *x509.Certificate) context.Context {
	return context.WithValue(ctx, certKey{}, c)
}

// Certificate returns the certificate that was shown.
func Certificate(ctx context.Context) *x509.Certificate {
	c, _ := ctx.Value(certKey{}).(*x509.Certificate)
	return c
}

// WithDevice keeps who it is.
func WithDevice(ctx context.Context, d *Device) context.Context {
	return context.WithValue(ctx, deviceKey{}, d)
}

// Known are the devices that are known.
type Known struct {
	ByToken map[string]*Device
	ByCert  map[[32]byte]*Device
}

var errUnknown = errors.New("unknown device")

// Token finds a device by its token.
func (k *Known) Token(token string) (*Device, error) {
	d, ok := k.ByToken[token]
	if !ok {
		return nil, errUnknown
	}
	return d, nil
}

// Cert finds a device by its certificate.
func (k *Known) Cert(c *x509.Certificate) (*Device, error) {
	d, ok := k.ByCert[sha256.Sum256(c.Raw)]
	if !ok {
		return nil, errUnknown
	}
	return d, nil
}
