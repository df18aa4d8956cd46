// Package rightsof decides by numbers, bits, lists and answers that come from elsewhere.
package rightsof

import (
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"testdata/realistic/rightsof/squad"
)

const mayDrive = 4

type ask struct {
	who   string
	reply chan error
}

type depot struct {
	next     http.Handler
	rights   map[string]uint32
	grades   map[string]int
	failures map[string]int
	pins     [][]byte
	fleets   map[string]string
	shifts   map[string]shift
	weights  map[string]float64
	crew     map[string]member
	asks     chan ask
}

type shift struct{ begins, ends time.Time }

func leaf(r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil
	}
	return r.TLS.PeerCertificates[0]
}

func host(c *x509.Certificate) string {
	if len(c.DNSNames) == 0 {
		return ""
	}
	return c.DNSNames[0]
}

func deny(w http.ResponseWriter) { http.Error(w, "denied", http.StatusForbidden) }

// bits is quiet: who is not known has none.
func (d *depot) bits(w http.ResponseWriter, r *http.Request) {
	c := leaf(r)
	if c == nil || d.rights[host(c)]&mayDrive == 0 {
		deny(w)
		return
	}
	d.next.ServeHTTP(w, r)
}

// grade is quiet: who is not known has the lowest.
func (d *depot) grade(w http.ResponseWriter, r *http.Request) {
	c := leaf(r)
	if c == nil || d.grades[host(c)] < 3 {
		deny(w)
		return
	}
	d.next.ServeHTTP(w, r)
}

// limited reports: who is not known has not failed yet.
func (d *depot) limited(w http.ResponseWriter, r *http.Request) {
	c := leaf(r) // want `any client certificate passes`
	if c == nil || d.failures[host(c)] > 5 {
		deny(w)
		return
	}
	d.next.ServeHTTP(w, r)
}

// pinned is quiet: the answers of constant-time comparisons are put together.
func (d *depot) pinned(w http.ResponseWriter, r *http.Request) {
	c := leaf(r)
	if c == nil {
		deny(w)
		return
	}
	sum := sha256.Sum256(c.RawSubjectPublicKeyInfo)
	known := 0
	for _, p := range d.pins {
		known |= subtle.ConstantTimeCompare(sum[:], p)
	}
	if known == 0 {
		deny(w)
		return
	}
	d.next.ServeHTTP(w, r)
}

// fleetsOf returns those of the certificate's hosts that are somebody's.
func (d *depot) fleetsOf(c *x509.Certificate) []string {
	var out []string
	for _, n := range c.DNSNames {
		if f, ok := d.fleets[n]; ok {
			out = append(out, f)
		}
	}
	return out
}

// listed is quiet: there is nothing in the list for who is not known.
func (d *depot) listed(w http.ResponseWriter, r *http.Request) {
	c := leaf(r)
	if c == nil || len(d.fleetsOf(c)) == 0 {
		deny(w)
		return
	}
	d.next.ServeHTTP(w, r)
}

// hostsOf returns all of them.
func hostsOf(c *x509.Certificate) []string {
	var out []string
	for _, n := range c.DNSNames {
		out = append(out, "host:"+n)
	}
	return out
}

// counted reports: there are hosts in any certificate for one.
func (d *depot) counted(w http.ResponseWriter, r *http.Request) {
	c := leaf(r)
	if c == nil || len(hostsOf(c)) == 0 { // want `any client certificate passes`
		deny(w)
		return
	}
	d.next.ServeHTTP(w, r)
}

// here is quiet: the same in one function.
func (d *depot) here(w http.ResponseWriter, r *http.Request) {
	c := leaf(r)
	if c == nil {
		deny(w)
		return
	}
	var roles []string
	for _, n := range c.DNSNames {
		if slices.Contains(d.names(), n) {
			roles = append(roles, "driver")
		}
	}
	if len(roles) == 0 {
		deny(w)
		return
	}
	d.next.ServeHTTP(w, r)
}

func (d *depot) names() []string {
	var out []string
	for n := range d.fleets {
		out = append(out, n)
	}
	return out
}

// answered is quiet: somebody else decides, and says so.
func (d *depot) answered(w http.ResponseWriter, r *http.Request) {
	c := leaf(r)
	if c == nil {
		deny(w)
		return
	}
	a := ask{host(c), make(chan error, 1)}
	d.asks <- a
	select {
	case err := <-a.reply:
		if err != nil {
			deny(w)
			return
		}
	case <-r.Context().Done():
		deny(w)
		return
	}
	d.next.ServeHTTP(w, r)
}

type names map[string]struct{}

func namesOf(c *x509.Certificate) names {
	out := names{}
	for _, n := range c.DNSNames {
		out[n] = struct{}{}
	}
	return out
}

// among is quiet: names of the operator's are looked for among the caller's.
func (d *depot) among(wanted []string) func(*http.Request) error {
	return func(r *http.Request) error {
		c := leaf(r)
		if c == nil {
			return errors.New("no certificate")
		}
		have := namesOf(c)
		for _, n := range wanted {
			if _, ok := have[n]; ok {
				return nil
			}
		}
		return errors.New("unknown")
	}
}

func (d *depot) guard(next http.Handler) http.Handler {
	allowed := d.among([]string{"a.example", "b.example"})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if allowed(r) != nil {
			deny(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// onShift is quiet: the times are those of whoever the certificate names.
func (d *depot) onShift(w http.ResponseWriter, r *http.Request) {
	c := leaf(r)
	if c == nil {
		deny(w)
		return
	}
	now, s := time.Now(), d.shifts[host(c)]
	if now.Before(s.begins) || now.After(s.ends) {
		deny(w)
		return
	}
	d.next.ServeHTTP(w, r)
}

// inTime reports: the times are those of the certificate itself.
func (d *depot) inTime(w http.ResponseWriter, r *http.Request) {
	c := leaf(r) // want `any client certificate passes`
	if c == nil || time.Now().After(c.NotAfter) {
		deny(w)
		return
	}
	d.next.ServeHTTP(w, r)
}

// weighed is quiet: who is not known weighs nothing.
func (d *depot) weighed(w http.ResponseWriter, r *http.Request) {
	c := leaf(r)
	if c == nil {
		deny(w)
		return
	}
	weight := 0.0
	for _, n := range c.DNSNames {
		weight += d.weights[n]
	}
	if weight < 1.5 {
		deny(w)
		return
	}
	d.next.ServeHTTP(w, r)
}

// together is quiet: somebody is asked at the same time as others.
func (d *depot) together(w http.ResponseWriter, r *http.Request) {
	c := leaf(r)
	if c == nil {
		deny(w)
		return
	}
	var all squad.Squad
	all.Go(func() error {
		if _, ok := d.fleets[host(c)]; !ok {
			return errors.New("unknown")
		}
		return nil
	})
	if all.Wait() != nil {
		deny(w)
		return
	}
	d.next.ServeHTTP(w, r)
}

// apart reports: what works at the same time has nothing to do with the caller.
func (d *depot) apart(w http.ResponseWriter, r *http.Request) {
	c := leaf(r) // want `any client certificate passes`
	if c == nil {
		deny(w)
		return
	}
	var all squad.Squad
	all.Go(func() error { return d.ready() })
	if all.Wait() != nil {
		deny(w)
		return
	}
	d.next.ServeHTTP(w, r)
}

func (d *depot) ready() error {
	if len(d.fleets) == 0 {
		return errors.New("not loaded")
	}
	return nil
}

func (d *depot) open(l *slog.Logger) error {
	if len(d.fleets) == 0 {
		l.Warn("not loaded")
		return errors.New("not loaded")
	}
	return nil
}

// noted is quiet: a logger that knows the caller's name decides nothing.
func (d *depot) noted(w http.ResponseWriter, r *http.Request) {
	c := leaf(r)
	if c == nil || len(d.fleetsOf(c)) == 0 {
		deny(w)
		return
	}
	l := slog.With("caller", c.Subject.CommonName)
	if err := d.open(l); err != nil {
		deny(w)
		return
	}
	d.next.ServeHTTP(w, r)
}

// enabled is quiet for its certificate, too, and reports for its name: what was found by it
// says whether it may.
func (d *depot) enabled(w http.ResponseWriter, r *http.Request) {
	c := leaf(r)
	if c == nil {
		deny(w)
		return
	}
	if !onDuty(d.crew[c.Subject.CommonName]) {
		deny(w)
		return
	}
	d.next.ServeHTTP(w, r)
}

type member struct{ duty bool }

func onDuty(m member) bool { return m.duty } // want `the common name decides who the peer is`
