package catalog

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
