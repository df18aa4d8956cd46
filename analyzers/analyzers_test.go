package analyzers_test

import (
	"context"
	"flag"
	"fmt"
	"go/types"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/config"
	"github.com/mtlslint/mtlslint/internal/driver"
	"github.com/mtlslint/mtlslint/internal/report"
	"github.com/mtlslint/mtlslint/internal/settings"
	"github.com/mtlslint/mtlslint/internal/summary"
)

var cases = flag.String("cases", "./...", "the packages of testdata that TestRules analyses, separated by commas")

// policies are those of the cases, and of the examples in the documentation.
var policies = []settings.Policy{
	{Function: "testdata/policy/raft.(*Layer).Handoff", Requires: "cert identity"},
	{Function: "testdata/policy/raft.Wipe", Requires: "cert verified"},
	{Function: "testdata/policy/raft.Snapshot", Requires: "cert present"},
	{Function: "testdata/policy/raft.Reset", Requires: "api key"},
	{Function: "example.com/doc/policy/bad.(*Layer).Handoff", Requires: "cert identity"},
	{Function: "example.com/doc/policy/good.(*Layer).Handoff", Requires: "cert identity"},
}

// TestRules runs the rules over their cases in testdata, a module of its own
// with the real frameworks. As most of the time goes into loading those, all
// rules share one load, and the frameworks are analysed too: there, only
// failures count.
func TestRules(t *testing.T) {
	if testing.Short() {
		t.Skip("loads every framework from source")
	}
	dir := analysistest.TestData()
	download := exec.Command("go", "mod", "download")
	download.Dir = dir
	download.Env = append(os.Environ(), "GOWORK=off")
	if out, err := download.CombinedOutput(); err != nil {
		t.Fatalf("go mod download in %s: %v\n%s", dir, err, out)
	}

	s := newSurvey(analyzers.Config{Policies: policies})
	s.onTheirOwn()
	results := analysistest.Run(t, dir, s.analyzer(), strings.Split(*cases, ",")...)
	s.check(t)
	t.Logf("%d packages, %d of them requested; findings elsewhere: %d", s.packages, len(results), s.elsewhere)
}

// TestStd runs the rules over the standard library, at every level: there is
// nothing to find.
func TestStd(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses the standard library")
	}
	s := newSurvey(analyzers.Config{Confidence: report.Low, Severity: report.Low})
	res, err := driver.Run(context.Background(), driver.Options{}, append(s.suite, s.analyzer()), "std")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range res.Findings {
		t.Errorf("%s: %s (%s)", f.From, f.Message, f.Rule)
	}
	for _, e := range res.Errors {
		t.Error(e)
	}
	if res.Analysed != res.Requested || res.Analysed != s.packages {
		t.Errorf("%d packages requested, %d analysed, %d surveyed", res.Requested, res.Analysed, s.packages)
	}
	s.check(t)
}

// TestStdTests runs the rules over the standard library with its tests: they
// pass. What they find in tests is no mistake.
func TestStdTests(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses the standard library")
	}
	s := newSurvey(analyzers.Config{Confidence: report.Low, Severity: report.Low})
	res, err := driver.Run(context.Background(), driver.Options{Tests: true}, append(s.suite, s.analyzer()), "std")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range res.Errors {
		t.Error(e)
	}
	if res.Analysed != res.Requested {
		t.Errorf("%d packages requested, %d analysed", res.Requested, res.Analysed)
	}
	s.check(t)
	t.Logf("%d packages, %d findings", s.packages, len(res.Findings))
}

// A survey runs the whole suite over packages and over all that they import,
// and adds up what comes of it.
type survey struct {
	suite   []*analysis.Analyzer
	gates   *analysis.Analyzer // which rules require
	configs *analysis.Analyzer // which rules about configuration require

	mu        sync.Mutex
	packages  int
	elsewhere int // findings that are not reported
	failed    []string
}

func newSurvey(cfg analyzers.Config) *survey {
	s := &survey{suite: analyzers.New(cfg)}
	for _, a := range s.suite {
		for _, req := range a.Requires {
			switch req.ResultType {
			case reflect.TypeFor[*config.Result]():
				s.configs = req
			case reflect.TypeFor[*summary.Result]():
				s.gates = req
			}
		}
	}
	return s
}

// onTheirOwn makes the survey keep the facts about imported modules from their
// importers. It is what the command does, which knows them by their types
// alone.
func (s *survey) onTheirOwn() {
	for _, a := range []*analysis.Analyzer{s.gates, s.configs} {
		run := a.Run
		a.Run = func(pass *analysis.Pass) (any, error) {
			if pass.Module == nil || !pass.Module.Main {
				own := *pass
				own.ExportObjectFact = func(types.Object, analysis.Fact) {}
				own.ExportPackageFact = func(analysis.Fact) {}
				pass = &own
			}
			return run(pass)
		}
	}
}

// everywhere is a fact about nothing: an analyzer with facts runs over imported
// packages too.
type everywhere struct{}

func (*everywhere) AFact() {}

// analyzer returns the analyzer that does the work. In the packages below the
// folder that is named like a rule, it reports the findings of that rule.
func (s *survey) analyzer() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:             "survey",
		Doc:              "survey runs the whole suite",
		RunDespiteErrors: true,
		Requires:         append([]*analysis.Analyzer{s.gates, s.configs}, s.suite...),
		FactTypes:        []analysis.Fact{(*everywhere)(nil)},
		Run:              func(pass *analysis.Pass) (any, error) { return nil, s.visit(pass) },
	}
}

func (s *survey) visit(pass *analysis.Pass) error {
	gates, ok := pass.ResultOf[s.gates].(*summary.Result)
	if !ok {
		return fmt.Errorf("the result of %v is a %T", s.gates, pass.ResultOf[s.gates])
	}
	configs, ok := pass.ResultOf[s.configs].(*config.Result)
	if !ok {
		return fmt.Errorf("the result of %v is a %T", s.configs, pass.ResultOf[s.configs])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.packages++
	s.failed = append(append(s.failed, gates.Failed...), configs.Notes()...)
	for _, a := range s.suite {
		findings, ok := pass.ResultOf[a].([]report.Finding)
		if !ok {
			return fmt.Errorf("the result of %v is a %T", a, pass.ResultOf[a])
		}
		path := pass.Pkg.Path() + "/"
		if !slices.ContainsFunc([]string{a.Name, report.SuppressionRule, "realistic"}, func(folder string) bool { return strings.HasPrefix(path, "testdata/"+folder+"/") }) {
			for _, f := range findings {
				if f.Suppressed == nil {
					s.elsewhere++
				}
			}
			continue
		}
		for _, f := range findings {
			if f.Suppressed != nil {
				continue
			}
			pass.Report(analysis.Diagnostic{Pos: f.Pos, End: f.End, Message: f.Message})
		}
	}
	*gates, *configs = summary.Result{}, config.Result{} // they would live, with all code it points to, until the end
	return nil
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
