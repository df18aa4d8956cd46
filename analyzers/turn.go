package analyzers

import (
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"
)

// newTurn returns an analyzer whose result is a lock for the package.
func newTurn() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "mtlsturn", Doc: "mtlsturn lets mtlslint's rules in one after the other\n\nIt reports nothing.",
		RunDespiteErrors: true, ResultType: reflect.TypeFor[*sync.Mutex](),
		Run: func(*analysis.Pass) (any, error) { return new(sync.Mutex), nil },
	}
}

// inTurn makes an analyzer wait until others of the package have ended that wait
// for the same turn. What analyzers share computes some answers when it is
// asked, and keeps them; go vet, gopls and golangci-lint run the analyzers of a
// package at the same time.
func inTurn(turn, a *analysis.Analyzer) {
	run := a.Run
	a.Requires = append(a.Requires, turn)
	a.Run = func(pass *analysis.Pass) (any, error) {
		mu := pass.ResultOf[turn].(*sync.Mutex)
		mu.Lock()
		defer mu.Unlock()
		return run(pass)
	}
}
