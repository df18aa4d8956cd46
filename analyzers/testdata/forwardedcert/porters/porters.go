// Package porters is behind a proxy, of whose headers another package knows the names.
package porters

import (
	"context"
	"errors"
	"net/http"
	"net/netip"

	"testdata/forwardedcert/porters/lodge"
)

// Guest is somebody.
type Guest struct {
	Digest string
	Room   int
}

// Book has the guests.
type Book interface {
	ByName(ctx context.Context, name string) (*Guest, error)
	ByDigest(ctx context.Context, digest string) (*Guest, error)
}

type house struct {
	names *lodge.Names
	book  Book
	find  func(*http.Request) (*Guest, error)
	from  netip.Prefix
	gates int
}

// New chooses how guests are found.
func New(c lodge.Config, b Book, checked bool) *house {
	h := &house{names: lodge.New(c), book: b}
	h.find = h.anybody
	if checked {
		h.find = h.known
	}
	if c.Digest == "" {
		h.find = h.direct
	}
	return h
}

// Without a proxy: a name that is in the list of names.
func (h *house) direct(r *http.Request) (*Guest, error) {
	v, err := lodge.FromTLS(r.TLS)
	if err != nil {
		return nil, err
	}
	return h.book.ByName(r.Context(), v.Name)
}

// The one finding: what the header says is looked up.
func (h *house) anybody(r *http.Request) (*Guest, error) {
	v, err := h.names.Visitor(r.Header) // want `the header is believed`
	if err != nil {
		return nil, err
	}
	return h.book.ByDigest(r.Context(), v.Digest)
}

// From the proxy's address alone.
func (h *house) known(r *http.Request) (*Guest, error) {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !h.from.Contains(ap.Addr()) {
		return nil, errors.New("not the proxy")
	}
	v, err := h.names.Visitor(r.Header)
	if err != nil {
		return nil, err
	}
	return h.book.ByDigest(r.Context(), v.Digest)
}

type guestKey struct{}

// What is wrong is wrong where it is looked up, and not once more here.
func (h *house) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g, err := h.find(r)
		if err != nil {
			http.Error(w, "not a guest", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), guestKey{}, g)))
	})
}

// The header's name is what another package returns.
func (h *house) garden(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get(h.names.Verdict()) != "SUCCESS" { // want `the header is believed`
		http.Error(w, "guests only", http.StatusForbidden)
		return
	}
	h.gates++
	w.WriteHeader(http.StatusNoContent)
}

// A name of something else.
func (h *house) yard(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get(h.names.Trace()) == "" {
		http.Error(w, "no trace", http.StatusBadRequest)
		return
	}
	h.gates++
	w.WriteHeader(http.StatusNoContent)
}

// Mux serves the garden and the yard.
func (h *house) Mux() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("/garden", h.garden)
	m.HandleFunc("/yard", h.yard)
	return m
}
