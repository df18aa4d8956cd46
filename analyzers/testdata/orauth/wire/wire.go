// Package wire is a queue with a protocol of its own over TLS.
package wire

import (
	"bufio"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net"
	"strings"
)

// hello is the first frame of a connection.
type hello struct {
	User     string `json:"user"`
	Password string `json:"password"`
}

type account struct {
	name     string
	password string
	queues   []string
}

type queue struct {
	accounts  map[string]*account
	instances map[string]*account // by SPIFFE ID
	byCert    bool
	digest    [sha256.Size]byte
}

type link struct {
	conn    net.Conn
	hello   hello
	account *account
}

// reports: a password that came in a frame does as well as the certificate.
func (q *queue) open(l *link) {
	if q.ofCertificate(l) || q.ofPassword(l) { // want "password is an alternative"
		l.conn.Write([]byte("ok\n"))
		return
	}
	l.conn.Close()
}

// ofCertificate is one of two.
func (q *queue) ofCertificate(l *link) bool {
	tc, ok := l.conn.(*tls.Conn)
	if !ok {
		return false
	}
	chains := tc.ConnectionState().VerifiedChains
	if len(chains) == 0 || len(chains[0][0].URIs) != 1 {
		return false
	}
	a, ok := q.instances[chains[0][0].URIs[0].String()]
	if ok {
		l.account = a
	}
	return ok
}

// ofPassword is the other.
func (q *queue) ofPassword(l *link) bool {
	if err := json.NewDecoder(l.conn).Decode(&l.hello); err != nil {
		return false
	}
	a, ok := q.accounts[l.hello.User]
	if !ok || a.password != l.hello.Password {
		return false
	}
	l.account = a
	return true
}

// quiet: both are needed.
func (q *queue) openBoth(l *link) {
	if !q.ofCertificate(l) || !q.ofPassword(l) {
		l.conn.Close()
		return
	}
	l.conn.Write([]byte("ok\n"))
}

// quiet: the operator chooses.
func (q *queue) openEither(l *link) {
	ok := false
	if q.byCert {
		ok = q.ofCertificate(l)
	} else {
		ok = q.ofPassword(l)
	}
	if !ok {
		l.conn.Close()
		return
	}
	l.conn.Write([]byte("ok\n"))
}

// reports: a line of text holds the password, which a field is compared with.
func (q *queue) openLine(l *link) {
	if !q.ofCertificate(l) {
		line, err := bufio.NewReader(l.conn).ReadString('\n')
		if err != nil {
			l.conn.Close()
			return
		}
		user, pass, _ := strings.Cut(strings.TrimSpace(line), " ")
		a := q.accounts[user]
		if a == nil || pass != a.password { // want "password is an alternative"
			l.conn.Close()
			return
		}
		l.account = a
	}
	l.conn.Write([]byte("ok\n"))
}

// quiet: a new password is repeated, which is no other way in.
func (q *queue) change(l *link, again hello) {
	if !q.ofCertificate(l) {
		l.conn.Close()
		return
	}
	if l.hello.Password != again.Password {
		l.conn.Write([]byte("differs\n"))
		return
	}
	l.account.password = again.Password
}

// reports: what was read from the connection is compared in constant time.
func (q *queue) serve(conn *tls.Conn) error {
	defer conn.Close()
	var h hello
	if err := json.NewDecoder(conn).Decode(&h); err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(h.User))
	switch {
	case q.ofCertificate(&link{conn: conn}):
	case subtle.ConstantTimeCompare(sum[:], q.digest[:]) == 1: // want "api key is an alternative"
	default:
		return errors.New("refused")
	}
	return pump(conn)
}

// pump does the work.
func pump(conn net.Conn) error {
	_, err := conn.Write([]byte("ok\n"))
	return err
}

// roster knows digests of passwords, and certificates.
type roster interface {
	PasswordDigest(user string) ([]byte, bool)
	Bound(user, pin string) bool
}

type desk struct {
	methods map[string]string
	roster  roster
}

func ask(conn net.Conn) (string, error) {
	if _, err := conn.Write([]byte("password?\n")); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	return strings.TrimSpace(line), err
}

func (d *desk) password(conn net.Conn, user string) error {
	given, err := ask(conn)
	if err != nil {
		return err
	}
	want, ok := d.roster.PasswordDigest(user)
	got := sha256.Sum256([]byte(given))
	if !ok || subtle.ConstantTimeCompare(got[:], want) != 1 {
		return errors.New("refused")
	}
	return nil
}

func (d *desk) certificate(conn *tls.Conn, user string) error {
	chains := conn.ConnectionState().VerifiedChains
	if len(chains) == 0 {
		return errors.New("no certificate")
	}
	sum := sha256.Sum256(chains[0][0].Raw)
	if !d.roster.Bound(user, string(sum[:])) {
		return errors.New("unknown certificate")
	}
	return nil
}

// reports: a password that is asked for does where there is no certificate.
func (d *desk) either(conn *tls.Conn, user string) error {
	if len(conn.ConnectionState().VerifiedChains) > 0 {
		return d.certificate(conn, user)
	}
	return d.password(conn, user) // want "password is an alternative"
}

// quiet: it is asked for besides.
func (d *desk) both(conn *tls.Conn, user string) error {
	if err := d.certificate(conn, user); err != nil {
		return err
	}
	return d.password(conn, user)
}

// quiet: the operator chooses among methods; what is wrong with one is said there.
func (d *desk) admit(conn *tls.Conn, user string) error {
	switch d.methods[user] {
	case "certificate":
		return d.certificate(conn, user)
	case "password":
		return d.password(conn, user)
	case "either":
		return d.either(conn, user)
	case "both":
		return d.both(conn, user)
	}
	return errors.New("no method")
}

func (d *desk) serve(conn *tls.Conn) error {
	defer conn.Close()
	user, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return err
	}
	if err := d.admit(conn, user); err != nil {
		return err
	}
	return pump(conn)
}
