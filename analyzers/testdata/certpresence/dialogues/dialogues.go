// Package dialogues has the steps of protocols of its own, which a table holds.
package dialogues

import (
	"bufio"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
)

var errRefused = errors.New("refused")

type verdict int

const (
	refuse verdict = iota
	accept
)

type phase int

const (
	opening phase = iota
	working
	closed
)

type list struct {
	names []string
	sums  map[[32]byte]bool
}

// byName accepts everybody when no names are configured.
func (l *list) byName(st tls.ConnectionState) verdict {
	if len(st.VerifiedChains) == 0 {
		return refuse
	}
	if len(l.names) == 0 {
		return accept
	}
	for _, n := range l.names {
		if st.VerifiedChains[0][0].VerifyHostname(n) == nil {
			return accept
		}
	}
	return refuse
}

// bySum accepts nobody when no digests are configured.
func (l *list) bySum(st tls.ConnectionState) verdict {
	if len(st.VerifiedChains) > 0 && l.sums[sha256.Sum256(st.VerifiedChains[0][0].Raw)] {
		return accept
	}
	return refuse
}

type talk struct {
	conn    *tls.Conn
	in      *bufio.Scanner
	clients list
	stores  list
}

// reports: without names, any certificate opens the dialogue.
func (t *talk) greet() (phase, error) {
	if v := t.clients.byName(t.conn.ConnectionState()); v != accept { // want "any client certificate of a trusted CA passes"
		return closed, fmt.Errorf("verdict %d", v)
	}
	return working, nil
}

// quiet: the digest decides always.
func (t *talk) attach() (phase, error) {
	if v := t.stores.bySum(t.conn.ConnectionState()); v != accept {
		return closed, fmt.Errorf("verdict %d", v)
	}
	return working, nil
}

// quiet: whose it is, a later step may ask.
func (t *talk) hello() (phase, error) {
	if len(t.conn.ConnectionState().VerifiedChains) == 0 {
		return closed, errRefused
	}
	return opening, nil
}

// quiet: the command is in the client's words.
func (t *talk) work() (phase, error) {
	if !t.in.Scan() {
		return closed, t.in.Err()
	}
	fmt.Fprintln(t.conn, strings.ToUpper(t.in.Text()))
	return working, nil
}

var steps = map[phase]func(*talk) (phase, error){
	opening: (*talk).greet,
	working: (*talk).work,
}

// quiet: only some commands need somebody, and another step may ask for the rest.
func (t *talk) order() (phase, error) {
	if !t.in.Scan() {
		return closed, t.in.Err()
	}
	switch t.in.Text() {
	case "BYE":
		return closed, nil
	case "LIST":
		fmt.Fprintln(t.conn, "nothing")
	case "SEND":
		st := t.conn.ConnectionState()
		if len(st.VerifiedChains) == 0 || !t.stores.sums[sha256.Sum256(st.VerifiedChains[0][0].Raw)] {
			return closed, errRefused
		}
		fmt.Fprintln(t.conn, "sent")
	}
	return working, nil
}

var others = map[string]func(*talk) (phase, error){
	"attach": (*talk).attach,
	"hello":  (*talk).hello,
	"order":  (*talk).order,
}

func serve(ln net.Listener, cfg *tls.Config, clients list) error {
	for {
		nc, err := ln.Accept()
		if err != nil {
			return err
		}
		go func() {
			tc := tls.Server(nc, cfg)
			defer tc.Close()
			if tc.Handshake() != nil {
				return
			}
			t := &talk{conn: tc, in: bufio.NewScanner(tc), clients: clients}
			for p := opening; p != closed; {
				next, err := steps[p](t)
				if err != nil {
					return
				}
				p = next
			}
		}()
	}
}

func (t *talk) say(code int, text string) { fmt.Fprintf(t.conn, "%d %s\r\n", code, text) }

func (l *list) forget() { clear(l.sums) }

// reports: any client certificate empties the list.
func (t *talk) empty() {
	if len(t.conn.ConnectionState().VerifiedChains) == 0 { // want "any client certificate of a trusted CA passes"
		t.say(530, "client certificate required")
		return
	}
	t.stores.forget()
	t.say(250, "empty")
}

// quiet: the digest decides.
func (t *talk) emptied() {
	st := t.conn.ConnectionState()
	if len(st.VerifiedChains) == 0 {
		t.say(530, "client certificate required")
		return
	}
	if !t.stores.sums[sha256.Sum256(st.VerifiedChains[0][0].Raw)] {
		t.say(554, "not yours")
		return
	}
	t.stores.forget()
	t.say(250, "empty")
}

// quiet: whose it is, a later command may ask.
func (t *talk) ready() {
	if len(t.conn.ConnectionState().VerifiedChains) == 0 {
		t.say(530, "client certificate required")
		return
	}
	t.say(220, "ready")
}

// quiet: everybody is told the same, but for a word.
func (t *talk) features() {
	if !t.in.Scan() {
		t.say(421, "bye")
		return
	}
	if len(t.conn.ConnectionState().VerifiedChains) > 0 {
		t.say(250, "EXTERNAL")
		return
	}
	t.say(250, "PLAIN")
}

var replying = map[string]func(*talk){
	"EMPTY": (*talk).empty, "EMPTIED": (*talk).emptied, "READY": (*talk).ready, "FEAT": (*talk).features,
}
