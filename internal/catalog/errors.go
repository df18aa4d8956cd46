package catalog

import (
	"slices"
	"strings"
)

// errorMakers return an error that is never nil.
var errorMakers = map[string]bool{
	"errors.New": true, "fmt.Errorf": true,
	"github.com/pkg/errors.New": true, "github.com/pkg/errors.Errorf": true,
	"github.com/cockroachdb/errors.New": true, "github.com/cockroachdb/errors.Newf": true, "github.com/cockroachdb/errors.Errorf": true,
	"golang.org/x/xerrors.New": true, "golang.org/x/xerrors.Errorf": true,
	"k8s.io/apimachinery/pkg/api/errors.NewUnauthorized": true, "k8s.io/apimachinery/pkg/api/errors.NewForbidden": true,
}

// errorWrappers return nil when the error that they are given is nil.
var errorWrappers = map[string]bool{
	"github.com/pkg/errors.Wrap": true, "github.com/pkg/errors.Wrapf": true, "github.com/pkg/errors.WithStack": true,
	"github.com/pkg/errors.WithMessage": true, "github.com/pkg/errors.WithMessagef": true,
	"github.com/cockroachdb/errors.Wrap": true, "github.com/cockroachdb/errors.Wrapf": true,
}

// MakesError reports whether the function returns an error that is never nil.
func MakesError(symbol string) bool { return errorMakers[symbol] }

// WrapsError reports whether the function returns nil for a nil error, and
// else an error that wraps it.
func WrapsError(symbol string) bool { return errorWrappers[symbol] }

// ErrorName reports whether a function of that name, which returns an error, says
// that it makes one: NewForbiddenError, Unauthorizedf, AccessDenied. Those that look
// at an error, or for one, do not.
func ErrorName(name string) bool {
	w := words(name)
	if len(w) == 0 || errorVerbs[w[0]] || len(w) == 1 && (w[0] == "err" || w[0] == "error") {
		return false
	}
	last := strings.TrimSuffix(w[len(w)-1], "f") // of a format
	return w[0] == "err" || last == "err" || last == "error" || refusalWords[last] || refusalWords[w[len(w)-1]] ||
		adjacent(w, "not", "found") || adjacent(w, "not", "allowed") || adjacent(w, "not", "permitted") || adjacent(w, "not", "authorized") || adjacent(w, "bad", "request")
}

// RefusalName reports whether an error of that name, or of that type, says that somebody
// is not let in: errNotAuthorized, ErrAccessDenied.
func RefusalName(name string) bool {
	w := words(name[strings.LastIndexByte(name, '.')+1:])
	return len(w) > 1 && anyOf(w, refusedWords) || adjacent(w, "not", "allowed") || adjacent(w, "not", "permitted") || adjacent(w, "not", "authorized") || adjacent(w, "not", "authorised")
}

// SaysError reports whether a method or a field of that name says of an answer that it is an
// error: IsError, Err, Failed.
func SaysError(name string) bool { return anyOf(words(name), saidWords) }

var saidWords = set(`denied err error errors failed failure forbidden refused`)

var refusedWords = set(`denied forbidden unauthenticated unauthorised unauthorized`)

// UnwrapsError reports whether a method of that name of an error returns another
// one, which may be nil.
func UnwrapsError(name string) bool {
	return slices.ContainsFunc(words(name), func(w string) bool { return unwrapWords[w] })
}
