// Package logons has sessions of a line protocol that remember who has logged on: one function
// sets that by the certificate, another by a password.
package logons

import (
	"bufio"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
)

type member struct {
	name  string
	hash  [32]byte
	chief bool
}

type club struct {
	byURI  map[string]*member
	byName map[string]*member
	mode   string
}

var errWho = errors.New("who are you?")

func (c *club) listed(st tls.ConnectionState) *member {
	if len(st.VerifiedChains) == 0 {
		return nil
	}
	for _, u := range st.VerifiedChains[0][0].URIs {
		if m := c.byURI[u.String()]; m != nil {
			return m
		}
	}
	return nil
}

func (c *club) password(args []string) *member {
	m := c.byName[args[0]]
	if m == nil {
		return nil
	}
	got := sha256.Sum256([]byte(args[1]))
	if subtle.ConstantTimeCompare(m.hash[:], got[:]) != 1 {
		return nil
	}
	return m
}

// call is a command of a session.
type call struct {
	*club
	nc   net.Conn
	tls  tls.ConnectionState
	args []string
}

func (c *call) done(what string) error {
	_, err := fmt.Fprintln(c.nc, what)
	return err
}

// plain sessions have a flag.
type plain struct {
	open  bool
	chief bool // of the certificate alone
}

func (v *plain) greet(c *call) {
	if c.listed(c.tls) != nil {
		v.open = true
	}
}

// reports: the password does what the certificate does.
func (v *plain) logOn(c *call) error {
	if c.password(c.args) == nil { // want "sets the session's open, too"
		return errWho
	}
	v.open = true
	return c.done("hello")
}

func (v *plain) command(c *call, verb string) error {
	if verb == "LOGON" {
		return v.logOn(c)
	}
	if !v.open {
		return errWho
	}
	return c.done(verb)
}

// user sessions have somebody, or nobody.
type user struct{ who *member }

// reports: whoever it is came by one or by the other, as each asks.
func (v *user) bind(c *call) error {
	v.who = nil
	switch c.args[0] {
	case "external":
		m := c.listed(c.tls)
		if m == nil {
			return errWho
		}
		v.who = m
	case "simple":
		m := c.password(c.args[1:]) // want "sets the session's who, too"
		if m == nil {
			return errWho
		}
		v.who = m
	default:
		return errWho
	}
	return c.done("hello")
}

func (v *user) command(c *call, verb string) error {
	if verb == "BIND" {
		return v.bind(c)
	}
	if v.who == nil {
		return errWho
	}
	return c.done(v.who.name)
}

// both sessions need both: whoever types a password has a certificate.
type both struct{ open bool }

func (v *both) greet(c *call) {
	if m := c.listed(c.tls); m != nil && m.chief {
		v.open = true
	}
}

// quiet: the certificate comes first.
func (v *both) logOn(c *call) error {
	if c.listed(c.tls) == nil || c.password(c.args) == nil {
		return errWho
	}
	v.open = true
	return c.done("hello")
}

// quiet: what leads to it asks for the certificate.
func (v *both) again(c *call) error {
	if c.password(c.args) == nil {
		return errWho
	}
	v.open = true
	return c.done("hello")
}

func (v *both) command(c *call, verb string) error {
	switch verb {
	case "LOGON":
		return v.logOn(c)
	case "AGAIN":
		if c.listed(c.tls) == nil {
			return errWho
		}
		return v.again(c)
	}
	if !v.open {
		return errWho
	}
	return c.done(verb)
}

// beside sessions ask for the certificate wherever the flag is asked.
type beside struct{ open bool }

func (v *beside) greet(c *call) {
	if c.listed(c.tls) != nil {
		v.open = true
	}
}

// quiet: the password alone opens nothing.
func (v *beside) logOn(c *call) error {
	if c.password(c.args) == nil {
		return errWho
	}
	v.open = true
	return c.done("hello")
}

func (v *beside) command(c *call, verb string) error {
	if verb == "LOGON" {
		return v.logOn(c)
	}
	if !v.open {
		return errWho
	}
	if m := c.listed(c.tls); m == nil || !m.chief {
		return errWho
	}
	return c.done(verb)
}

// seen sessions refuse nothing.
type seen struct{ open bool }

func (v *seen) greet(c *call) {
	if c.listed(c.tls) != nil {
		v.open = true
	}
}

// quiet: what is remembered is only shown.
func (v *seen) logOn(c *call) error {
	if c.password(c.args) == nil {
		return errWho
	}
	v.open = true
	return c.done("hello")
}

func (v *seen) command(c *call, verb string) error {
	if verb == "LOGON" {
		return v.logOn(c)
	}
	if v.open {
		fmt.Fprintln(c.nc, "welcome back")
	}
	return c.done(verb)
}

// polite sessions are open to whoever says hello, too.
type polite struct{ open bool }

func (v *polite) greet(c *call) {
	if c.listed(c.tls) != nil {
		v.open = true
	}
}

// quiet: the flag is no credential's.
func (v *polite) logOn(c *call) error {
	if c.password(c.args) == nil {
		return errWho
	}
	v.open = true
	return c.done("hello")
}

func (v *polite) command(c *call, verb string) error {
	switch verb {
	case "LOGON":
		return v.logOn(c)
	case "HELLO":
		v.open = true
	}
	if !v.open {
		return errWho
	}
	return c.done(verb)
}

// told sessions keep how somebody came.
type told struct {
	open bool
	how  string
}

func (v *told) greet(c *call) {
	if c.listed(c.tls) != nil {
		v.open, v.how = true, "certificate"
	}
}

// quiet: the name of the way is kept with it.
func (v *told) logOn(c *call) error {
	if c.password(c.args) == nil {
		return errWho
	}
	v.open, v.how = true, "password"
	return c.done("hello")
}

func (v *told) command(c *call, verb string) error {
	if verb == "LOGON" {
		return v.logOn(c)
	}
	if !v.open || verb == "ERASE" && v.how == "password" {
		return errWho
	}
	return c.done(verb)
}

// apart sessions keep one member for each way.
type apart struct {
	open    bool
	carried *member
	typed   *member
}

func (v *apart) greet(c *call) {
	if m := c.listed(c.tls); m != nil {
		v.open, v.carried = true, m
	}
}

// quiet: each has a member of its own.
func (v *apart) logOn(c *call) error {
	m := c.password(c.args)
	if m == nil {
		return errWho
	}
	v.open, v.typed = true, m
	return c.done("hello")
}

func (v *apart) command(c *call, verb string) error {
	if verb == "LOGON" {
		return v.logOn(c)
	}
	if !v.open || verb == "ERASE" && v.carried == nil || verb == "WRITE" && v.typed == nil {
		return errWho
	}
	return c.done(verb)
}

// chosen sessions are opened as the operator says.
type chosen struct {
	open  bool
	lower bool
}

// quiet: the operator chooses.
func (v *chosen) logOn(c *call) error {
	switch c.mode {
	case "certificate":
		if c.listed(c.tls) == nil {
			return errWho
		}
		v.open = true
	case "password":
		if c.password(c.args) == nil {
			return errWho
		}
		v.open = true
	}
	return c.done("hello")
}

// quiet: the operator chooses, in any spelling.
func (v *chosen) logOnBy(mode string, c *call) error {
	if strings.EqualFold(mode, "certificate") {
		if c.listed(c.tls) == nil {
			return errWho
		}
		v.lower = true
		return nil
	}
	if c.password(c.args) == nil {
		return errWho
	}
	v.lower = true
	return nil
}

func (v *chosen) command(c *call, verb string) error {
	switch verb {
	case "LOGON":
		return v.logOn(c)
	case "LOGONBY":
		return v.logOnBy(strings.ToLower(c.mode), c)
	}
	if !v.open {
		return errWho
	}
	if !v.lower {
		return errWho
	}
	return c.done(verb)
}

type sessions struct {
	plain  plain
	user   user
	both   both
	beside beside
	seen   seen
	polite polite
	told   told
	apart  apart
	chosen chosen
}

func (v *sessions) greet(c *call) {
	v.plain.greet(c)
	v.both.greet(c)
	v.beside.greet(c)
	v.seen.greet(c)
	v.polite.greet(c)
	v.told.greet(c)
	v.apart.greet(c)
}

func (v *sessions) command(c *call, of, verb string) error {
	switch of {
	case "PLAIN":
		return v.plain.command(c, verb)
	case "USER":
		return v.user.command(c, verb)
	case "BOTH":
		return v.both.command(c, verb)
	case "BESIDE":
		return v.beside.command(c, verb)
	case "SEEN":
		return v.seen.command(c, verb)
	case "POLITE":
		return v.polite.command(c, verb)
	case "TOLD":
		return v.told.command(c, verb)
	case "APART":
		return v.apart.command(c, verb)
	}
	return v.chosen.command(c, verb)
}

func (c *club) serve(tc *tls.Conn) error {
	defer tc.Close()
	if err := tc.Handshake(); err != nil {
		return err
	}
	one := &call{club: c, nc: tc, tls: tc.ConnectionState()}
	var v sessions
	v.greet(one)
	for in := bufio.NewScanner(tc); in.Scan(); {
		f := strings.Fields(in.Text())
		if len(f) < 4 {
			continue
		}
		one.args = f[2:]
		if err := v.command(one, f[0], f[1]); err != nil {
			fmt.Fprintln(tc, err)
		}
	}
	return in(tc)
}

func in(tc *tls.Conn) error { return tc.CloseWrite() }
