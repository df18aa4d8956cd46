package catalog

import (
	"slices"
	"strings"
)

// Index answers questions about symbols. It is built once, never changes, and
// may be read by many goroutines.
type Index struct {
	rows     map[string][]Row
	types    map[string]TypeRole
	packages map[string]bool
	relevant map[string]bool
	headers  map[string]Aspect // the project's, by folded name
	silent   map[string]bool   // the project's functions and packages that never decide
	// protected says what must be proved before functions of the project are reached.
	protected map[string][]string
}

// New builds the index of everything in the catalogue, and of what a project
// adds to it.
func New(extra ...Extra) *Index {
	tables := [][]Row{std(), grpc(), web(), spiffe(), jwt(), k8s()}
	x := &Index{
		rows:     make(map[string][]Row, 1024),
		types:    namedTypes(),
		packages: make(map[string]bool, 128),
		relevant: make(map[string]bool, 256),
		headers:  make(map[string]Aspect),
		silent:   make(map[string]bool),

		protected: make(map[string][]string),
	}
	for _, e := range extra {
		x.addExtra(e)
	}
	for _, table := range tables {
		for _, row := range table {
			x.add(row)
		}
	}
	for _, symbol := range subject() {
		x.relevant[symbol] = true
	}
	for symbol, role := range x.types {
		if role == StateType || role == AuthInfoType {
			x.relevant[symbol] = true
		}
		x.addPackage(symbol)
	}
	return x
}

func (x *Index) add(row Row) {
	row.Symbol = plain(row.Symbol)
	x.rows[row.Symbol] = append(x.rows[row.Symbol], row)
	if row.aboutCertificates() {
		x.relevant[row.Symbol] = true
	}
	x.addPackage(row.Symbol)
}

func (x *Index) addPackage(symbol string) {
	if path := PackageOf(symbol); !generic[path] {
		x.packages[path] = true
	}
}

// Rows returns what is known about symbol. The caller must not change it.
func (x *Index) Rows(symbol string) []Row { return x.rows[plain(symbol)] }

// Type returns the role of a named type, or 0.
func (x *Index) Type(symbol string) TypeRole { return x.types[symbol] }

// Packages returns the import paths that make a package worth a look: those of
// the symbols known here, less those that every program imports. The caller
// must not change it.
func (x *Index) Packages() map[string]bool { return x.packages }

// Relevant reports whether symbol concerns client certificates: it yields a
// part of one or of the connection's state, verifies one, or configures that.
func (x *Index) Relevant(symbol string) bool { return x.relevant[plain(symbol)] }

// Symbols returns every symbol with a row or a type role, sorted.
func (x *Index) Symbols() []string {
	symbols := make([]string, 0, len(x.rows)+len(x.types))
	for s := range x.rows {
		symbols = append(symbols, s)
	}
	for s := range x.types {
		symbols = append(symbols, s)
	}
	slices.Sort(symbols)
	return slices.Compact(symbols)
}

// aboutCertificates reports whether the row makes its symbol relevant.
func (r Row) aboutCertificates() bool {
	switch r.Role {
	case Source, Extract, Callback:
		return r.Aspect >= State && r.Aspect <= Strong // Neutral comes after
	case Verify, AuthorizeAny:
		return true
	case Decide:
		return r.Aspect >= Subject && r.Aspect <= Strong
	}
	return false
}

// subject lists symbols about client certificates that have no row: those that
// configure their verification.
func subject() []string {
	return []string{
		"crypto/tls.Config.ClientAuth",
		"crypto/tls.Config.ClientCAs",
		"crypto/tls.Config.GetConfigForClient",
		"crypto/tls.NoClientCert",
		"crypto/tls.RequestClientCert",
		"crypto/tls.RequireAnyClientCert",
		"crypto/tls.VerifyClientCertIfGiven",
		"crypto/tls.RequireAndVerifyClientCert",
		"crypto/x509.ExtKeyUsageClientAuth",
		"google.golang.org/grpc/security/advancedtls.Options.RequireClientCert",
		"google.golang.org/grpc/security/advancedtls.Options.AdditionalPeerVerification",
		"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig.MTLSServerConfig",
		"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig.MTLSWebServerConfig",
		"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig.HookMTLSServerConfig",
		"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig.HookMTLSWebServerConfig",
		"github.com/spiffe/go-spiffe/v2/spiffegrpc/grpccredentials.MTLSServerCredentials",
		"github.com/spiffe/go-spiffe/v2/spiffegrpc/grpccredentials.MTLSWebServerCredentials",
	}
}

// generic are packages that programs of every kind import: to import one says
// nothing about the subject.
var generic = set(`bytes cmp context crypto/ecdsa crypto/ed25519 crypto/hmac crypto/md5 crypto/rsa crypto/sha1 crypto/subtle encoding/asn1 log maps
	math/big net net/netip net/textproto net/url os path path/filepath reflect regexp runtime slices sort strings sync`)

// mirrors are packages that the standard library took over: their functions are
// known by its names.
var mirrors = map[string]string{
	"golang.org/x/exp/maps":    "maps",
	"golang.org/x/exp/slices":  "slices",
	"golang.org/x/exp/slog":    "log/slog",
	"golang.org/x/net/context": "context",
}

// Standard returns the name that the standard library has for a function of a
// package that it took over; other symbols stay as they are.
func Standard(symbol string) string {
	dot := strings.LastIndexByte(symbol, '.')
	if dot < 0 {
		return symbol
	}
	if std, ok := mirrors[symbol[:dot]]; ok {
		return std + symbol[dot:]
	}
	return symbol
}

// PackageOf returns the import path of a symbol's package.
func PackageOf(symbol string) string {
	s := strings.TrimPrefix(strings.TrimPrefix(symbol, "("), "*")
	slash := strings.LastIndexByte(s, '/')
	dot := strings.IndexByte(s[slash+1:], '.')
	if dot < 0 {
		return s
	}
	return s[:slash+1+dot]
}

// plain leaves the type parameters out of a symbol, which go/types writes as
// the source happens to name them: (*connect.Request[_]).Header.
func plain(symbol string) string {
	open := strings.IndexByte(symbol, '[')
	if open < 0 {
		return renamed(symbol)
	}
	return symbol[:open] + symbol[strings.LastIndexByte(symbol, ']')+1:]
}

// renamed returns what a symbol of an older version of a module is called now.
func renamed(symbol string) string {
	switch symbol { // QUIC connections were interfaces before v0.53.0
	case "(github.com/quic-go/quic-go.Connection).ConnectionState", "(github.com/quic-go/quic-go.EarlyConnection).ConnectionState":
		return "(*github.com/quic-go/quic-go.Conn).ConnectionState"
	case "(github.com/quic-go/quic-go.Connection).RemoteAddr", "(github.com/quic-go/quic-go.EarlyConnection).RemoteAddr":
		return "(*github.com/quic-go/quic-go.Conn).RemoteAddr"
	case "(github.com/quic-go/quic-go.Connection).CloseWithError", "(github.com/quic-go/quic-go.EarlyConnection).CloseWithError":
		return "(*github.com/quic-go/quic-go.Conn).CloseWithError"
	}
	return symbol
}
