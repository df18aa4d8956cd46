// Package earned has sessions of a line protocol, in which a field says that a credential was
// checked by a command before.
package earned

import (
	"bufio"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
)

type directory struct {
	peers  map[[32]byte]bool
	hashes map[string][32]byte
	codes  map[string]string
}

type visit struct {
	dir     *directory
	nc      net.Conn
	state   *tls.ConnectionState
	account string // set by login alone
	proved  bool   // set by unlock alone
	name    string // set by the greeting, too
	greeted bool
	bound   string // set by login of whoever has a certificate
}

func (v *visit) reply(code int, text string) { fmt.Fprintf(v.nc, "%d %s\r\n", code, text) }

// login checks a name and a password.
func (v *visit) login(arg string) bool {
	name, pass, _ := strings.Cut(arg, " ")
	want, ok := v.dir.hashes[name]
	got := sha256.Sum256([]byte(pass))
	if !ok || subtle.ConstantTimeCompare(want[:], got[:]) != 1 {
		return false
	}
	v.account, v.name = name, name
	return true
}

// unlock checks a code.
func (v *visit) unlock(code string) {
	if want := v.dir.codes[code]; want != "" && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
		v.proved = true
		v.reply(235, "unlocked")
		return
	}
	v.reply(535, "no")
}

// bind checks a password, after the certificate.
func (v *visit) bind(pass string) {
	want := v.dir.hashes["bound"]
	got := sha256.Sum256([]byte(pass))
	if v.listed() && subtle.ConstantTimeCompare(want[:], got[:]) == 1 {
		v.bound = "bound"
	}
}

func (v *visit) hello(name string) {
	v.name, v.greeted = name, true
	v.reply(250, "hello "+name)
}

func (v *visit) listed() bool {
	if v.state == nil || len(v.state.PeerCertificates) == 0 {
		return false
	}
	return v.dir.peers[sha256.Sum256(v.state.PeerCertificates[0].Raw)]
}

// reports: the account is that of whoever had the password.
func (v *visit) mayDeliver() bool {
	if v.listed() {
		return true
	}
	return v.account != "" // want "alternative to the client certificate"
}

// reports: the flag is set by the code alone.
func (v *visit) mayPurge() bool {
	return v.listed() || v.proved // want "alternative to the client certificate"
}

func (v *visit) known() bool { return len(v.account) > 0 }

// reports: the helper asks for the account.
func (v *visit) mayList() bool {
	return v.known() || v.listed() // want "alternative to the client certificate"
}

// quiet: both are needed.
func (v *visit) mayErase() bool { return v.listed() && v.account != "" }

// quiet: whoever says hello has a name.
func (v *visit) mayAsk() bool { return v.listed() || v.name != "" }

// quiet: whoever says hello is greeted.
func (v *visit) mayWait() bool { return v.listed() || v.greeted }

// quiet: the password counts only beside the certificate.
func (v *visit) mayStay() bool { return v.listed() || v.bound != "" }

func (v *visit) command(line string) {
	verb, arg, _ := strings.Cut(line, " ")
	may := true
	switch verb {
	case "HELLO":
		v.hello(arg)
	case "LOGIN":
		may = v.login(arg)
	case "UNLOCK":
		v.unlock(arg)
	case "BIND":
		v.bind(arg)
	case "DELIVER":
		may = v.mayDeliver()
	case "PURGE":
		may = v.mayPurge()
	case "LIST":
		may = v.mayList()
	case "ERASE":
		may = v.mayErase()
	case "ASK":
		may = v.mayAsk()
	case "WAIT":
		may = v.mayWait()
	case "STAY":
		may = v.mayStay()
	}
	if !may {
		v.reply(554, "no")
		return
	}
	v.reply(250, "done")
}

func serve(dir *directory, tc *tls.Conn) error {
	defer tc.Close()
	if err := tc.Handshake(); err != nil {
		return err
	}
	st := tc.ConnectionState()
	v := &visit{dir: dir, nc: tc, state: &st}
	in := bufio.NewScanner(tc)
	for in.Scan() {
		v.command(in.Text())
	}
	return in.Err()
}
