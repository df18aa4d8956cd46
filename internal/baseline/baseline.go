// Package baseline keeps the findings that a project knows of and has not
// repaired yet, so that only new ones are reported.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/mtlslint/mtlslint/internal/files"
	"github.com/mtlslint/mtlslint/internal/output"
)

// DefaultName is the name of the file if nothing else is said.
const DefaultName = ".mtlslint-baseline.json"

// Baseline is a file of findings.
type Baseline struct {
	Version  int     `json:"version"`
	Findings []Entry `json:"findings"`
}

// Entry is a known finding. The fingerprint alone identifies it; the rest is
// for people. There are no lines in it, which would change with every commit.
type Entry struct {
	Rule        string `json:"rule"`
	Package     string `json:"package"`
	File        string `json:"file"` // relative to the folder of the baseline
	Function    string `json:"function,omitempty"`
	Message     string `json:"message"`
	Fingerprint string `json:"fingerprint"`
}

// version is that of the format.
const version = 1

// Read reads a file.
func Read(name string) (*Baseline, error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no such file: mtlslint baseline writes it", name)
	}
	if err != nil {
		return nil, err
	}
	b := new(Baseline)
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	err = dec.Decode(b)
	if err == nil {
		if _, more := dec.Token(); more != io.EOF { // as a merge may leave it
			err = errors.New("there is more behind it")
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: not a baseline: %w: mtlslint baseline writes one", name, err)
	}
	if b.Version != version {
		return nil, fmt.Errorf("%s: version %d of the format, want %d: write it anew with mtlslint baseline", name, b.Version, version)
	}
	return b, nil
}

// New makes a baseline of findings. Place returns the name of a finding's file
// as seen from the folder of the baseline.
func New(findings []output.Finding, place func(file string) string) *Baseline {
	b := &Baseline{Version: version, Findings: []Entry{}}
	// Names of files may be none of UTF-8, which JSON is: written again, the file
	// must stay the same.
	text := func(s string) string { return strings.ToValidUTF8(s, "\ufffd") }
	for _, f := range findings {
		b.Findings = append(b.Findings, Entry{
			Rule: text(f.Rule), Package: text(f.Package), File: text(place(f.File)), Function: text(f.Function), Message: text(f.Message), Fingerprint: f.Fingerprint,
		})
	}
	return b
}

// Keep adds the entries of old that b lacks and for which keep is true.
func (b *Baseline) Keep(old *Baseline, keep func(Entry) bool) {
	known := b.fingerprints()
	for _, e := range old.Findings {
		if !known[e.Fingerprint] && keep(e) {
			b.Findings = append(b.Findings, e)
		}
	}
}

func (b *Baseline) fingerprints() map[string]bool {
	known := make(map[string]bool, len(b.Findings))
	for _, e := range b.Findings {
		known[e.Fingerprint] = true
	}
	return known
}

// Write writes the file, all of it or nothing.
func (b *Baseline) Write(name string) error {
	slices.SortFunc(b.Findings, func(x, y Entry) int {
		return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Function, y.Function), cmp.Compare(x.Fingerprint, y.Fingerprint))
	})
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	return files.Write(name, append(text, '\n'))
}

// Has reports whether a finding is in the baseline.
func (b *Baseline) Has(fingerprint string) bool {
	return slices.ContainsFunc(b.Findings, func(e Entry) bool { return e.Fingerprint == fingerprint })
}

// Stale returns the entries that are findings no more. Found reports whether a
// fingerprint is one of a finding, shown or not; analysed, whether anything is
// known of an entry's package and rule.
func (b *Baseline) Stale(found func(fingerprint string) bool, analysed func(Entry) bool) []Entry {
	var stale []Entry
	for _, e := range b.Findings {
		if !found(e.Fingerprint) && analysed(e) {
			stale = append(stale, e)
		}
	}
	return stale
}

func (e Entry) String() string {
	where := strings.TrimSpace(e.File + " " + e.Function)
	return fmt.Sprintf("%s: %s (%s)", where, e.Message, e.Rule)
}
