// Package sources puts lists of authenticators together that another package has.
package sources

import (
	"crypto/sha256"

	"testdata/orauth/sources/callers"
)

type tokens map[[sha256.Size]byte]string

// quiet: each says by a constant how it has found somebody.
func told(t tokens) callers.Finder {
	return callers.Each{
		callers.Certificate{},
		&callers.Token{Known: t},
	}
}

// reports: both say the same.
func alike(t tokens) callers.Finder {
	return callers.Each{
		callers.Certificate{},
		&callers.Word{Known: t}, // want "a bearer token is an alternative to the client certificate"
	}
}

// reports: each may find nobody, and the next is asked.
func group(names map[string]*callers.Caller, words map[[sha256.Size]byte]*callers.Caller) callers.Method {
	return callers.Group{
		&callers.Shown{Known: names},
		&callers.Password{Known: words}, // want "a password is an alternative to the client certificate"
	}
}
