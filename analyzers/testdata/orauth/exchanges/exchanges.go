// Package exchanges gives steps of exchanges their authenticators.
package exchanges

import (
	"testdata/orauth/exchanges/plug"
	"testdata/orauth/exchanges/shown"
)

// reports: the step keeps whom the first of them finds, and has no other answer.
func Partners(c shown.Certificates, k shown.Keys) plug.Plugin {
	return plug.Require(c, k) // want "an api key is an alternative to the client certificate"
}

// quiet: both are needed.
func Both(c shown.Certificates, k shown.Keys) plug.Plugin {
	return plug.All(c, k)
}
