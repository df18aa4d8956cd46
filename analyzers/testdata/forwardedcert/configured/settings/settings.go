// Package settings is the operator's.
package settings

// Ingress says how requests come in.
type Ingress struct {
	ClientCertHeader string            `json:"client_cert_header"`
	TraceHeader      string            `json:"trace_header"`
	Queues           map[string]string `json:"queues"`
}
