// Package flows is a parcel service: the forwarded value travels before it
// decides. The finding is always at the read.
package flows

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"testdata/forwardedcert/flows/policy"
)

const dnHeader = "X-SSL-Client-S-DN"

type depot struct {
	drivers  map[string]int
	names    []string
	policy   policy.Set
	sessions sessions.Store
	edge     netip.Prefix
}

// reports: another package decides; the call brings the value in where it is read.
func (d *depot) otherPackage(w http.ResponseWriter, r *http.Request) {
	if err := d.policy.Check(r.Header.Get(dnHeader)); err != nil { // want "header"
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// sender is who sends a request.
type sender struct {
	dn   string
	addr string
}

func senderOf(r *http.Request) *sender {
	return &sender{dn: r.Header.Get(dnHeader), addr: r.RemoteAddr} // want "header"
}

func (s *sender) drives(routes map[string]int) bool {
	_, ok := routes[s.dn]
	return ok
}

// reports: a field set in a constructor and read in a deciding method.
func (d *depot) field(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !senderOf(r).drives(d.drivers) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// attribute takes one attribute out of a DN.
func attribute(dn, key string) (string, bool) {
	for _, part := range strings.Split(dn, ",") {
		if v, ok := strings.CutPrefix(strings.TrimSpace(part), key+"="); ok {
			return v, true
		}
	}
	return "", false
}

// reports: taken apart by a (value, ok) helper, then compared in a loop.
func (d *depot) attributes(w http.ResponseWriter, r *http.Request) {
	cn, ok := attribute(r.Header.Get(dnHeader), "CN") // want "header"
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	for _, name := range d.names {
		if name == cn {
			w.WriteHeader(http.StatusNoContent)
			return
		}
	}
	w.WriteHeader(http.StatusForbidden)
}

// reports: a closure over the value, and a key made by Sprintf.
func (d *depot) closure(w http.ResponseWriter, r *http.Request) {
	cn := r.Header.Get("X-Client-Cn") // want "header"
	route := func(day string) int { return d.drivers[fmt.Sprintf("%s/%s", day, cn)] }
	if route(r.PathValue("day")) == 0 {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func firstOf[T any](xs []T) (x T, ok bool) {
	if len(xs) > 0 {
		x, ok = xs[0], true
	}
	return
}

// reports: a generic helper and named results.
func (d *depot) generic(w http.ResponseWriter, r *http.Request) {
	serial, ok := firstOf(r.Header.Values("X-Client-Cert-Serial-Number")) // want "header"
	if !ok || d.drivers[serial] == 0 {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

var errSender = errors.New("unknown sender")

// check has a named result and a deferred closure.
func (d *depot) check(r *http.Request) (err error) {
	defer func() {
		if err != nil {
			log.Printf("%s: %v", r.RemoteAddr, err)
		}
	}()
	dn := r.Header.Get(dnHeader) // want "header"
	if !slices.Contains(d.names, dn) {
		err = fmt.Errorf("%q: %w", dn, errSender)
	}
	return
}

// reports: an error helper with a named result.
func (d *depot) named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if errors.Is(d.check(r), errSender) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type source interface {
	sender(r *http.Request) string
}

type headerSource struct{}

func (headerSource) sender(r *http.Request) string {
	return r.Header.Get(dnHeader) // want "header"
}

// reports: an interface implemented in the same package reads.
func (d *depot) viaInterface(next http.Handler) http.Handler {
	var src source = headerSource{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := d.drivers[src.sender(r)]; !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: a session outlives the gate.
func (d *depot) login(w http.ResponseWriter, r *http.Request) {
	sess, err := d.sessions.Get(r, "depot")
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	sess.Values["user"] = r.Header.Get(dnHeader) // want "header"
	if err := sess.Save(r, w); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type boundHeaders struct {
	CN string `header:"X-Client-Cert-CN"`
}

// reports: echo's binder reads struct tags.
func (d *depot) bound(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		var h boundHeaders
		if err := new(echo.DefaultBinder).BindHeaders(c, &h); err != nil { // want "header"
			return echo.ErrBadRequest
		}
		if !slices.Contains(d.names, h.CN) {
			return echo.ErrForbidden
		}
		return next(c)
	}
}

// reports: one way in is verified, the debug way is not.
func (d *depot) debugWay(w http.ResponseWriter, r *http.Request) {
	dn := r.Header.Get(dnHeader) // want "header"
	trusted := false
	if ap, err := netip.ParseAddrPort(r.RemoteAddr); err == nil && d.edge.Contains(ap.Addr()) {
		trusted = true
	}
	if r.URL.Query().Get("trace") == "1" {
		trusted = true
	}
	if !trusted || !slices.Contains(d.names, dn) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: a flag that is only set where the hop was verified.
func (d *depot) flagged(w http.ResponseWriter, r *http.Request) {
	dn := r.Header.Get(dnHeader)
	trusted := false
	if ap, err := netip.ParseAddrPort(r.RemoteAddr); err == nil && d.edge.Contains(ap.Addr()) {
		trusted = true
	}
	if !trusted || !slices.Contains(d.names, dn) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type senderKey struct{}

// quiet: the value is kept only where the hop was verified.
func (d *depot) keep(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ap, err := netip.ParseAddrPort(r.RemoteAddr); err == nil && d.edge.Contains(ap.Addr()) {
			r = r.WithContext(context.WithValue(r.Context(), senderKey{}, r.Header.Get(dnHeader)))
		}
		next.ServeHTTP(w, r)
	})
}

// kept decides on what keep has stored.
func (d *depot) kept(w http.ResponseWriter, r *http.Request) {
	dn, ok := r.Context().Value(senderKey{}).(string)
	if !ok || !slices.Contains(d.names, dn) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: the value chooses a banner.
func (d *depot) banner(w http.ResponseWriter, r *http.Request) {
	text := "welcome"
	if strings.Contains(r.Header.Get(dnHeader), "O=Partner") {
		text = "welcome, partner"
	}
	fmt.Fprintln(w, text)
}

// quiet: the deciding helper of another package gets something else.
func (d *depot) region(w http.ResponseWriter, r *http.Request) {
	if !d.policy.Admits(r.PathValue("region")) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: the struct's other field decides.
func (d *depot) address(w http.ResponseWriter, r *http.Request) {
	addr := struct{ dn, remote string }{dn: r.Header.Get(dnHeader), remote: r.RemoteAddr}
	if ap, err := netip.ParseAddrPort(addr.remote); err != nil || !d.edge.Contains(ap.Addr()) {
		log.Printf("refused %s", addr.dn)
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
