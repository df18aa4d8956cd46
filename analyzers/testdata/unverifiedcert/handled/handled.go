// Package handled gives configurations to a function that listens, with what is to handle the
// connections.
package handled

import (
	"crypto/tls"

	"testdata/unverifiedcert/handled/line"
)

// reports: what handles these connections goes by the name alone
func Names(d *line.Desk, cert tls.Certificate) error {
	cfg := &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAnyClientCert, // want `RequireAnyClientCert verifies nothing, and no code does`
	}
	return line.Accept(":7300", cfg, d.ByName)
}

// quiet: what handles these knows the certificate
func Prints(d *line.Desk, cert tls.Certificate) error {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}
	return line.Accept(":7301", cfg, d.ByPrint)
}

// quiet: what listens looks at the certificate before
func Before(d *line.Desk, cert tls.Certificate) error {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}
	return line.Checked(":7302", cfg, d.Prints, d.ByName)
}

// quiet: the one asks by the other
func Around(d *line.Desk, cert tls.Certificate) error {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}
	return line.Accept(":7303", cfg, func(c *tls.Conn) error {
		if err := d.ByPrint(c); err != nil {
			return err
		}
		return d.ByName(c)
	})
}

// quiet: who handles them is the caller's to say
func Given(cert tls.Certificate, handle func(*tls.Conn) error) error {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}
	return line.Accept(":7304", cfg, handle)
}
