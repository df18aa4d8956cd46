// Package flow: the same decisions in the shapes that Go code gives them.
package flow

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

type office struct {
	names   []string
	next    http.Handler
	visits  int
	slots   chan struct{}
	started time.Time
}

// Short circuits, in one expression.
func (o *office) shortCircuit(w http.ResponseWriter, r *http.Request) {
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && r.Method != http.MethodTrace { // want `any .*certificate`
		o.next.ServeHTTP(w, r)
		return
	}
	w.WriteHeader(http.StatusForbidden)
}

// Short circuits, with a name at the end.
func (o *office) shortCircuitNamed(w http.ResponseWriter, r *http.Request) {
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && o.invited(r.TLS.PeerCertificates[0]) {
		o.next.ServeHTTP(w, r)
		return
	}
	w.WriteHeader(http.StatusForbidden)
}

func (o *office) invited(c *x509.Certificate) bool {
	return slices.ContainsFunc(c.DNSNames, func(n string) bool { return slices.Contains(o.names, n) })
}

// A flag, set at one place and tested at another.
func (o *office) flag(w http.ResponseWriter, r *http.Request) {
	admitted := false
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 { // want `any .*certificate`
		admitted = true
	}
	w.Header().Set("Cache-Control", "no-store")
	if !admitted {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	o.next.ServeHTTP(w, r)
}

// A flag that presence sets, and that a second condition must set again.
func (o *office) flagTwice(w http.ResponseWriter, r *http.Request) {
	present, named := false, false
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
		present = true
		for _, n := range r.TLS.PeerCertificates[0].DNSNames {
			if slices.Contains(o.names, n) {
				named = true
				break
			}
		}
	}
	if !present {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if !named {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	o.next.ServeHTTP(w, r)
}

var errUninvited = errors.New("uninvited")

// Named results and defer.
func (o *office) receive(r *http.Request) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("reception: %w", err)
			return
		}
		o.visits++
	}()
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		err = errUninvited
		return
	}
	return
}

func (o *office) named(w http.ResponseWriter, r *http.Request) {
	if err := o.receive(r); err != nil { // want `any .*certificate`
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	o.next.ServeHTTP(w, r)
}

func (o *office) receiveNamed(r *http.Request) (who string, err error) {
	defer func() {
		if err != nil {
			who = ""
		}
	}()
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return "", errUninvited
	}
	for _, n := range r.TLS.PeerCertificates[0].DNSNames {
		if slices.Contains(o.names, n) {
			who = n
			return
		}
	}
	err = errUninvited
	return
}

// Named results, defer and a decision.
func (o *office) namedGuest(w http.ResponseWriter, r *http.Request) {
	who, err := o.receiveNamed(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	w.Header().Set("X-Guest", who)
	o.next.ServeHTTP(w, r)
}

// A switch with fallthrough.
func (o *office) fallThrough(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.TLS == nil:
		fallthrough
	case len(r.TLS.PeerCertificates) == 0: // want `any .*certificate`
		w.WriteHeader(http.StatusUnauthorized)
	default:
		o.next.ServeHTTP(w, r)
	}
}

// A switch on a count, and one more on a value.
func (o *office) switched(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	switch n := len(r.TLS.PeerCertificates); n {
	case 0:
		w.WriteHeader(http.StatusUnauthorized)
	default:
		switch c := r.TLS.PeerCertificates[0]; {
		case len(c.DNSNames) == 0:
			w.WriteHeader(http.StatusForbidden)
		case c.DNSNames[0] == "desk.example", c.DNSNames[0] == "door.example":
			o.next.ServeHTTP(w, r)
		default:
			w.WriteHeader(http.StatusForbidden)
		}
	}
}

// A loop over chains that asks only whether one is there.
func (o *office) loop(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	ok := false
	for _, chain := range r.TLS.VerifiedChains {
		if len(chain) > 0 { // want `any .*certificate`
			ok = true
			break
		}
	}
	if !ok {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	o.next.ServeHTTP(w, r)
}

// A loop over chains that compares the leaf's names.
func (o *office) loopNamed(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	for _, chain := range r.TLS.VerifiedChains {
		if len(chain) > 0 && o.invited(chain[0]) {
			o.next.ServeHTTP(w, r)
			return
		}
	}
	w.WriteHeader(http.StatusForbidden)
}

type peerState tls.ConnectionState

func (p peerState) empty() bool { return len(p.PeerCertificates) == 0 }

// A copy of the state, converted to a type of the project.
func (o *office) converted(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	state := *r.TLS
	ps := peerState(state)
	if ps.empty() { // want `any .*certificate`
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	o.next.ServeHTTP(w, r)
}

type connInfo struct {
	state tls.ConnectionState
	since time.Time
}

// A copy inside a struct, whose leaf decides.
func (o *office) copied(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	info := connInfo{state: *r.TLS, since: o.started}
	if len(info.state.PeerCertificates) == 0 || !o.invited(info.state.PeerCertificates[0]) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	o.next.ServeHTTP(w, r)
}

// select: a slot is no evidence.
func (o *office) queued(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	select {
	case o.slots <- struct{}{}:
		defer func() { <-o.slots }()
	case <-r.Context().Done():
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	o.next.ServeHTTP(w, r)
}

// The decision is made in a goroutine and comes back through a channel.
func (o *office) concurrent(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	verdict := make(chan bool, 1)
	go func() { verdict <- o.invited(r.TLS.PeerCertificates[0]) }()
	select {
	case ok := <-verdict:
		if !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
	case <-time.After(time.Second):
		w.WriteHeader(http.StatusGatewayTimeout)
		return
	}
	o.next.ServeHTTP(w, r)
}

type denied struct{ reason string }

func mustBePresent(r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		panic(denied{"no certificate"})
	}
}

// Denied by a panic that is recovered.
func (o *office) panics(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if d, ok := recover().(denied); ok {
			http.Error(w, d.reason, http.StatusForbidden)
		}
	}()
	mustBePresent(r) // want `any .*certificate`
	o.next.ServeHTTP(w, r)
}

func (o *office) mustBeInvited(r *http.Request) {
	mustBePresent(r)
	if !o.invited(r.TLS.PeerCertificates[0]) {
		panic(denied{"not invited"})
	}
}

// The same, where the name is asked for too.
func (o *office) panicsNamed(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if d, ok := recover().(denied); ok {
			http.Error(w, d.reason, http.StatusForbidden)
		}
	}()
	o.mustBeInvited(r)
	o.next.ServeHTTP(w, r)
}
