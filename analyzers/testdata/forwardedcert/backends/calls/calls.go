// Package calls holds what is handed from the front to the backends.
package calls

// Origin is where a call came from.
type Origin struct{ RemoteAddr string }

// Call is a request to a backend.
type Call struct {
	Path    string
	Headers map[string][]string
	Origin  *Origin
}

// Upstream is a service with what is sent to it.
type Upstream struct{ Headers map[string]string }
