package forwarded

import (
	"crypto/subtle"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
)

// directory knows machines by their certificates, in a way that is out of sight.
type directory interface {
	Machine(cert *x509.Certificate) error
}

type depot struct {
	machines directory
	proxy    netip.Prefix
	ticket   []byte
}

// sent returns the certificate that the proxy forwards.
func (d *depot) sent(r *http.Request) (*x509.Certificate, error) {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !d.proxy.Contains(from.Addr()) {
		return nil, errors.New("not sent by the proxy")
	}
	text, err := url.QueryUnescape(r.Header.Get("X-SSL-Client-Cert"))
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("no certificate")
	}
	return x509.ParseCertificate(block.Bytes)
}

func (d *depot) ticketed(r *http.Request) bool {
	return subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Ticket-Token")), d.ticket) == 1
}

// A check out of sight that is given the certificate rests on it; the ticket
// needs none.
func (d *depot) store(w http.ResponseWriter, r *http.Request) {
	err := errors.New("nobody")
	if cert, e := d.sent(r); e == nil {
		err = d.machines.Machine(cert)
	}
	if err != nil && !d.ticketed(r) { // want `alternative to .*certificate`
		http.Error(w, "who are you?", http.StatusUnauthorized)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// Not: the machine, with a ticket.
func (d *depot) fetch(w http.ResponseWriter, r *http.Request) {
	cert, err := d.sent(r)
	if err != nil || d.machines.Machine(cert) != nil || !d.ticketed(r) {
		http.Error(w, "who are you?", http.StatusUnauthorized)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// The same on the connection itself.
func (d *depot) purge(w http.ResponseWriter, r *http.Request) {
	if d.machines.Machine(r.TLS.PeerCertificates[0]) == nil || d.ticketed(r) { // want `alternative to .*certificate`
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Error(w, "who are you?", http.StatusUnauthorized)
}

// Not: what is out of sight is asked of a request, and may look at anything.
func (d *depot) list(allowed func(*http.Request) bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if allowed(r) || d.ticketed(r) {
			w.WriteHeader(http.StatusOK)
			return
		}
		http.Error(w, "who are you?", http.StatusUnauthorized)
	}
}
