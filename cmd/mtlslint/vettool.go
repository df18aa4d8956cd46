package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/tools/go/analysis/unitchecker"
	"golang.org/x/tools/go/packages"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/configfile"
	"github.com/mtlslint/mtlslint/internal/driver"
	"github.com/mtlslint/mtlslint/internal/files"
)

// isVetTool reports whether the arguments are those of the go vet command to
// its tool (go vet -vettool): one asks for a version, one for flags, the
// others to analyse a package, which a .cfg file describes.
func isVetTool(args []string) bool {
	return len(args) == 1 && (args[0] == "-V=full" || args[0] == "-flags") ||
		len(args) > 0 && strings.HasSuffix(args[len(args)-1], ".cfg")
}

// vetTool answers the go vet command. It returns an error, or ends the program.
//
// Settings come from flags and from the .mtlslint.yml that is nearest to the
// module's folder: the go command does not say where it was started.
func vetTool(args []string) error {
	if args[0] == "-V=full" {
		return vetVersion(os.Stdout)
	}
	opts := new(options)
	addFindingFlags(flag.CommandLine, opts) // of which unitchecker tells the go command
	set, err := parseSome(flag.CommandLine, args)
	if err != nil {
		return err
	}
	opts.set = set
	c := &command{rules: analyzers.Rules()}
	if err := c.checkRules(opts.rules); err != nil {
		return err
	}
	var suite analyzers.Config
	if file := args[len(args)-1]; strings.HasSuffix(file, ".cfg") {
		unit, err := readUnit(file)
		if err != nil {
			return err
		}
		if !unit.own() && unit.VetxOnly {
			// As with mtlslint itself, code of others is known by its types.
			unitchecker.Run(file, nil)
		}
		cfg, err := c.configure(opts, moduleDir(unit.Dir))
		if err != nil {
			return err
		}
		suite = analyzers.Configure(&cfg.Settings, cfg.root)
		suite.Rules = nil
		for _, r := range cfg.rules {
			suite.Rules = append(suite.Rules, r.Name)
		}
		if unit.VetxOnly {
			if err := unit.writeFull(file); err != nil {
				return err
			}
		}
	}
	unitchecker.Main(analyzers.New(suite)...)
	return errors.New("unitchecker returned")
}

// vetVersion tells the go command what is to be part of the keys of its cache
// besides flags: this program and the file of settings.
func vetVersion(w io.Writer) error {
	id, err := programID()
	if err != nil {
		return err
	}
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	name, err := configfile.Find(moduleDir(dir))
	if err != nil {
		return err
	}
	var settings []byte
	if name != "" {
		if settings, err = os.ReadFile(name); err != nil {
			return err
		}
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s", id, name, settings))
	_, err = fmt.Fprintf(w, "mtlslint version devel buildID=%x\n", sum)
	return err
}

// moduleDir returns the folder of the module that dir is in, or dir.
func moduleDir(dir string) string { return cmp.Or(files.Above(dir, "go.mod"), dir) }

// parseSome parses those of args that are flags of fs, and returns which they
// are.
func parseSome(fs *flag.FlagSet, args []string) (map[string]bool, error) {
	mine := flag.NewFlagSet("", flag.ContinueOnError)
	mine.SetOutput(io.Discard)
	fs.VisitAll(func(f *flag.Flag) { mine.Var(f.Value, f.Name, f.Usage) })
	for _, arg := range args {
		name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if strings.HasPrefix(arg, "-") && mine.Lookup(name) != nil {
			if err := mine.Parse([]string{arg}); err != nil {
				return nil, err
			}
		}
	}
	set := make(map[string]bool)
	mine.Visit(func(f *flag.Flag) { set[f.Name] = true })
	return set, nil
}

// A unit is a package as the go vet command describes it.
type unit struct{ unitchecker.Config }

func readUnit(file string) (*unit, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	u := new(unit)
	if err := json.Unmarshal(text, &u.Config); err != nil {
		return nil, fmt.Errorf("reading %s: %w", file, err)
	}
	return u, nil
}

// own reports whether the package is the user's own.
func (u *unit) own() bool {
	m := &packages.Module{Path: u.ModulePath, Version: u.ModuleVersion}
	if u.Module != nil {
		m.Path, m.Version = u.Module.Path, u.Module.Version
	}
	return m.Path != "" && driver.Own(u.Dir, u.ImportPath, m, false)
}

// writeFull changes the file that describes the unit, so that findings are
// computed along with facts.
//
// The go command keeps what a tool prints under a key that does not say
// whether only facts were asked for. A package that is first analysed because
// another imports it would have no findings in all later runs. What the go
// command now shows is what it would have shown before or later.
func (u *unit) writeFull(file string) error {
	u.VetxOnly = false
	text, err := json.Marshal(u.Config)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o666)
}
