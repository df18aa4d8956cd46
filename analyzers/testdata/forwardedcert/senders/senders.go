// Package senders decides in several steps who has sent a header.
package senders

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"testdata/forwardedcert/senders/hops"
)

type depot struct {
	proxies []netip.Prefix
	nets    []*net.IPNet
	drivers map[string]string
	next    http.Handler
}

func (d *depot) fromProxy(r *http.Request) bool {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && slices.ContainsFunc(d.proxies, func(p netip.Prefix) bool { return p.Contains(ap.Addr()) })
}

// readIf reads the header only when a loop has found the sender.
func (d *depot) readIf(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		http.Error(w, "bad address", http.StatusBadRequest)
		return
	}
	known := false
	for _, n := range d.nets {
		if n.Contains(net.ParseIP(host)) {
			known = true
			break
		}
	}
	print := ""
	if known {
		print = r.Header.Get("X-SSL-Client-Fingerprint")
	}
	if d.drivers[print] != "driver" {
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	d.next.ServeHTTP(w, r)
}

// readIfHelper has the same from a helper, and looks whether there is an entry.
func (d *depot) readIfHelper(w http.ResponseWriter, r *http.Request) {
	san := ""
	if d.fromProxy(r) {
		san = r.Header.Get("X-Client-Cert-San")
	}
	if _, ok := d.drivers[san]; !ok {
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	d.next.ServeHTTP(w, r)
}

// readEither reads the header from anybody, and a second one from the proxy.
func (d *depot) readEither(w http.ResponseWriter, r *http.Request) {
	san := r.Header.Get("X-Client-Cert-San") // want `the header is believed although anyone may have sent it`
	if d.fromProxy(r) {
		san = r.Header.Get("X-Client-Cert-Spiffe")
	}
	if _, ok := d.drivers[san]; !ok {
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	d.next.ServeHTTP(w, r)
}

// refused turns a request away that brings the header and does not come from the proxy.
func (d *depot) refused(w http.ResponseWriter, r *http.Request) {
	if !d.fromProxy(r) && r.Header.Get("X-Client-Cert-San") != "" {
		http.Error(w, "do not send that", http.StatusBadRequest)
		return
	}
	if d.drivers[r.Header.Get("X-Client-Cert-San")] == "" {
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	d.next.ServeHTTP(w, r)
}

// refusedOther looks for another header than the one that it reads.
func (d *depot) refusedOther(w http.ResponseWriter, r *http.Request) {
	if !d.fromProxy(r) && r.Header.Get("X-Client-Cert-Present") != "" {
		http.Error(w, "do not send that", http.StatusBadRequest)
		return
	}
	if d.drivers[r.Header.Get("X-Client-Cert-San")] == "" { // want `the header is believed although anyone may have sent it`
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	d.next.ServeHTTP(w, r)
}

type hop int

const (
	direct hop = iota
	proxied
	unknown
)

func (d *depot) hopOf(r *http.Request) hop {
	if d.fromProxy(r) {
		return proxied
	}
	if r.TLS == nil {
		return unknown
	}
	return direct
}

// byKind has the kind of the hop from a helper.
func (d *depot) byKind(w http.ResponseWriter, r *http.Request) {
	var san string
	switch d.hopOf(r) {
	case proxied:
		san = r.Header.Get("X-Client-Cert-San")
	case direct:
		if len(r.TLS.VerifiedChains) > 0 && len(r.TLS.VerifiedChains[0][0].URIs) > 0 {
			san = r.TLS.VerifiedChains[0][0].URIs[0].String()
		}
	}
	if d.drivers[san] == "" {
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	d.next.ServeHTTP(w, r)
}

// byWrongKind reads the header when the proxy did not send it.
func (d *depot) byWrongKind(w http.ResponseWriter, r *http.Request) {
	if d.hopOf(r) == proxied {
		http.Error(w, "only direct", http.StatusForbidden)
		return
	}
	if d.drivers[r.Header.Get("X-Client-Cert-San")] == "" { // want `the header is believed although anyone may have sent it`
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	d.next.ServeHTTP(w, r)
}

// kindName gives the same as a text.
func (d *depot) kindName(r *http.Request) (string, error) {
	if d.fromProxy(r) {
		return "proxied", nil
	}
	return "direct", nil
}

func (d *depot) byName(w http.ResponseWriter, r *http.Request) {
	kind, err := d.kindName(r)
	if err != nil || kind != "proxied" {
		http.Error(w, "only by the proxy", http.StatusForbidden)
		return
	}
	if d.drivers[r.Header.Get("X-Client-Cert-San")] == "" {
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	d.next.ServeHTTP(w, r)
}

type knownKey struct{}

// mark notes in the context whether the proxy has sent the request.
func (d *depot) mark(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), knownKey{}, d.fromProxy(r))))
	})
}

func (d *depot) marked(w http.ResponseWriter, r *http.Request) {
	if known, _ := r.Context().Value(knownKey{}).(bool); !known {
		http.Error(w, "only by the proxy", http.StatusForbidden)
		return
	}
	if d.drivers[r.Header.Get("X-Client-Cert-San")] == "" {
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type quickKey struct{}

// hurry notes something else.
func hurry(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), quickKey{}, r.Header.Get("X-Quick") != "")))
	})
}

func (d *depot) hurried(w http.ResponseWriter, r *http.Request) {
	if quick, _ := r.Context().Value(quickKey{}).(bool); !quick {
		http.Error(w, "too slow", http.StatusForbidden)
		return
	}
	if d.drivers[r.Header.Get("X-Client-Cert-San")] == "" { // want `the header is believed although anyone may have sent it`
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type assertions interface {
	VerifyAssertion(signed string) (map[string]string, error)
}

// asserted reads what somebody has signed.
func (d *depot) asserted(a assertions) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		claims, err := a.VerifyAssertion(r.Header.Get("X-Client-Cert-Assertion"))
		if err != nil || d.drivers[claims["san"]] == "" {
			http.Error(w, "not for you", http.StatusForbidden)
			return
		}
		d.next.ServeHTTP(w, r)
	}
}

type decoder interface {
	Decode(signed string) (map[string]string, error)
}

// decoded reads what may be signed, and does not ask by whom.
func (d *depot) decoded(a decoder) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		claims, err := a.Decode(r.Header.Get("X-Client-Cert-Assertion")) // want `header`
		if err != nil || d.drivers[claims["san"]] == "" {
			http.Error(w, "not for you", http.StatusForbidden)
			return
		}
		d.next.ServeHTTP(w, r)
	}
}

func (d *depot) routes(a assertions) *http.ServeMux {
	mux := http.NewServeMux()
	for path, h := range map[string]http.HandlerFunc{"/a": d.readIf, "/b": d.readIfHelper, "/c": d.readEither, "/d": d.refused, "/e": d.refusedOther, "/f": d.byKind, "/g": d.byWrongKind, "/h": d.byName, "/i": d.asserted(a)} {
		mux.HandleFunc(path, h)
	}
	mux.Handle("/m", d.mark(http.HandlerFunc(d.marked)))
	mux.Handle("/n", hurry(http.HandlerFunc(d.hurried)))
	return mux
}

// swept deletes whatever begins so, unless the proxy has sent it.
func (d *depot) swept(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !d.fromProxy(r) {
			for name := range r.Header {
				if strings.HasPrefix(strings.ToLower(name), "x-client-cert") {
					r.Header.Del(name)
				}
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (d *depot) behindSwept(w http.ResponseWriter, r *http.Request) {
	if d.drivers[r.Header.Get("X-Client-Cert-San")] == "" {
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// listed does the same with the names of a list.
func listed(next http.Handler) http.Handler {
	names := []string{"X-Client-Cert-San", "X-Client-Cert"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name := range r.Header {
			if slices.Contains(names, name) {
				delete(r.Header, name)
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (d *depot) behindListed(w http.ResponseWriter, r *http.Request) {
	if d.drivers[r.Header.Get("X-Client-Cert-San")] == "" {
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// sweptOthers deletes what begins otherwise.
func sweptOthers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name := range r.Header {
			if strings.HasPrefix(name, "X-Ssl-") {
				r.Header.Del(name)
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (d *depot) behindOthers(w http.ResponseWriter, r *http.Request) {
	if d.drivers[r.Header.Get("X-Client-Cert-San")] == "" { // want `the header is believed although anyone may have sent it`
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (d *depot) sweptRoutes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("/s", d.swept(http.HandlerFunc(d.behindSwept)))
	mux.Handle("/l", listed(http.HandlerFunc(d.behindListed)))
	mux.Handle("/o", sweptOthers(http.HandlerFunc(d.behindOthers)))
	return mux
}

// letter is a request's header fields, with methods that read them.
type letter struct{ fields http.Header }

func (l letter) san() string { return l.fields.Get("X-Client-Cert-San") } // want `the header is believed although anyone may have sent it`

func (d *depot) opened(w http.ResponseWriter, r *http.Request) {
	if d.drivers[letter{r.Header}.san()] == "" {
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reply is the header fields of an answer.
type reply struct{ fields http.Header }

func (p reply) san() string { return p.fields.Get("X-Client-Cert-San") }

func (d *depot) answered(w http.ResponseWriter, r *http.Request) {
	resp, err := http.Get(d.drivers["peer"])
	if err != nil {
		http.Error(w, "later", http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	if d.drivers[reply{resp.Header}.san()] == "" {
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// balanced is only for the balancer, as another package has noted.
func (d *depot) balanced(w http.ResponseWriter, r *http.Request) {
	if hops.Of(r.Context()) != hops.Balancer {
		http.Error(w, "only by the balancer", http.StatusForbidden)
		return
	}
	if d.drivers[r.Header.Get("X-Client-Cert-San")] == "" {
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// strange is for all others.
func (d *depot) strange(w http.ResponseWriter, r *http.Request) {
	if hops.Of(r.Context()) == hops.Balancer {
		http.Error(w, "not by the balancer", http.StatusForbidden)
		return
	}
	if d.drivers[r.Header.Get("X-Client-Cert-San")] == "" { // want `the header is believed although anyone may have sent it`
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
