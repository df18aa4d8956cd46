// Package hosts holds the tests of the suite in programs of others:
// golangci-lint, gopls, and editors that talk to it. It builds the real ones,
// from the module proxy and with the ordinary build cache.
package hosts
