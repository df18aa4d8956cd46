// Package docks says who a docker is.
package docks

import "net/http"

// Docker works in the docks.
type Docker struct{ Name string }

// Identifier finds who calls.
type Identifier interface {
	Identify(*http.Request) (*Docker, bool, error)
}
