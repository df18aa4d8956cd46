package driver

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A merger puts the results of several loads together.
type merger struct {
	total    Result
	findings map[findingKey]*seen
	packages map[packageKey]bool // requested ones: whether all of it was analysed everywhere
	analysed map[*load][]string  // platforms
	empty    error               // of loads that have no packages
	failed   []error
}

// A packageKey is a package of a load.
type packageKey struct {
	load     *load
	id, path string
}

// A findingKey is what makes two findings the same on different platforms.
type findingKey struct{ rule, place, message string }

// seen says on which platforms of a load a finding was seen.
type seen struct {
	finding   Finding
	load      *load
	platforms []string
}

func newMerger() *merger {
	return &merger{findings: make(map[findingKey]*seen), packages: make(map[packageKey]bool), analysed: make(map[*load][]string)}
}

// add takes the result, or the error, of a load on a platform.
func (m *merger) add(l *load, platform string, res *Result, err error) {
	switch {
	case errors.Is(err, ErrNoPackages):
		m.empty = err
		return
	case err != nil:
		m.failed = append(m.failed, err)
		if platform != "" {
			err = fmt.Errorf("for %s: %w", platform, err)
		}
		m.total.Errors = append(m.total.Errors, Error{Package: l.dir, Message: err.Error()})
		return
	}
	m.analysed[l] = append(m.analysed[l], platform)
	for id, complete := range res.packages {
		path, _, _ := strings.Cut(id, " ")
		key := packageKey{l, id, path}
		before, ok := m.packages[key]
		m.packages[key] = complete && (before || !ok)
	}
	for _, f := range res.Findings {
		key := findingKey{f.Rule, f.Package + " " + f.From.String(), f.Message}
		if m.findings[key] == nil {
			m.findings[key] = &seen{finding: f, load: l}
		}
		m.findings[key].platforms = append(m.findings[key].platforms, platform)
	}
	t := &m.total
	t.Errors = append(t.Errors, res.Errors...)
	t.Notes = append(t.Notes, res.Notes...)
	t.Work.Skipped += res.Work.Skipped
	t.Work.Recalled += res.Work.Recalled
	t.Work.Analysed += res.Work.Analysed
	t.Work.Source = t.Work.Source || res.Work.Source
	t.Times.List += res.Times.List
	t.Times.Read += res.Times.Read
	t.Times.Import += res.Times.Import
	t.Times.Parse += res.Times.Parse
	t.Times.Types += res.Times.Types
	t.Times.Analysis += res.Times.Analysis
}

// result returns everything, in a fixed order. It returns an error if no load
// succeeded.
func (m *merger) result() (*Result, error) {
	t := &m.total
	if len(m.analysed) == 0 {
		if len(m.failed) == 1 || len(m.failed) > 0 && m.empty == nil {
			return nil, errors.Join(m.failed...)
		}
		if len(m.failed) == 0 {
			return nil, m.empty
		}
	}
	for _, s := range m.findings {
		if len(s.platforms) < len(m.analysed[s.load]) {
			s.finding.Platforms = s.platforms
		}
		t.Findings = append(t.Findings, s.finding)
	}
	for key, complete := range m.packages {
		t.Requested++
		if complete {
			t.Analysed++
			t.Complete = append(t.Complete, key.path)
		}
	}
	slices.Sort(t.Complete)
	t.Complete = slices.Compact(t.Complete)
	slices.SortFunc(t.Findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Package, b.Package), comparePositions(a.From, b.From),
			strings.Compare(a.Rule, b.Rule), strings.Compare(a.Message, b.Message))
	})
	slices.SortStableFunc(t.Errors, func(a, b Error) int {
		return cmp.Or(strings.Compare(a.Package, b.Package), comparePositions(a.Position, b.Position),
			strings.Compare(a.Message, b.Message))
	})
	slices.SortStableFunc(t.Notes, func(a, b Note) int {
		return cmp.Or(strings.Compare(a.Package, b.Package), strings.Compare(a.Message, b.Message))
	})
	t.Errors = slices.CompactFunc(t.Errors, func(a, b Error) bool {
		return a.Package == b.Package && a.Position == b.Position && a.Message == b.Message
	})
	t.Notes = slices.Compact(t.Notes)
	return t, nil
}
