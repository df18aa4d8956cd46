package catalog

import "strings"

// NamesCertificatePart reports whether a field's or variable's name says which
// part of a certificate it holds, rather than whose identity it is.
func NamesCertificatePart(name string) bool {
	switch strings.ToLower(strings.ReplaceAll(name, "_", "")) {
	case "commonname", "cn", "dn", "subjectdn", "subjectcn", "distinguishedname", "issuer", "issuercn", "issuerdn", "serial", "serialnumber":
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

// ProxyWord reports whether a header's name says that its secret is that of a
// proxy, not of the caller.
func ProxyWord(header string) bool {
	h := strings.ToLower(header)
	for _, w := range []string{"proxy", "gateway", "edge", "ingress", "upstream", "hop"} {
		if strings.Contains(h, w) {
			return true
		}
	}
	return false
}

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
