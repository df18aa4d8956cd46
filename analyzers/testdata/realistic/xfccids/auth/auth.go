// Package auth says who calls, over whatever protocol the call came.
package auth

import "net/http"

// Context is what an authenticator sees of a call.
type Context interface {
	Header(name string) []string
	RemoteAddress() string
}

// Caller is who calls.
type Caller struct {
	Source     string
	Identities []string
}

// Authenticator finds the caller.
type Authenticator interface {
	Authenticate(Context) (*Caller, error)
}

type web struct{ r *http.Request }

func (w web) Header(name string) []string { return w.r.Header.Values(name) }

func (w web) RemoteAddress() string { return w.r.RemoteAddr }

// Call is a call over HTTP.
type Call struct{ Request *http.Request }

func (c Call) Header(name string) []string { return c.Request.Header[http.CanonicalHeaderKey(name)] }

func (c Call) RemoteAddress() string { return c.Request.RemoteAddr }

// Find asks one after the other.
func Find(r *http.Request, all []Authenticator) *Caller {
	for _, a := range all {
		if c, err := a.Authenticate(web{r}); err == nil {
			return c
		}
	}
	return nil
}
