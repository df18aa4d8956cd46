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
