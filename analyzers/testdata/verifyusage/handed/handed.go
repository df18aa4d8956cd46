// Package handed hands checks of one package to doors of another.
package handed

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"

	"testdata/verifyusage/handed/chains"
	"testdata/verifyusage/handed/doors"
)

// Doors has both.
func Doors(roots *x509.CertPool, listed map[string]bool, h http.Handler) *http.ServeMux {
	anything := func(l []*x509.Certificate) error {
		return chains.Any(l, roots) // want `Any verifies the client's certificate for another key usage`
	}
	clients := func(l []*x509.Certificate) error { return chains.Client(l, roots) }
	plain := func(l []*x509.Certificate) error {
		_, err := l[0].Verify(x509.VerifyOptions{Roots: roots}) // want `a server's certificate passes as a client's`
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/any", doors.Checked(anything, listed)(h))
	mux.Handle("/clients", doors.Checked(clients, listed)(h))
	mux.Handle("/plain", doors.Checked(plain, listed)(h))
	return mux
}

// quiet: whose chains those are does not show.
func Offline(lists [][]*x509.Certificate, roots *x509.CertPool) error {
	each := func(l []*x509.Certificate) error { return chains.Any(l, roots) }
	for _, l := range lists {
		if err := each(l); err != nil {
			return err
		}
	}
	return nil
}

func accept(l net.Listener, do func(net.Conn) error) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer c.Close()
			_ = do(c)
		}()
	}
}

// Serve verifies whoever comes.
func Serve(l net.Listener, ends *chains.Ends) error {
	return accept(l, func(c net.Conn) error {
		conn, ok := c.(*tls.Conn)
		if !ok {
			return nil
		}
		if err := ends.Passes(conn); err != nil { // want `Passes verifies the client's certificate for another key usage`
			return err
		}
		_, err := fmt.Fprintln(conn, "welcome")
		return err
	})
}

// quiet: whom the program has called.
func Call(addr string, config *tls.Config, ends *chains.Ends) error {
	conn, err := tls.Dial("tcp", addr, config)
	if err != nil {
		return err
	}
	return ends.Passes(conn)
}
