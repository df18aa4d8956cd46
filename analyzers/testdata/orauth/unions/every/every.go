// Package every asks several, all of which have to agree.
package every

import (
	"net/http"

	"testdata/orauth/unions/docks"
)

type list []docks.Identifier

// New returns what asks each of several.
func New(ids ...docks.Identifier) docks.Identifier { return list(ids) }

func (l list) Identify(r *http.Request) (d *docks.Docker, ok bool, err error) {
	for _, id := range l {
		if d, ok, err = id.Identify(r); err != nil || !ok {
			return nil, false, err
		}
	}
	return d, ok, nil
}
