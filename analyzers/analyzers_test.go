package analyzers_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/report"
	"github.com/mtlslint/mtlslint/internal/summary"
)

var cases = flag.String("cases", "./...", "`packages` of testdata that TestRules analyses, separated by commas")

// TestRules runs every rule over its cases in testdata, a module of its own
// with the real frameworks. All rules share one load, and the frameworks are
// analysed as well: there only failures count.
func TestRules(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses every framework from source")
	}
	dir := analysistest.TestData()
	download := exec.Command("go", "mod", "download")
	download.Dir = dir
	download.Env = append(os.Environ(), "GOWORK=off")
	if out, err := download.CombinedOutput(); err != nil {
		t.Fatalf("go mod download in %s: %v\n%s", dir, err, out)
	}
	s := newSurvey(analyzers.Config{})
	results := analysistest.Run(t, dir, s.analyzer(), strings.Split(*cases, ",")...)
	s.check(t)
	t.Logf("%d packages of cases; %d findings in the %d packages that they import", len(results), s.elsewhere, s.packages-len(results))
}

// A survey runs the suite over packages and over all that they import, and
// adds up what comes of it.
type survey struct {
	suite []*analysis.Analyzer
	gates *analysis.Analyzer // which all rules require

	mu        sync.Mutex
	packages  int
	elsewhere int // findings that are not reported
	failed    []string
}

func newSurvey(cfg analyzers.Config) *survey {
	s := &survey{suite: analyzers.New(cfg)}
	s.gates = s.suite[0].Requires[0]
	return s
}

// visited is a fact that nobody has: an analyzer with facts runs over imported
// packages too.
type visited struct{}

func (*visited) AFact() {}

// analyzer returns an analyzer that reports, in the packages below the folder
// that is named like a rule, the findings of that rule.
func (s *survey) analyzer() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:             "survey",
		Doc:              "survey runs the whole suite",
		RunDespiteErrors: true,
		Requires:         append([]*analysis.Analyzer{s.gates}, s.suite...),
		FactTypes:        []analysis.Fact{(*visited)(nil)},
		Run: func(pass *analysis.Pass) (any, error) {
			gates, ok := pass.ResultOf[s.gates].(*summary.Result)
			if !ok {
				return nil, fmt.Errorf("the result of %v is a %T", s.gates, pass.ResultOf[s.gates])
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			s.packages++
			s.failed = append(s.failed, gates.Failed...)
			for _, a := range s.suite {
				findings, ok := pass.ResultOf[a].([]report.Finding)
				if !ok {
					return nil, fmt.Errorf("the result of %v is a %T", a, pass.ResultOf[a])
				}
				if !strings.HasPrefix(pass.Pkg.Path()+"/", "testdata/"+a.Name+"/") {
					s.elsewhere += len(findings)
					continue
				}
				for _, f := range findings {
					pass.Report(analysis.Diagnostic{Pos: f.Pos, End: f.End, Message: f.Message})
				}
			}
			return nil, nil
		},
	}
}

// check reports the functions that could not be analysed.
func (s *survey) check(t *testing.T) {
	t.Helper()
	if s.packages == 0 {
		t.Error("nothing was analysed")
	}
	for _, f := range s.failed {
		t.Errorf("not analysed: %s", f)
	}
}
