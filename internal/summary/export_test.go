package summary

import (
	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/catalog"
)

// NewOfAll returns an analyzer that goes through every function, whatever it is
// about.
func NewOfAll() *analysis.Analyzer {
	cat := catalog.New()
	w := newInterest(cat)
	w.all = true
	return analyzer(nil, cat, w)
}
