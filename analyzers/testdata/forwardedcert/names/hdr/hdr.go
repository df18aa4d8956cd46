// Package hdr names headers.
package hdr

// Names that the edge sets.
const (
	ClientDN    = "X-SSL-Client-S-DN"
	ClientSAN   = "X-Client-Cert-Dnsname-Sans"
	RequestID   = "X-Request-Id"
	prefix      = "Ssl-Client-"
	IngressDN   = prefix + "Subject-Dn"
	Fingerprint = "x-client-cert-fingerprint"
)
