// Package consoles has servers that answer one command after another until the connection fails:
// they never say that somebody is let in.
package consoles

import (
	"bufio"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
)

type tank struct{ level int }

func (t *tank) drain() { t.level = 0 }
func (t *tank) fill()  { t.level++ }

type line struct {
	*tls.Conn
	tank *tank
	in   *bufio.Reader
	crew map[[32]byte]bool
}

var errStranger = errors.New("only for those with a certificate")

func (l *line) read() (string, error) { return l.in.ReadString('\n') }

// reports: whoever has a certificate drains the tank.
func (l *line) operate() error {
	st := l.ConnectionState()
	if len(st.VerifiedChains) == 0 { // want `any client certificate of a trusted CA passes`
		return errStranger
	}
	fmt.Fprintln(l, "ready")
	for {
		text, err := l.read()
		if err != nil {
			return err
		}
		switch strings.TrimSpace(text) {
		case "DRAIN":
			l.tank.drain()
		case "FILL":
			l.tank.fill()
		}
		fmt.Fprintln(l, "done")
	}
}

// quiet: it is asked whose it is.
func (l *line) operateListed() error {
	st := l.ConnectionState()
	if len(st.VerifiedChains) == 0 || !l.crew[sha256.Sum256(st.VerifiedChains[0][0].Raw)] {
		return errStranger
	}
	for {
		text, err := l.read()
		if err != nil {
			return err
		}
		if strings.TrimSpace(text) == "DRAIN" {
			l.tank.drain()
		}
	}
}

func (l *line) listed() bool {
	st := l.ConnectionState()
	return len(st.VerifiedChains) > 0 && l.crew[sha256.Sum256(st.VerifiedChains[0][0].Raw)]
}

// quiet: the command asks.
func (l *line) operateSome() error {
	if len(l.ConnectionState().VerifiedChains) == 0 {
		return errStranger
	}
	for {
		text, err := l.read()
		if err != nil {
			return err
		}
		if strings.TrimSpace(text) == "DRAIN" && l.listed() {
			l.tank.drain()
		}
	}
}

// quiet: who calls it has asked.
func (l *line) operateKnown() error {
	if len(l.ConnectionState().VerifiedChains) == 0 {
		return errStranger
	}
	for {
		text, err := l.read()
		if err != nil {
			return err
		}
		if strings.TrimSpace(text) == "DRAIN" {
			l.tank.drain()
		}
	}
}

// quiet: what is done there is only reading and writing.
func (l *line) echo() error {
	if len(l.ConnectionState().VerifiedChains) == 0 {
		return errStranger
	}
	for {
		text, err := l.read()
		if err != nil {
			return err
		}
		fmt.Fprintln(l, text)
	}
}

// valve is what a line works with.
type valve struct{ of *line }

func (v *valve) drain() {
	if !v.of.listed() {
		fmt.Fprintln(v.of, "not you")
		return
	}
	v.of.tank.drain()
}

// quiet: what does it asks.
func (l *line) operateEach(v *valve) error {
	if len(l.ConnectionState().VerifiedChains) == 0 {
		return errStranger
	}
	for {
		text, err := l.read()
		if err != nil {
			return err
		}
		if strings.TrimSpace(text) == "DRAIN" {
			v.drain()
		}
	}
}

func (l *line) serve(which string) error {
	defer l.Close()
	switch which {
	case "listed":
		return l.operateListed()
	case "some":
		return l.operateSome()
	case "each":
		return l.operateEach(&valve{l})
	case "known":
		if !l.listed() {
			return errStranger
		}
		return l.operateKnown()
	case "echo":
		return l.echo()
	}
	return l.operate()
}

func open(tc *tls.Conn, t *tank, crew map[[32]byte]bool, which string) error {
	if err := tc.Handshake(); err != nil {
		return err
	}
	l := &line{Conn: tc, tank: t, in: bufio.NewReader(tc), crew: crew}
	return l.serve(which)
}
