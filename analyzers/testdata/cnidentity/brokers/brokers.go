// Package brokers is a broker of messages with a protocol of its own.
package brokers

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log"
	"net"
	"regexp"
	"slices"
	"strings"
)

var (
	errNotAuthorized = errors.New("not authorized")
	errStale         = errors.New("stale")
)

// Port says which kind of peer comes to a listener.
type Port int

const (
	Meters Port = iota
	Hubs
	Probes
)

type broker struct {
	owners map[string][]string
	rights []right
	last   string
}

type right struct{ pattern string }

// link is one connection.
type link struct {
	id      string
	labels  map[string]string
	shown   map[string]string
	trusted bool
	rights  []right
}

// MaySend decides by what is stored in labels.
func (l *link) MaySend(topic string) bool {
	for _, r := range l.rights {
		p := r.pattern
		for k, v := range l.labels {
			p = strings.ReplaceAll(p, k, v)
		}
		if p == topic {
			return true
		}
	}
	return false
}

// Title is for people.
func (l *link) Title() string { return l.shown["client"] + l.shown["name"] }

func leaf(c net.Conn) (*x509.Certificate, error) {
	tc, ok := c.(*tls.Conn)
	if !ok || tc.Handshake() != nil {
		return nil, errors.New("no TLS")
	}
	state := tc.ConnectionState()
	if len(state.VerifiedChains) == 0 {
		return nil, errors.New("no certificate")
	}
	return state.VerifiedChains[0][0], nil
}

// Serve closes what it accepts when serve returns.
func (b *broker) Serve(ln net.Listener, p Port) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer c.Close()
			if err := b.serve(c, p); err != nil {
				log.Print(err)
			}
		}()
	}
}

// serve hands the connection on, on some listeners after a decision.
func (b *broker) serve(c net.Conn, p Port) error {
	cert, err := leaf(c)
	if err != nil {
		return err
	}
	var l *link
	switch p {
	case Meters:
		l = meter(cert, b.rights)
	case Hubs:
		l, err = hub(cert)
	case Probes:
		l, err = probe(cert, b.rights)
	}
	if err != nil {
		return err
	}
	return b.loop(c, l)
}

func newLink(id string, rights []right) *link {
	return &link{id: id, labels: map[string]string{"$id": id}, shown: map[string]string{"client": id}, rights: rights}
}

// reports: by its labels a link may send.
func meter(cert *x509.Certificate, rights []right) *link {
	l := newLink("meter", rights)
	l.labels["$meter"] = cert.Subject.CommonName // want "common name becomes the principal's labels"
	return l
}

// reports: only hubs go on, on one of the listeners.
func hub(cert *x509.Certificate) (*link, error) {
	if !strings.HasPrefix(cert.Subject.CommonName, "hub-") { // want "part of the common name decides"
		return nil, errors.New("no hub")
	}
	l := newLink("hub", nil)
	l.trusted = true
	return l, nil
}

// quiet: an alternative name, and the common name to be shown.
func probe(cert *x509.Certificate, rights []right) (*link, error) {
	if len(cert.DNSNames) != 1 {
		return nil, errors.New("no probe")
	}
	l := newLink("probe", rights)
	l.labels["$probe"] = cert.DNSNames[0]
	l.shown["name"] = cert.Subject.CommonName
	return l, nil
}

func (b *broker) loop(c net.Conn, l *link) error {
	in := bufio.NewReader(c)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return err
		}
		if !l.trusted && !l.MaySend(line) {
			return fmt.Errorf("%s may not", l.Title())
		}
	}
}

// commands answers on a connection, and tells nobody how.
func (b *broker) commands(c *tls.Conn) {
	in := bufio.NewScanner(c)
	for in.Scan() {
		if err := b.drop(c, in.Text()); err != nil {
			fmt.Fprintln(c, err)
		}
		if err := b.dropListed(c, in.Text()); err != nil {
			fmt.Fprintln(c, err)
		}
		if err := b.refresh(c); err != nil {
			fmt.Fprintln(c, err)
		}
	}
}

// reports: it says with its error who is not authorized.
func (b *broker) drop(c *tls.Conn, topic string) error {
	name := c.ConnectionState().PeerCertificates[0].Subject.String()
	for _, o := range b.owners[topic] {
		if o == name { // want "distinguished name decides"
			log.Print("dropped ", topic)
			return nil
		}
	}
	return errNotAuthorized
}

// quiet: the address decides.
func (b *broker) dropListed(c *tls.Conn, topic string) error {
	cert := c.ConnectionState().PeerCertificates[0]
	if len(cert.EmailAddresses) == 0 || !slices.Contains(b.owners[topic], cert.EmailAddresses[0]) {
		log.Print("refused ", cert.Subject)
		return errNotAuthorized
	}
	return nil
}

// quiet: another name than before is no refusal.
func (b *broker) refresh(c *tls.Conn) error {
	if name := c.ConnectionState().PeerCertificates[0].Subject.String(); name != b.last {
		b.last = name
		return errStale
	}
	return nil
}

// Principal is whom a connection speaks for.
type Principal struct{ Type, Value string }

// Mapper finds principals; programs choose one.
type Mapper interface {
	Map(state tls.ConnectionState) (Principal, error)
}

type rule struct {
	re   *regexp.Regexp
	repl string
}

// Rewriting rewrites names.
type Rewriting struct{ Rules []rule }

// reports: one of those from which programs choose.
func (m Rewriting) Map(state tls.ConnectionState) (Principal, error) {
	if len(state.VerifiedChains) == 0 {
		return Principal{}, errNotAuthorized
	}
	name := state.VerifiedChains[0][0].Subject.String()
	for _, r := range m.Rules {
		if r.re.MatchString(name) { // want "part of the distinguished name decides"
			return Principal{"User", r.re.ReplaceAllString(name, r.repl)}, nil
		}
	}
	return Principal{}, errNotAuthorized
}

// Listed knows alternative names.
type Listed map[string]Principal

// quiet: an alternative name.
func (m Listed) Map(state tls.ConnectionState) (Principal, error) {
	if len(state.VerifiedChains) == 0 || len(state.VerifiedChains[0][0].DNSNames) == 0 {
		return Principal{}, errNotAuthorized
	}
	p, ok := m[state.VerifiedChains[0][0].DNSNames[0]]
	if !ok {
		return Principal{}, fmt.Errorf("unknown: %s", state.VerifiedChains[0][0].Subject)
	}
	return p, nil
}
