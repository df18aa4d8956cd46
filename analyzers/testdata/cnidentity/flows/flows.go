// Package flows is a fleet manager: the name travels through fields, slices,
// maps, closures, generics and strings before somebody decides on it.
package flows

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"fmt"
	"log"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
)

type fleet struct {
	names   map[string]struct{}
	devices map[string]device
	pins    map[string]device
	byID    map[int]device
	paths   []string
}

type device struct {
	id      string
	enabled bool
}

// connInfo is what a handler wants to know about a connection.
type connInfo struct {
	commonName string
	remote     string
}

func infoOf(r *http.Request) (connInfo, bool) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return connInfo{}, false
	}
	return connInfo{commonName: r.TLS.VerifiedChains[0][0].Subject.CommonName, remote: r.RemoteAddr}, true
}

// reports: followed through a struct field that a helper returns.
func (f *fleet) checkIn(w http.ResponseWriter, r *http.Request) {
	info, ok := infoOf(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if d, known := f.devices[info.commonName]; !known || !d.enabled { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// call embeds connInfo.
type call struct {
	connInfo
	verb string
}

func (f *fleet) mayCall(c call) bool {
	_, ok := f.names[c.commonName] // want "common name"
	return ok && c.verb != http.MethodDelete
}

// reports: followed through an embedded struct, to the use in the helper.
func (f *fleet) command(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		info, ok := infoOf(r)
		if !ok || !f.mayCall(call{connInfo: info, verb: r.Method}) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// peerGuard remembers a connection's name from its construction on.
type peerGuard struct {
	got  string
	want string
}

func newPeerGuard(cs tls.ConnectionState, want string) *peerGuard {
	g := &peerGuard{want: want}
	g.got = cs.PeerCertificates[0].Subject.CommonName
	return g
}

func (g *peerGuard) pass() bool {
	return g.got == g.want // want "common name"
}

// reports: a field set in a constructor and read in a method.
func (f *fleet) gateway(name string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if !newPeerGuard(*r.TLS, name).pass() {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: a slice of CN plus DNS names, then Contains.
func (f *fleet) hub(name string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		leaf := r.TLS.PeerCertificates[0]
		names := append([]string{leaf.Subject.CommonName}, leaf.DNSNames...)
		if !slices.Contains(names, name) { // want "common name"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func namesOf(cert *x509.Certificate) []string {
	var names []string
	names = append(names, cert.DNSNames...)
	if cert.Subject.CommonName != "" {
		names = append(names, cert.Subject.CommonName)
	}
	return names
}

// reports: followed through a slice built by a helper, in a loop.
func (f *fleet) anyName(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	for _, name := range namesOf(r.TLS.PeerCertificates[0]) {
		if _, ok := f.names[name]; ok { // want "common name"
			w.WriteHeader(http.StatusNoContent)
			return
		}
	}
	w.WriteHeader(http.StatusForbidden)
}

// reports: followed through a map of attributes.
func (f *fleet) attributes(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	subject := r.TLS.PeerCertificates[0].Subject
	attrs := map[string]string{}
	attrs["cn"] = subject.CommonName
	if _, ok := f.devices[attrs["cn"]]; !ok { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: a closure over the name decides.
func (f *fleet) closure(allowed []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		cn := r.TLS.PeerCertificates[0].Subject.CommonName
		same := func(name string) bool {
			return strings.EqualFold(name, cn) // want "common name"
		}
		if !slices.ContainsFunc(allowed, same) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (f *fleet) enrolled(name string) bool {
	d, ok := f.devices[name] // want "common name"
	return ok && d.enabled
}

// reports: a method value is called with the name.
func (f *fleet) methodValue(next http.Handler) http.Handler {
	check := f.enrolled
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		info, ok := infoOf(r)
		if !ok || !check(info.commonName) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// first is generic over what it takes the first of.
func first[T any](xs []T) (T, bool) {
	var zero T
	if len(xs) == 0 {
		return zero, false
	}
	return xs[0], true
}

// reports: the certificate goes through a generic helper.
func (f *fleet) generic(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		leaf, ok := first(r.TLS.PeerCertificates)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if _, ok := f.names[leaf.Subject.CommonName]; !ok { // want "common name"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// allowList admits names of one kind.
type allowList[N ~string] struct{ names []N }

func (l allowList[N]) admits(name N) bool {
	for _, n := range l.names {
		if n == name { // want "common name"
			return true
		}
	}
	return false
}

type deviceName string

// reports: a generic type's method takes the name, converted.
func genericList(l allowList[deviceName], next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		info, ok := infoOf(r)
		if !ok || !l.admits(deviceName(info.commonName)) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: fmt.Sprintf builds the key.
func (f *fleet) sprintf(w http.ResponseWriter, r *http.Request) {
	info, ok := infoOf(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	key := fmt.Sprintf("region/%s/%s", r.PathValue("region"), info.commonName)
	if _, ok := f.devices[key]; !ok { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: a strings.Builder builds the key.
func (f *fleet) builder(w http.ResponseWriter, r *http.Request) {
	info, ok := infoOf(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var key strings.Builder
	key.WriteString("device:")
	key.WriteString(strings.ToUpper(info.commonName))
	if _, ok := f.devices[key.String()]; !ok { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: path.Join and concatenation build what is compared.
func (f *fleet) joined(w http.ResponseWriter, r *http.Request) {
	info, ok := infoOf(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if path.Clean(r.URL.Path) != path.Join("/devices", info.commonName)+"/state" { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: the name is taken apart, one part is looked up.
func (f *fleet) tenantPart(w http.ResponseWriter, r *http.Request) {
	info, ok := infoOf(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	dev, tenant, _ := strings.Cut(info.commonName, "@")
	log.Printf("device %s", dev)
	if _, ok := f.names[tenant]; !ok { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: the name is parsed as a number, which is looked up.
func (f *fleet) numbered(w http.ResponseWriter, r *http.Request) {
	info, ok := infoOf(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	id, _ := strconv.Atoi(info.commonName)
	if _, ok := f.byID[id]; !ok { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (f *fleet) known(subject pkix.Name) bool {
	_, ok := f.names[subject.CommonName] // want "common name"
	return ok
}

// reports: subject := cert.Subject, then a pkix.Name parameter.
func (f *fleet) nameParameter(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		subject := r.TLS.VerifiedChains[0][0].Subject
		if !f.known(subject) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: copies of the state, the certificate and the subject.
func (f *fleet) copies(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	state := *r.TLS
	if len(state.PeerCertificates) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	leaf := *state.PeerCertificates[0]
	subject := leaf.Subject
	if !slices.Contains(f.paths, subject.CommonName) { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type member interface{ belongs(name string) bool }

type listed struct{ names []string }

func (l listed) belongs(name string) bool {
	return slices.Contains(l.names, name) // want "common name"
}

// reports: an interface implemented in the same package decides.
func viaInterface(names []string, next http.Handler) http.Handler {
	var m member = listed{names: names}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		info, ok := infoOf(r)
		if !ok || !m.belongs(info.commonName) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type group struct {
	members  []string
	children []*group
}

func (g *group) covers(name string, depth int) bool {
	if slices.Contains(g.members, name) { // want "common name"
		return true
	}
	return depth > 0 && anyCovers(g.children, name, depth-1)
}

func anyCovers(groups []*group, name string, depth int) bool {
	for _, g := range groups {
		if g.covers(name, depth) {
			return true
		}
	}
	return false
}

// reports: the deciding helpers are mutually recursive.
func (g *group) only(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		info, ok := infoOf(r)
		if !ok || !g.covers(info.commonName, 8) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: one struct holds the name for the log and the fingerprint for trust.
func (f *fleet) byFingerprint(next http.Handler) http.Handler {
	type peer struct {
		displayName string
		fingerprint string
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		leaf := r.TLS.PeerCertificates[0]
		sum := sha256.Sum256(leaf.Raw)
		p := peer{displayName: leaf.Subject.CommonName, fingerprint: hex.EncodeToString(sum[:])}
		if _, ok := f.pins[p.fingerprint]; !ok {
			log.Printf("%s (%s) is not pinned", p.displayName, p.fingerprint)
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the struct's other field decides, the name in it is logged.
func (f *fleet) remoteOnly(w http.ResponseWriter, r *http.Request) {
	info, ok := infoOf(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	log.Printf("from %s", info.commonName)
	if !strings.HasPrefix(info.remote, "10.20.") {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func label(cert *x509.Certificate) string {
	return fmt.Sprintf("%s (issued by %s)", cert.Subject.CommonName, cert.Issuer.CommonName)
}

// quiet: a helper that returns the name, and whose callers only log it.
func (f *fleet) labelled(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		leaf := r.TLS.PeerCertificates[0]
		log.Print("request from ", label(leaf))
		if !slices.Contains(leaf.DNSNames, "fleet.internal") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a generic helper is used on SANs here.
func (f *fleet) firstURI(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	id, ok := first(r.TLS.PeerCertificates[0].URIs)
	if !ok || id.String() != "spiffe://fleet.internal/hub" {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
