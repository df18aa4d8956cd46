// Package editor puts the suite into gopls: a program that imports it, next to
// gopls, has mtlslint's rules among gopls's analyzers. The command mtlslint
// gopls builds such a program; docs/editors.md.
//
// Gopls takes its analyzers from golang.org/x/tools/go/analysis/suite/vet when
// its packages are initialised. Go initialises packages in the order of their
// import paths, so this one is early enough; the program asks Missing whether
// it was.
package editor

import (
	"fmt"
	"os"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/suite/vet"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/configfile"
	"github.com/mtlslint/mtlslint/internal/driver"
)

// suite is what gopls was given: it keeps it for as long as it runs.
var suite []*analysis.Analyzer

// loaded are the settings that the suite was made with.
var loaded state

func init() {
	loaded = load()
	// The cache of gopls tells programs apart by itself.
	stamped, err := analyzers.NewStamped(loaded.config, "")
	if err != nil {
		stamped, loaded.err = analyzers.New(loaded.config), err
	}
	suite = stamped
	vet.Suite = append(vet.Suite, suite...)
}

// Missing returns the names of those of mtlslint's analyzers that are not among
// those that gopls has.
func Missing(has []*analysis.Analyzer) []string {
	var out []string
	for _, a := range suite {
		if !slices.Contains(has, a) {
			out = append(out, a.Name)
		}
	}
	return out
}

// A state is a configuration with the file that it is from.
type state struct {
	config analyzers.Config
	key    string
	file   string // empty if there is none
	err    error  // why the file was not used
}

// load reads the settings that mtlslint would use in the working directory,
// which is the folder that an editor opened. A file that is wrong leaves the
// defaults: the rest of gopls has to go on.
func load() state {
	var st state
	dir, err := os.Getwd()
	if err == nil {
		st.file, err = configfile.Find(dir)
	}
	file := &configfile.File{Dir: dir}
	if err == nil && st.file != "" {
		var read *configfile.File
		if read, err = configfile.Load(st.file, analyzers.Names()); err == nil {
			file = read
		}
	}
	st.err = err
	st.config = analyzers.Configure(&file.Settings, file.Dir)
	if st.err == nil && len(st.config.Rules) == 0 {
		st.err = fmt.Errorf("%s switches every rule off: switch them off in the settings of gopls, under analyses", st.file)
	}
	st.config.Foreign = driver.Foreign
	if st.key, err = st.config.Key(); err != nil && st.err == nil {
		st.err = err
	}
	return st
}
