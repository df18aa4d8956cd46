// Package names has the header fields that a gateway and its backends agree on.
package names

// The header fields.
const (
	Subject = "X-Client-Cert-Subject"
	Serial  = "X-Client-Cert-Serial"
)

// Certificate lists what is about the client's certificate.
var Certificate = []string{Subject, Serial}

// Identity is the same as a set.
var Identity = map[string]bool{Subject: true, Serial: true}

// Number lists but one of them.
var Number = []string{Serial}
