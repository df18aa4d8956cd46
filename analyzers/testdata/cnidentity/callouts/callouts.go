// Package callouts has gates that others choose: by the form of a function type, by an
// interface, in a table of a protocol's steps.
package callouts

import (
	"bufio"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

var errUnknown = errors.New("unknown")

// AuthorizeFunc maps a connection to a local user.
type AuthorizeFunc func(st *tls.ConnectionState) (user string, err error)

// NameFunc takes a text out of a connection.
type NameFunc func(st tls.ConnectionState) (string, error)

type Mapfile struct{ local map[string]string }

// reports: a user by the common name.
func (m *Mapfile) Map(st *tls.ConnectionState) (string, error) {
	if len(st.VerifiedChains) == 0 {
		return "", errUnknown
	}
	user, ok := m.local[st.VerifiedChains[0][0].Subject.CommonName] // want "the common name decides"
	if !ok {
		return "", errUnknown
	}
	return user, nil
}

type Keys map[[32]byte]string

// quiet: a user by the key.
func (k Keys) Map(st *tls.ConnectionState) (string, error) {
	if len(st.VerifiedChains) == 0 {
		return "", errUnknown
	}
	user, ok := k[sha256.Sum256(st.VerifiedChains[0][0].RawSubjectPublicKeyInfo)]
	if !ok {
		return "", errUnknown
	}
	return user, nil
}

// quiet: a text for whoever asks.
func ShortName(st tls.ConnectionState) (string, error) {
	if len(st.VerifiedChains) == 0 {
		return "", errUnknown
	}
	short, ok := strings.CutSuffix(st.VerifiedChains[0][0].Subject.CommonName, ".local")
	if !ok {
		return "", errUnknown
	}
	return short, nil
}

// Stage is one of a dialogue's.
type Stage interface {
	Begin(d *Dialogue, first string) error
}

type Dialogue struct {
	Asks  string
	Proof string
	chain []*x509.Certificate
	conn  *tls.Conn
}

func fits(c *x509.Certificate, domain string) bool {
	if len(c.DNSNames) > 0 {
		return slices.Contains(c.DNSNames, domain)
	}
	return c.Subject.CommonName == domain // want "the common name decides"
}

// reports: certificates without host names are matched by the common name.
type outside struct{}

func (outside) Begin(d *Dialogue, _ string) error {
	if len(d.chain) == 0 || !fits(d.chain[0], d.Asks) {
		return errUnknown
	}
	d.Proof = d.Asks
	return nil
}

// quiet: a host name.
type inside struct{ names map[string]bool }

func (s inside) Begin(d *Dialogue, _ string) error {
	if len(d.chain) == 0 || !s.names[d.Asks] {
		return errUnknown
	}
	if err := d.chain[0].VerifyHostname(d.Asks); err != nil {
		return errUnknown
	}
	d.Proof = d.Asks
	return nil
}

func talk(tc *tls.Conn, stages map[string]Stage) error {
	d := &Dialogue{conn: tc}
	if cs := tc.ConnectionState(); len(cs.VerifiedChains) > 0 {
		d.chain = cs.VerifiedChains[0]
	}
	in := bufio.NewScanner(tc)
	for in.Scan() {
		word, rest, _ := strings.Cut(in.Text(), " ")
		s, ok := stages[word]
		if !ok {
			return errUnknown
		}
		if err := s.Begin(d, rest); err != nil {
			return err
		}
	}
	return in.Err()
}

type verdict int

const (
	no verdict = iota
	yes
)

type phase int

const (
	greeting phase = iota
	working
	gone
)

type peer struct {
	conn  *tls.Conn
	names []string
	sums  map[[32]byte]bool
}

func (p *peer) byName(st tls.ConnectionState) verdict {
	for _, n := range p.names {
		if n == st.VerifiedChains[0][0].Subject.CommonName { // want "the common name decides"
			return yes
		}
	}
	return no
}

// reports: a step of the protocol, by a verdict of its own.
func (p *peer) greet() (phase, error) {
	st := p.conn.ConnectionState()
	if len(st.VerifiedChains) == 0 {
		return gone, errUnknown
	}
	if v := p.byName(st); v != yes {
		return gone, fmt.Errorf("peer: %d", v)
	}
	return working, nil
}

// quiet: a step that decides on the digest.
func (p *peer) attach() (phase, error) {
	st := p.conn.ConnectionState()
	if len(st.VerifiedChains) == 0 || !p.sums[sha256.Sum256(st.VerifiedChains[0][0].Raw)] {
		return gone, errUnknown
	}
	return working, nil
}

// quiet: whose it is, the next step asks.
func (p *peer) hello() (phase, error) {
	if len(p.conn.ConnectionState().VerifiedChains) == 0 {
		return gone, errUnknown
	}
	return greeting, nil
}

var steps = map[string]func(*peer) (phase, error){
	"greet":  (*peer).greet,
	"attach": (*peer).attach,
	"hello":  (*peer).hello,
}

type post struct{ name string }

type posts struct{ byName map[string]*post }

func (p *posts) find(name string) (*post, error) {
	if found, ok := p.byName[name]; ok {
		return found, nil
	}
	return nil, errUnknown
}

type finder func(p *posts, r *http.Request) (*post, error)

var finders = map[string]finder{"subject": bySubject, "issuer": byIssuer, "host": byHost}

// reports: two names, one look-up.
func bySubject(p *posts, r *http.Request) (*post, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, errUnknown
	}
	return p.find(r.TLS.PeerCertificates[0].Subject.CommonName) // want "the common name decides"
}

// reports: the issuer's name.
func byIssuer(p *posts, r *http.Request) (*post, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, errUnknown
	}
	return p.find(r.TLS.PeerCertificates[0].Issuer.CommonName) // want "the issuer name decides"
}

// quiet: a host name.
func byHost(p *posts, r *http.Request) (*post, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].DNSNames) == 0 {
		return nil, errUnknown
	}
	return p.find(r.TLS.PeerCertificates[0].DNSNames[0])
}

// Ticket is what whoever logs in gets.
type Ticket struct {
	Rights      []string
	Metadata    map[string]string
	Description string
	Holder      string
}

// quiet: what is said besides is nobody.
func Login(st tls.ConnectionState) (*Ticket, error) {
	if len(st.VerifiedChains) == 0 {
		return nil, errUnknown
	}
	return about(st.VerifiedChains[0][0])
}

func about(c *x509.Certificate) (*Ticket, error) {
	for _, n := range c.DNSNames {
		if strings.HasSuffix(n, ".harbour.test") {
			return &Ticket{Metadata: map[string]string{"subject": c.Subject.CommonName}}, nil
		}
	}
	return nil, errUnknown
}

// reports: whoever holds it is the one of that name.
func LoginHolder(st tls.ConnectionState) (*Ticket, error) {
	if len(st.VerifiedChains) == 0 {
		return nil, errUnknown
	}
	return &Ticket{Holder: st.VerifiedChains[0][0].Subject.CommonName}, nil // want "the common name is returned"
}
