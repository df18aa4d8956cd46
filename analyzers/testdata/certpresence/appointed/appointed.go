// Package appointed is a gauge reader with a protocol of its own: what authenticates a
// connection is asked by code that no framework calls, which then goes on with whom it named.
package appointed

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"slices"
)

// Reader is who reads.
type Reader struct {
	Name   string
	Gauges []string
}

type station struct {
	names   []string
	readers map[*reading]bool
	way     string
}

type reading struct {
	conn   *tls.Conn
	reader *Reader
	lines  int
}

var errUnknown = errors.New("nobody that we know")

// reports: whoever has a certificate is the inspector.
func (s *station) AuthenticateInspector(state tls.ConnectionState) (*Reader, error) {
	if len(state.VerifiedChains) == 0 { // want `becomes "inspector"`
		return nil, errUnknown
	}
	return &Reader{Name: "inspector", Gauges: []string{"*"}}, nil
}

// quiet: who asks it looks at the name, too.
func (s *station) AuthenticateFitter(state tls.ConnectionState) (*Reader, error) {
	if len(state.VerifiedChains) == 0 {
		return nil, errUnknown
	}
	return &Reader{Name: "fitter", Gauges: []string{"west"}}, nil
}

func (s *station) open(conn *tls.Conn, fits bool) (*reading, error) {
	state := conn.ConnectionState()
	r := &reading{conn: conn}
	var err error
	if fits {
		if r.reader, err = s.AuthenticateFitter(state); err != nil {
			return nil, err
		}
		if !slices.Contains(s.names, state.VerifiedChains[0][0].DNSNames[0]) {
			return nil, errUnknown
		}
		return r, nil
	}
	r.reader, err = s.AuthenticateInspector(state)
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (s *station) serve(l net.Listener, fits bool) error {
	for {
		nc, err := l.Accept()
		if err != nil {
			return err
		}
		r, err := s.open(nc.(*tls.Conn), fits)
		if err != nil {
			nc.Close()
			continue
		}
		s.readers[r] = true
		go r.read()
	}
}

func (r *reading) read() {
	for in := bufio.NewScanner(r.conn); in.Scan(); {
		r.lines++
	}
}

func leaf(c *tls.Conn) (*x509.Certificate, error) {
	st := c.ConnectionState()
	if len(st.VerifiedChains) == 0 {
		return nil, errUnknown
	}
	return st.VerifiedChains[0][0], nil
}

var ways = map[string]func(*station, *tls.Conn) (*Reader, error){
	"archive": authArchive,
	"names":   authNames,
}

// reports: one of several that the operator chooses from makes everybody the archive.
func authArchive(_ *station, c *tls.Conn) (*Reader, error) {
	if _, err := leaf(c); err != nil { // want `becomes "archive"`
		return nil, err
	}
	return &Reader{Name: "archive"}, nil
}

// quiet: the name decides.
func authNames(s *station, c *tls.Conn) (*Reader, error) {
	crt, err := leaf(c)
	if err != nil {
		return nil, err
	}
	for _, n := range crt.DNSNames {
		if slices.Contains(s.names, n) {
			return &Reader{Name: "named"}, nil
		}
	}
	return nil, errUnknown
}

// quiet: what is wrong is wrong where it is made, and not once more here.
func (s *station) Authenticate(c *tls.Conn) (*Reader, error) {
	way, ok := ways[s.way]
	if !ok {
		return nil, errUnknown
	}
	r, err := way(s, c)
	if err != nil {
		return nil, err
	}
	r.Gauges = s.names
	return r, nil
}

// quiet: it has the form of a callback, and no listener has it: it says nothing of the others.
func (s *station) known(state tls.ConnectionState) error {
	if len(state.VerifiedChains) == 0 || !slices.Contains(s.names, state.VerifiedChains[0][0].DNSNames[0]) {
		return errUnknown
	}
	return nil
}

func (s *station) peer(conn *tls.Conn) error {
	return s.known(conn.ConnectionState())
}
