// Package missed makes records where a look-up finds none, in a store that knows nothing of
// certificates. That it does shows in what is called after what.
package missed

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"net/http"
	"regexp"

	"testdata/autoprovision/missed/sky"
)

var (
	errStranger = errors.New("stranger")
	observerURN = regexp.MustCompile(`^urn:observer:([a-z0-9-]{3,40})$`)
	partnerURN  = regexp.MustCompile(`^urn:observer:southern:([a-z0-9-]{3,40})$`)
	telescopeID = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 59999, 3}
)

type observerKey struct{}

type queueKey struct{}

// desk lets observers in.
type desk struct {
	book  sky.Book
	cache sky.Book
	domes *sky.Domes
}

func dns(cs tls.ConnectionState) (string, error) {
	if len(cs.VerifiedChains) == 0 || len(cs.VerifiedChains[0][0].DNSNames) != 1 {
		return "", errStranger
	}
	return cs.VerifiedChains[0][0].DNSNames[0], nil
}

func leaf(r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil
	}
	return r.TLS.VerifiedChains[0][0]
}

func urn(c *x509.Certificate) (string, bool) {
	for _, u := range c.URIs {
		if m := observerURN.FindStringSubmatch(u.String()); m != nil {
			return m[1], true
		}
	}
	return "", false
}

// reports: the call that comes after the failed look-up makes what is returned.
func (d *desk) admitted(ctx context.Context, cs tls.ConnectionState) (*sky.Observer, error) {
	name, err := dns(cs)
	if err != nil {
		return nil, err
	}
	o, err := d.book.Observer(ctx, name)
	if err == nil {
		return o, nil
	}
	if !errors.Is(err, sky.ErrNone) {
		return nil, err
	}
	return d.book.Add(ctx, name) // want `Add makes it from the certificate's identity`
}

// quiet: what is proposed is not in force.
func (d *desk) proposed(ctx context.Context, cs tls.ConnectionState) (*sky.Observer, error) {
	name, err := dns(cs)
	if err != nil {
		return nil, err
	}
	o, err := d.book.Observer(ctx, name)
	if errors.Is(err, sky.ErrNone) {
		o, err = d.book.Propose(ctx, name)
	}
	return o, err
}

// quiet: a visitor is nobody's account.
func (d *desk) visiting(ctx context.Context, cs tls.ConnectionState) (*sky.Observer, error) {
	name, err := dns(cs)
	if err != nil {
		return nil, err
	}
	o, err := d.book.Observer(ctx, name)
	if errors.Is(err, sky.ErrNone) {
		o, err = d.book.Visitor(ctx, name)
	}
	return o, err
}

// quiet: read in another place.
func (d *desk) readThrough(ctx context.Context, cs tls.ConnectionState) (*sky.Observer, error) {
	name, err := dns(cs)
	if err != nil {
		return nil, err
	}
	o, err := d.book.Observer(ctx, name)
	if errors.Is(err, sky.ErrNone) {
		return d.book.ReadRemote(ctx, name)
	}
	return o, err
}

// quiet: kept for the next time, in another store than the one that was asked.
func (d *desk) cached(ctx context.Context, cs tls.ConnectionState) (*sky.Observer, error) {
	name, err := dns(cs)
	if err != nil {
		return nil, err
	}
	if o, err := d.cache.Observer(ctx, name); err == nil {
		return o, nil
	}
	o, err := d.book.Observer(ctx, name)
	if err != nil {
		return nil, err
	}
	if _, err := d.cache.Add(ctx, name); err != nil {
		return nil, err
	}
	return o, nil
}

// quiet: for somebody who was found.
func (d *desk) second(ctx context.Context, cs tls.ConnectionState) (*sky.Observer, error) {
	name, err := dns(cs)
	if err != nil {
		return nil, err
	}
	if _, err := d.book.Observer(ctx, name); err != nil {
		return nil, err
	}
	return d.book.Add(ctx, name)
}

// quiet: its state is asked.
func (d *desk) stated(ctx context.Context, cs tls.ConnectionState) (*sky.Observer, error) {
	name, err := dns(cs)
	if err != nil {
		return nil, err
	}
	o, err := d.book.Observer(ctx, name)
	if errors.Is(err, sky.ErrNone) {
		o, err = d.book.Add(ctx, name)
	}
	if err != nil {
		return nil, err
	}
	if !o.IsConfirmed() {
		return nil, errStranger
	}
	return o, nil
}

// quiet: a queue is no account.
func (d *desk) queued(ctx context.Context, cs tls.ConnectionState) (*sky.Queue, error) {
	name, err := dns(cs)
	if err != nil {
		return nil, err
	}
	q, err := d.book.Queue(ctx, name)
	if err != nil {
		q, err = d.book.AddQueue(ctx, name)
	}
	return q, err
}

// reports: a pattern says of which kind a name is, and not whose.
func (d *desk) patterned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := leaf(r)
		if c == nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		name, ok := urn(c)
		if !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		o, err := d.book.Observer(r.Context(), name)
		if errors.Is(err, sky.ErrNone) {
			o, err = d.book.Add(r.Context(), name) // want `Add makes it from the certificate's identity`
		}
		if err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), observerKey{}, o)))
	})
}

// quiet: a pattern that says more is a decision.
func (d *desk) partners(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := leaf(r)
		if c == nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		m := partnerURN.FindStringSubmatch(c.URIs[0].String())
		if m == nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		o, err := d.book.Observer(r.Context(), m[1])
		if errors.Is(err, sky.ErrNone) {
			o, err = d.book.Add(r.Context(), m[1])
		}
		if err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), observerKey{}, o)))
	})
}

// Party is who a connection belongs to.
type Party struct {
	Name  string
	Hours int
}

func telescope(c *x509.Certificate) (string, error) {
	for _, e := range c.Extensions {
		if e.Id.Equal(telescopeID) {
			var id string
			if _, err := asn1.Unmarshal(e.Value, &id); err != nil {
				return "", err
			}
			return id, nil
		}
	}
	return "", errStranger
}

// reports: what is returned is made of the record.
func (d *desk) Domes(cs tls.ConnectionState) (Party, error) {
	if len(cs.PeerCertificates) == 0 {
		return Party{}, errStranger
	}
	id, err := telescope(cs.PeerCertificates[0])
	if err != nil {
		return Party{}, err
	}
	o, ok := d.domes.Find(id)
	if !ok {
		o = d.domes.Open(id) // want `Open makes it from the certificate's identity`
	}
	return Party{Name: o.Name, Hours: o.Hours}, nil
}

// reports: found or made, it is the caller.
func (d *desk) upserted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := leaf(r)
		if c == nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		name, ok := urn(c)
		if !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		o := d.domes.Upsert(name, "north") // want `Upsert makes it from the certificate's identity`
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), observerKey{}, o)))
	})
}

// reports: so is what is ensured to be there.
func (d *desk) ensured(ctx context.Context, cs tls.ConnectionState) (*sky.Observer, error) {
	name, err := dns(cs)
	if err != nil {
		return nil, err
	}
	return d.book.Ensure(ctx, name) // want `Ensure makes it from the certificate's identity`
}

// quiet: nobody is let in by it.
func (d *desk) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := leaf(r)
		if c == nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		name, ok := urn(c)
		if !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		o, err := d.book.Observer(r.Context(), name)
		if err != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		d.domes.Upsert(name, "north").Hours++
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), observerKey{}, o)))
	})
}

// quiet: what goes along with a connection is no account.
func (d *desk) lined(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := leaf(r)
		if c == nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		name, ok := urn(c)
		if !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), queueKey{}, d.domes.UpsertQueue(name))))
	})
}

// Serve speaks a protocol of its own.
func (d *desk) Serve(ctx context.Context, conn *tls.Conn) {
	defer conn.Close()
	if err := conn.HandshakeContext(ctx); err != nil {
		return
	}
	lines := bufio.NewScanner(conn)
	if !lines.Scan() {
		return
	}
	var o *sky.Observer
	err := errStranger
	switch lines.Text() {
	case "OBSERVE":
		o, err = d.observing(ctx, conn.ConnectionState())
	case "RESUME":
		o, err = d.resuming(ctx, conn.ConnectionState())
	}
	if err != nil {
		return
	}
	fmt.Fprintln(conn, o.Hours)
}

// reports: what is asked for is no decision about who asks.
func (d *desk) observing(ctx context.Context, cs tls.ConnectionState) (*sky.Observer, error) {
	name, err := dns(cs)
	if err != nil {
		return nil, err
	}
	o, err := d.book.Observer(ctx, name)
	if errors.Is(err, sky.ErrNone) {
		return d.book.Add(ctx, name) // want `Add makes it from the certificate's identity`
	}
	return o, err
}

// quiet: somebody who is not found is not let in.
func (d *desk) resuming(ctx context.Context, cs tls.ConnectionState) (*sky.Observer, error) {
	name, err := dns(cs)
	if err != nil {
		return nil, err
	}
	return d.book.Observer(ctx, name)
}

// reports: whoever has a certificate is taken in.
func (d *desk) enrolDome(w http.ResponseWriter, r *http.Request) {
	c := leaf(r)
	if c == nil || len(c.DNSNames) != 1 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	o, ok := d.domes.Find(c.DNSNames[0])
	if !ok {
		o = d.domes.Open(c.DNSNames[0]) // want `Open makes it from the certificate's identity`
	}
	fmt.Fprintln(w, o.Name, o.Hours)
}

// quiet: somebody has to look at whoever is taken in.
func (d *desk) enrolSlowly(w http.ResponseWriter, r *http.Request) {
	c := leaf(r)
	if c == nil || len(c.DNSNames) != 1 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	o, ok := d.domes.Find(c.DNSNames[0])
	if !ok {
		o = d.domes.Open(c.DNSNames[0])
	}
	if !o.IsConfirmed() {
		w.WriteHeader(http.StatusAccepted)
		return
	}
	fmt.Fprintln(w, o.Name, o.Hours)
}

// quiet: whoever is taken in has brought a code.
func (d *desk) enrolByCode(w http.ResponseWriter, r *http.Request) {
	c := leaf(r)
	if c == nil || len(c.DNSNames) != 1 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if !d.domes.TakeCode(r.FormValue("code")) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	o, ok := d.domes.Find(c.DNSNames[0])
	if !ok {
		o = d.domes.Open(c.DNSNames[0])
	}
	fmt.Fprintln(w, o.Name, o.Hours)
}

// quiet: what is shown is no account, as far as one can see.
func (d *desk) weather(w http.ResponseWriter, r *http.Request) {
	c := leaf(r)
	if c == nil || len(c.DNSNames) != 1 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	o, ok := d.domes.Find(c.DNSNames[0])
	if !ok {
		o = d.domes.Open(c.DNSNames[0])
	}
	fmt.Fprintln(w, o.Hours)
}

// Mount mounts them.
func Mount(d *desk, mux *http.ServeMux) {
	mux.HandleFunc("POST /enrol/dome", d.enrolDome)
	mux.HandleFunc("POST /enrol/slow", d.enrolSlowly)
	mux.HandleFunc("POST /enrol/code", d.enrolByCode)
	mux.HandleFunc("GET /weather", d.weather)
}
