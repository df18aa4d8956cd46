// Package replies has commands of line protocols, which tell the client their decision with a
// reply code or a word, and return nothing.
package replies

import (
	"bufio"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"log"
	"net"
	"net/textproto"
	"strconv"
)

type sums struct {
	short map[[sha1.Size]byte]string
	long  map[[sha256.Size]byte]string
}

type dialogue struct {
	known *sums
	nc    net.Conn
	out   *bufio.Writer
	text  *textproto.Conn
	state *tls.ConnectionState
	queue chan string
}

// answer begins what it writes with the code.
func (d *dialogue) answer(code int, format string, args ...any) {
	fmt.Fprintf(d.nc, "%03d %s\r\n", code, fmt.Sprintf(format, args...))
}

// done always says yes.
func (d *dialogue) done() { d.answer(226, "done") }

// reports: the reply says whether the client may.
func (d *dialogue) flush(domain string) {
	if d.state == nil || len(d.state.PeerCertificates) == 0 {
		d.answer(530, "certificate required")
		return
	}
	if _, ok := d.known.short[sha1.Sum(d.state.PeerCertificates[0].Raw)]; !ok { // want "an MD5 or SHA-1 digest does not tell certificates apart"
		d.answer(550, "not for you")
		return
	}
	d.queue <- domain
	d.answer(250, "flushed %s", domain)
}

// quiet: the digest is a good one.
func (d *dialogue) pull(domain string) {
	if d.state == nil || len(d.state.PeerCertificates) == 0 {
		d.answer(530, "certificate required")
		return
	}
	if _, ok := d.known.long[sha256.Sum256(d.state.PeerCertificates[0].Raw)]; !ok {
		d.answer(550, "not for you")
		return
	}
	d.queue <- domain
	d.answer(250, "flushed %s", domain)
}

// quiet: whoever it is may go on; the digest is for the log.
func (d *dialogue) greet() {
	if d.state == nil {
		d.answer(421, "TLS first")
		return
	}
	if len(d.state.PeerCertificates) > 0 {
		if who, ok := d.known.short[sha1.Sum(d.state.PeerCertificates[0].Raw)]; ok {
			log.Print("greeted ", who)
		}
	}
	d.answer(250, "hello")
}

// reports: the answer of the function says that the dialogue goes on, and the helper is a
// yes.
func (d *dialogue) command(verb string) (more bool) {
	switch verb {
	case "QUIT":
		d.answer(221, "bye")
		return false
	case "STORE":
		if d.state == nil || len(d.state.PeerCertificates) == 0 {
			d.answer(530, "certificate required")
			return true
		}
		serial := d.state.PeerCertificates[0].SerialNumber.String()
		if serial != "4711" { // want "serial number .* does not say whose"
			d.answer(550, "not for you")
			return true
		}
		d.queue <- verb
		d.done()
	default:
		d.answer(502, "what?")
	}
	return true
}

func (d *dialogue) send(line string) error {
	if _, err := d.out.WriteString(line + "\r\n"); err != nil {
		return err
	}
	return d.out.Flush()
}

// reports: words instead of codes, and the error is that of the connection.
func (d *dialogue) fetch() error {
	if d.state == nil || len(d.state.PeerCertificates) == 0 {
		return d.send("-ERR certificate required")
	}
	if _, ok := d.known.short[sha1.Sum(d.state.PeerCertificates[0].Raw)]; !ok { // want "an MD5 or SHA-1 digest does not tell certificates apart"
		return d.send("-ERR not yours")
	}
	return d.send("+OK " + <-d.queue)
}

// quiet: what is sent is a list of digests, and tells neither yes nor no.
func (d *dialogue) digests() error {
	if d.state == nil || len(d.state.PeerCertificates) == 0 {
		return d.send("none")
	}
	if who, ok := d.known.short[sha1.Sum(d.state.PeerCertificates[0].Raw)]; ok {
		return d.send("short " + who)
	}
	return d.send("long")
}

func (d *dialogue) line(code int, text string) {
	if err := d.text.PrintfLine("%s", strconv.Itoa(code)+" "+text); err != nil {
		log.Print(err)
	}
}

// reports: 331 asks for more, and is no yes.
func (d *dialogue) user() {
	if len(d.state.PeerCertificates) == 0 {
		d.line(331, "password, please")
		return
	}
	if _, ok := d.known.short[sha1.Sum(d.state.PeerCertificates[0].Raw)]; !ok { // want "an MD5 or SHA-1 digest does not tell certificates apart"
		d.line(530, "not logged in")
		return
	}
	d.line(232, "logged in")
}

// quiet: the first round says nothing of the second; what a client may is kept between them.
func serve(known *sums, tc *tls.Conn) {
	d := &dialogue{known: known, nc: tc, out: bufio.NewWriter(tc), text: textproto.NewConn(tc), queue: make(chan string, 1)}
	st := tc.ConnectionState()
	d.state = &st
	d.greet()
	may := false
	for {
		verb, err := d.text.ReadLine()
		if err != nil {
			return
		}
		switch verb {
		case "LOGIN":
			_, may = known.short[sha1.Sum(st.PeerCertificates[0].Raw)]
		case "STATE":
			if !may {
				d.answer(530, "who are you?")
				continue
			}
			d.answer(211, "fine")
		case "FLUSH":
			d.flush(verb)
		case "PULL":
			d.pull(verb)
		case "FETCH":
			err = d.fetch()
		case "DIGESTS":
			err = d.digests()
		case "USER":
			d.user()
		default:
			if !d.command(verb) {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
