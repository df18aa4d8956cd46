// Package hop verifies the hop that has sent the header, or fails to.
package hop

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"log"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"github.com/spiffe/go-spiffe/v2/spiffetls"

	"testdata/forwardedcert/hop/trust"
)

const cnHeader = "X-SSL-Client-CN"

type billing struct {
	proxies  trust.Proxies
	prefixes []netip.Prefix
	nets     []*net.IPNet
	users    map[string]bool
	edge     string
	edgeID   spiffeid.ID
	domain   spiffeid.TrustDomain
	secret   []byte
	strict   bool
}

func (b *billing) inPrefixes(addr string) bool {
	ap, err := netip.ParseAddrPort(addr)
	if err != nil {
		return false
	}
	for _, p := range b.prefixes {
		if p.Contains(ap.Addr().Unmap()) {
			return true
		}
	}
	return false
}

// quiet: RemoteAddr within configured prefixes, in the same function.
func (b *billing) samePlace(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	ip := net.ParseIP(host)
	trusted := false
	for _, n := range b.nets {
		if n.Contains(ip) {
			trusted = true
			break
		}
	}
	if !trusted {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if !b.users[r.Header.Get(cnHeader)] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: an address outside of the networks is logged and goes on.
func (b *billing) onlyLogged(w http.ResponseWriter, r *http.Request) {
	if !b.inPrefixes(r.RemoteAddr) {
		log.Printf("unexpected hop %s", r.RemoteAddr)
	}
	if !b.users[r.Header.Get(cnHeader)] { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: a helper verifies the hop.
func (b *billing) helper(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !b.inPrefixes(r.RemoteAddr) || !b.users[r.Header.Get(cnHeader)] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the helper's answer is one of two ways in.
func (b *billing) eitherWay(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if b.inPrefixes(r.RemoteAddr) || b.users[r.Header.Get(cnHeader)] { // want "header"
			next.ServeHTTP(w, r)
			return
		}
		w.WriteHeader(http.StatusForbidden)
	})
}

// quiet: a helper of another package verifies the hop, with an error.
func (b *billing) otherPackage(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := b.proxies.Check(r); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		if !b.users[r.Header.Get(cnHeader)] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: X-Forwarded-For is sent by the client too, in another package as here.
func (b *billing) claimed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !b.proxies.Claimed(r) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if !b.users[r.Header.Get(cnHeader)] { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: a check that is skipped when its list is empty does not verify.
func (b *billing) emptyList(w http.ResponseWriter, r *http.Request) {
	if len(b.prefixes) > 0 && !b.inPrefixes(r.RemoteAddr) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if !b.users[r.Header.Get(cnHeader)] { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: an empty list refuses everybody.
func (b *billing) emptyRefuses(w http.ResponseWriter, r *http.Request) {
	if len(b.prefixes) == 0 || !b.inPrefixes(r.RemoteAddr) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if !b.users[r.Header.Get(cnHeader)] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (b *billing) trusts(r *http.Request) bool {
	if len(b.prefixes) == 0 {
		return true
	}
	return b.inPrefixes(r.RemoteAddr)
}

// reports: the helper answers yes when its list is empty.
func (b *billing) emptyHelper(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !b.trusts(r) || !b.users[r.Header.Get(cnHeader)] { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the hop is verified for writing only.
func (b *billing) writesOnly(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && !b.inPrefixes(r.RemoteAddr) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if !b.users[r.Header.Get(cnHeader)] { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: loopback only.
func (b *billing) loopback(w http.ResponseWriter, r *http.Request) {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !ap.Addr().IsLoopback() {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if !b.users[r.Header.Get(cnHeader)] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: read first, used only after the hop was verified.
func (b *billing) readFirst(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cn := strings.TrimSpace(r.Header.Get(cnHeader))
		if cn == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if !b.proxies.Sent(r) {
			log.Printf("%s claims to be %s", r.RemoteAddr, cn)
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if !b.users[cn] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: deleted on the branch of strangers, read only after.
func (b *billing) elseDelete(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !b.proxies.Sent(r) {
			r.Header.Del(cnHeader)
		}
		if !b.users[r.Header.Get(cnHeader)] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: another header is deleted than the one that is read.
func (b *billing) deletesOther(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !b.proxies.Sent(r) {
			r.Header.Del("X-SSL-Client-DN")
		}
		if !b.users[r.Header.Get(cnHeader)] { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the identity of the proxy's own verified certificate.
func (b *billing) proxyCert(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || !slices.Contains(r.TLS.VerifiedChains[0][0].DNSNames, b.edge) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if !b.users[r.Header.Get(cnHeader)] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: that the hop has a certificate says nothing about whose.
func (b *billing) anyProxyCert(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if !b.users[r.Header.Get(cnHeader)] { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: TLS on the hop is no proof of the proxy.
func (b *billing) encrypted(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil {
		http.Error(w, "HTTPS required", http.StatusForbidden)
		return
	}
	if !b.users[r.Header.Get(cnHeader)] { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: the proxy's SPIFFE ID.
func (b *billing) proxyID(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if id, err := spiffetls.PeerIDFromConnectionState(*r.TLS); err != nil || id != b.edgeID {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if !b.users[r.Header.Get(cnHeader)] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: membership of a trust domain is no proxy verified.
func (b *billing) anyMember(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if id, err := spiffetls.PeerIDFromConnectionState(*r.TLS); err != nil || !id.MemberOf(b.domain) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if !b.users[r.Header.Get(cnHeader)] { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: a shared secret compared in constant time.
func (b *billing) sharedSecret(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got := sha256.Sum256([]byte(r.Header.Get("X-Edge-Secret")))
		if subtle.ConstantTimeCompare(got[:], b.secret) != 1 {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if !b.users[r.Header.Get(cnHeader)] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: that a secret came along says nothing, nobody compares it.
func (b *billing) anySecret(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Edge-Secret") == "" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if !b.users[r.Header.Get(cnHeader)] { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (b *billing) nameFrom(r *http.Request) (string, bool) {
	name := r.Header.Get(cnHeader)
	return name, name != ""
}

// quiet: the caller of the helper that reads verifies the hop.
func (b *billing) callerChecks(w http.ResponseWriter, r *http.Request) {
	if !b.proxies.Sent(r) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if name, ok := b.nameFrom(r); !ok || !b.users[name] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: the answer about the hop is dropped.
func (b *billing) dropped(w http.ResponseWriter, r *http.Request) {
	_ = b.proxies.Sent(r)
	if !b.users[r.Header.Get(cnHeader)] { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type networks []*net.IPNet

func (n networks) include(remote string) bool {
	if len(n) == 0 {
		return true
	}
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return slices.ContainsFunc(n, func(x *net.IPNet) bool { return x.Contains(ip) })
}

// reports: the helper, which is given the address alone, answers yes when its list is empty.
func (b *billing) emptyNetworks(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !networks(b.nets).include(r.RemoteAddr) || !b.users[r.Header.Get(cnHeader)] { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (b *billing) near(ip net.IP) error {
	for _, n := range b.nets {
		if n.Contains(ip) {
			return nil
		}
	}
	return errors.New("not from here")
}

// quiet: the helper is given the address, and answers with an error.
func (b *billing) nearOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		if err := b.near(net.ParseIP(host)); err != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if !b.users[r.Header.Get(cnHeader)] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (b *billing) inside(addr netip.Addr) bool {
	inside := false
	for _, p := range b.prefixes {
		inside = inside || p.Contains(addr)
	}
	return inside
}

// quiet: the helper is given a parsed address.
func (b *billing) insideOnly(w http.ResponseWriter, r *http.Request) {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !b.inside(ap.Addr().Unmap()) || !b.users[r.Header.Get(cnHeader)] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type neighbours struct {
	mu    sync.RWMutex
	hosts map[string]struct{}
}

func (n *neighbours) has(remote string) bool {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return false
	}
	n.mu.RLock()
	defer n.mu.RUnlock()
	_, ok := n.hosts[host]
	return ok
}

// quiet: the helper looks the host up in a set.
func (b *billing) neighboursOnly(n *neighbours) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !n.has(r.RemoteAddr) || !b.users[r.Header.Get(cnHeader)] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

// quiet: the address of the connection is the proxy's own.
func (d *dialled) fromProxy(conn net.Conn, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		addr, ok := conn.RemoteAddr().(*net.TCPAddr)
		if !ok || d.proxy == nil || !addr.IP.Equal(d.proxy) {
			http.Error(w, "not the proxy", http.StatusForbidden)
			return
		}
		if !d.known[r.Header.Get("X-Client-Cert-Fingerprint")] {
			http.Error(w, "unknown client", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Whether the connection has an address of TCP says nothing about whose it is.
func (d *dialled) overTCP(conn net.Conn, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := conn.RemoteAddr().(*net.TCPAddr); !ok || d.proxy == nil {
			http.Error(w, "not by TCP", http.StatusForbidden)
			return
		}
		if !d.known[r.Header.Get("X-Client-Cert-Fingerprint")] { // want `the header is believed`
			http.Error(w, "unknown client", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type dialled struct {
	proxy net.IP
	known map[string]bool
}
