// Package acl holds lists of names, whatever they name.
package acl

import (
	"strconv"

	"testdata/cnidentity/helpers/policy/acl/match"
)

// List is a list of names.
type List []string

// Has reports whether name is on the list.
func (l List) Has(name string) bool {
	for _, entry := range l {
		if match.Exact(entry, name) {
			return true
		}
	}
	return false
}

// Quote quotes a name for a message.
func Quote(name string) string { return strconv.Quote(name) }
