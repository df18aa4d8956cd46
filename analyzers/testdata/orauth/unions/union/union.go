// Package union asks several in turn. It speaks of nothing that is looked for.
package union

import (
	"net/http"

	"testdata/orauth/unions/docks"
)

type list []docks.Identifier

// New returns what asks each of several.
func New(ids ...docks.Identifier) docks.Identifier { return list(ids) }

func (l list) Identify(r *http.Request) (*docks.Docker, bool, error) {
	for _, id := range l {
		if d, ok, err := id.Identify(r); err == nil && ok {
			return d, true, nil
		}
	}
	return nil, false, nil
}
