package catalog

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
)

// NamesCertificatePart reports whether a field's or variable's name says which
// part of a certificate it holds, rather than whose identity it is.
func NamesCertificatePart(name string) bool {
	if slices.ContainsFunc(words(name), func(w string) bool { return w == "spki" || w == "pki" || strings.HasPrefix(w, "sha") || w == "md5" }) {
		return true
	}
	if w := words(name); len(w) == 2 && (w[0] == "cert" || w[0] == "certificate" || w[0] == "x509") && w[1] == "subject" {
		return true
	}
	switch strings.ToLower(strings.ReplaceAll(name, "_", "")) {
	case "commonname", "cn", "dn", "subjectdn", "subjectcn", "subjectname", "distinguishedname", "issuer", "issuercn", "issuerdn", "issuername", "serial", "serialnumber":
		return true
	}
	return false
}

// CertificatePart reports whether values of a type, which may be about anything, are what
// certificates hold of somebody, too: an alternative name, a serial number, a key.
func CertificatePart(named string) bool {
	switch named {
	case "crypto/ecdsa.PublicKey", "crypto/rsa.PublicKey", "math/big.Int", "net/url.URL":
		return true
	}
	return false
}

// FromStore reports whether a row about sessions reads the server's own store,
// so that to find something there is to know the session, and not the cookie
// that the client sends.
func (r Row) FromStore() bool {
	return r.Aspect == Session && !strings.Contains(r.Symbol, "Cookie") && !strings.HasSuffix(r.Symbol, ".Token")
}

// Leftover reports whether result i of a function is what it left of its
// argument: that there is none says nothing of what it found.
func Leftover(symbol string, i int) bool {
	switch symbol {
	case "encoding/pem.Decode":
		return i == 1
	case "encoding/asn1.Unmarshal", "encoding/asn1.UnmarshalWithParams":
		return i == 0
	}
	return false
}

// CutBehind returns the index of the result of a function that is what follows the text that is
// its second argument.
func CutBehind(symbol string) (int, bool) {
	switch symbol {
	case "strings.CutPrefix", "strings.TrimPrefix":
		return 0, true
	case "strings.Cut":
		return 1, true
	}
	return 0, false
}

// ProxyWord reports whether a header's name says that its secret is that of a
// proxy, not of the caller.
func ProxyWord(header string) bool {
	h := strings.ToLower(header)
	for w := range proxyWords {
		if strings.Contains(h, w) {
			return true
		}
	}
	return false
}

// ProxyName reports whether a type or function of that name is about a proxy.
func ProxyName(name string) bool { return anyOf(words(name), proxyWords) }

var proxyWords = set(`edge gateway hop ingress proxy upstream`)

// IdentifierName reports whether a function of that name says that it returns
// somebody's identity: a principal, a user, a caller.
func IdentifierName(name string) bool {
	for _, w := range words(name) {
		switch w {
		case "principal", "identity", "user", "username", "caller":
			return !AuditOrView(name)
		}
	}
	return false
}

// Chooses reports whether a function returns a list with some of the elements
// that it is given, or in another order.
func Chooses(symbol string) bool {
	switch symbol {
	case "slices.Compact", "slices.CompactFunc", "slices.Delete", "slices.DeleteFunc":
		return true
	}
	return false
}

// TakesLast reports whether a function of that name, which is given a list of anything and
// returns an element, says that it is the last one: Last, LastOr.
func TakesLast(name string) bool { return slices.Index(words(name), "last") == 0 }

// AcceptName reports whether a function of that name takes a connection, or
// what a peer sent, and may refuse it: HandleConnection, onConnect, AcceptPeer.
func AcceptName(name string) bool {
	for _, w := range words(name) {
		switch w {
		case "accept", "handle", "handler", "handshake", "connect", "connected", "trust", "trusted":
			return true
		}
	}
	return false
}

// PeerList reports whether a list of certificates that a function is given may be
// a peer's, as far as their names tell: not one of authorities or of what is
// allowed, and not one of keys that a document is signed with.
func PeerList(function, param string) bool {
	for _, w := range words(param) {
		switch w {
		case "allow", "allowed", "anchor", "anchors", "authorities", "authority", "bundle", "ca", "cas", "expected", "issuer", "issuers", "intermediates", "known",
			"own", "pinned", "pins", "pool", "root", "roots", "signer", "signers", "signing", "trust", "trusted":
			return false
		}
	}
	for _, w := range words(function) {
		switch w {
		case "assertion", "attestation", "document", "image", "jws", "jwt", "sig", "sign", "signature", "signatures", "signed", "token":
			return false
		}
	}
	return true
}

// PeerAccessor reports whether a method of that name, which returns a list of
// certificates, returns those that the other end of a connection sent: by its
// own name, or by that of its type.
func PeerAccessor(typ, method string) bool {
	if !slices.Contains(PeerAccessors(), method) {
		return false
	}
	if method != "Certificates" && method != "GetCertificates" {
		return true
	}
	return slices.ContainsFunc(words(typ), func(w string) bool {
		switch w {
		case "channel", "conn", "connection", "link", "peer", "remote", "session", "socket", "stream", "transport", "underlay":
			return true
		}
		return false
	})
}

// HandshakeField reports whether a field of that name, which holds certificates, is called
// as crypto/tls calls what the other end has sent.
func HandshakeField(name string) bool { return name == "PeerCertificates" || name == "VerifiedChains" }

// HeaderAccessor reports whether a method of that name, which is given one name
// and returns text, returns the field of a request's header that is called so: by
// its own name, or by that of its type.
func HeaderAccessor(typ, method string) bool {
	m, t := words(method), words(typ)
	if slices.Contains(t, "response") || slices.Contains(t, "writer") || slices.Contains(m, "response") {
		return false
	}
	read := len(m) > 0 && !slices.ContainsFunc(m, func(w string) bool {
		switch w {
		case "add", "canonical", "del", "delete", "name", "set", "valid", "write":
			return true
		}
		return false
	})
	held := anyOf(m, headerWords) || slices.Contains(m, "metadata")
	return read && (held || anyOf(t, headerWords) || slices.Contains(t, "metadata"))
}

// AddressAccessor reports whether a method of that name, which is given nothing,
// returns the address of the other end of a connection.
func AddressAccessor(method string) bool {
	switch method {
	case "RemoteAddr", "RemoteAddress", "PeerAddr", "PeerAddress":
		return true
	}
	return false
}

// PeerWords reports whether a function of that name, which is given a request or
// a context and returns certificates, says that they are the caller's.
func PeerWords(name string) bool {
	return slices.ContainsFunc(words(name), func(w string) bool {
		switch w {
		case "peer", "peers", "client", "remote", "tls", "conn", "connection", "from", "request", "caller":
			return true
		}
		return false
	})
}

// PeerAccessors returns the names of methods that may be accessors of a peer's
// certificates.
func PeerAccessors() []string {
	return []string{"Certificates", "GetCertificates", "PeerCertificates", "GetPeerCertificates", "PeerCerts", "PeerCertificateChain",
		"ClientCertificates", "GetClientCertificates", "ClientCerts", "RemoteCertificates"}
}

// Askers returns the names of methods by which authenticators are asked: a package that
// knows nothing of certificates may put together those that do.
func Askers() []string {
	return []string{"Authenticate", "AuthenticateRequest", "Authenticated", "Authorize"}
}

// PlainContext reports whether a method returns the context of a plain request, which
// unlike that of a call of other frameworks knows nothing of the connection.
func PlainContext(symbol string) bool { return symbol == "(*net/http.Request).Context" }

// RevocationField reports whether a field holds the serial number of an answer
// about revocation: what is compared with it is no identity.
func RevocationField(symbol string) bool {
	switch symbol {
	case "crypto/x509.RevocationListEntry.SerialNumber", "crypto/x509/pkix.RevokedCertificate.SerialNumber", "golang.org/x/crypto/ocsp.Response.SerialNumber":
		return true
	}
	return false
}

// SchemeField reports whether a field holds the scheme of a name: of which kind it is,
// and not whose.
func SchemeField(symbol string) bool { return symbol == "net/url.URL.Scheme" }

// SchemePrefix reports whether a prefix of the text in a field, or of another text, is the
// scheme of a name or a namespace of URNs, and nothing of the name itself.
func SchemePrefix(field, prefix string) bool {
	if field == "net/url.URL.Opaque" { // what follows "urn:"
		prefix = "urn:" + prefix
	}
	name, ok := strings.CutSuffix(prefix, "://")
	if space, urn := strings.CutPrefix(prefix, "urn:"); urn {
		name, ok = strings.CutSuffix(space, ":")
	}
	return ok && name != "" && !strings.ContainsAny(name, ":/")
}

// AsksEnding reports whether a function asks what a text ends in.
func AsksEnding(symbol string) bool {
	return symbol == "strings.HasSuffix" || symbol == "strings.CutSuffix"
}

// DomainEnding reports whether names that end in a text are in a domain that it begins to
// name: .internal, @example.org.
func DomainEnding(text string) bool { return text != "" && (text[0] == '.' || text[0] == '@') }

// WholePattern reports whether a regular expression matches whole texts, and not parts.
func WholePattern(pattern string) bool {
	return strings.HasPrefix(pattern, "^") && strings.HasSuffix(pattern, "$") || strings.HasPrefix(pattern, `\A`)
}

// KindPattern reports whether all that a regular expression says of a name is of which
// kind it is: a scheme or a namespace of URNs at its beginning, and of what characters the
// rest is made.
func KindPattern(pattern string) bool {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return false
	}
	var text strings.Builder
	says := true // nothing but characters follows
	var visit func(re *syntax.Regexp)
	visit = func(re *syntax.Regexp) {
		if re.Op == syntax.OpLiteral {
			text.WriteString(string(re.Rune))
			return
		}
		if re.Op == syntax.OpAlternate {
			says = false
		}
		if len(re.Sub) == 0 && re.Op != syntax.OpBeginText && re.Op != syntax.OpBeginLine {
			text.WriteByte(' ')
		}
		for _, sub := range re.Sub {
			visit(sub)
		}
	}
	visit(re)
	prefix, rest, open := strings.Cut(text.String(), " ")
	return says && open && (prefix == "" || SchemePrefix("", prefix)) && !strings.ContainsFunc(rest, unicode.IsLetter)
}

// RevocationName reports whether a function, type or package of that name says that it
// knows which certificates are revoked: not being one of them says nothing about who
// somebody is.
func RevocationName(name string) bool { return anyOf(words(name), revocationWords) }

var revocationWords = set(`crl crls ocsp revocation revocations revoked unrevoked`)

// WeakHash reports whether a function makes a hash whose digests can be made to
// agree.
func WeakHash(symbol string) bool { return symbol == "crypto/md5.New" || symbol == "crypto/sha1.New" }

// Dials reports whether a function connects to somebody, and returns the connection.
func Dials(symbol string) bool {
	switch PackageOf(symbol) {
	case "net", "crypto/tls":
		return strings.HasPrefix(symbol[strings.LastIndexByte(symbol, '.')+1:], "Dial")
	}
	return false
}

// Reads reports whether a function reads from its receiver, or first argument, into a slice.
func Reads(symbol string) bool {
	switch symbol {
	case "(net.Conn).Read", "(*crypto/tls.Conn).Read", "io.ReadFull", "io.ReadAtLeast":
		return true
	}
	return false
}
