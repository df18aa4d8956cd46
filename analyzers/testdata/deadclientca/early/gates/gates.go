// Package gates opens ports with copies of one configuration.
package gates

import (
	"crypto/tls"
	"crypto/x509"
	"net"
)

// Early takes a copy before it sets the mode.
func Early(base *tls.Config, pool *x509.CertPool, l net.Listener) net.Listener {
	staff := base.Clone()
	staff.ClientCAs = pool
	base.ClientAuth = tls.RequireAndVerifyClientCert
	return tls.NewListener(l, staff)
}

// Late takes it afterwards.
func Late(base *tls.Config, pool *x509.CertPool, l net.Listener) net.Listener {
	base.ClientAuth = tls.RequireAndVerifyClientCert
	staff := base.Clone()
	staff.ClientCAs = pool
	return tls.NewListener(l, staff)
}

// Own sets the mode of the copy.
func Own(base *tls.Config, pool *x509.CertPool, l net.Listener) net.Listener {
	staff := base.Clone()
	staff.ClientCAs = pool
	base.ClientAuth = tls.VerifyClientCertIfGiven
	staff.ClientAuth = tls.RequireAndVerifyClientCert
	return tls.NewListener(l, staff)
}
