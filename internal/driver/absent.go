package driver

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// maxAbsent bounds the modules that are left out of one load.
const maxAbsent = 40

// listAll lists packages. To choose versions the go command needs the go.mod of
// modules whose packages nobody imports, and where one cannot be had (it is
// private, it was withdrawn, there is no network, a folder is missing) it knows
// no package of any other module. Then an empty module takes its place: what does
// not need it is analysed, and the rest is reported as it would be otherwise.
func (r *runner) listAll(patterns []string) ([]*listed, error) {
	list, err := r.list(patterns...)
	for range maxAbsent {
		m, ok := absentModule(list, err)
		if !ok {
			break
		}
		if r.substitutes == nil {
			s, sErr := newSubstitutes(&r.goCommand)
			if sErr != nil {
				return list, err // which says more
			}
			r.substitutes = s
			r.env, r.flags = append(slices.Clip(r.env), s.env...), s.flags
		}
		if sErr := r.substitutes.empty(m); sErr != nil {
			return list, err
		}
		list, err = r.list(patterns...)
	}
	return list, err
}

// absent matches what the go command says of a module whose go.mod it needs and
// does not get.
var absent = regexp.MustCompile(`(?:^|[\s:])([^\s@:()]+)@(v[^\s:()]+)(?: \(replaced by [^)]*\))?: (?:reading |module lookup disabled|invalid version|unrecognized import path|git )`)

// absentModule returns a module that keeps packages of others from being known.
func absentModule(list []*listed, err error) (m module.Version, ok bool) {
	if err != nil {
		found := absent.FindStringSubmatch(err.Error())
		if found == nil {
			return module.Version{}, false
		}
		return module.Version{Path: found[1], Version: found[2]}, true
	}
	for _, p := range list {
		if p.Error == nil {
			continue
		}
		found := absent.FindStringSubmatch(p.Error.Err)
		if found != nil && p.ImportPath != found[1] && !strings.HasPrefix(p.ImportPath, found[1]+"/") {
			return module.Version{Path: found[1], Version: found[2]}, true
		}
	}
	return module.Version{}, false
}

// substitutes are files in a folder of their own with which the go command finds
// empty modules in the place of absent ones.
type substitutes struct {
	dir      string
	name     string // of the file that says where modules are: go.mod or go.work
	file     modules
	replaced func() []*modfile.Replace
	syntax   *modfile.FileSyntax
	tried    []module.Version
	env      []string // for the go command
	flags    []string
}

// modules is a go.mod or a go.work.
type modules interface {
	AddReplace(oldPath, oldVers, newPath, newVers string) error
	DropReplace(oldPath, oldVers string) error
	Cleanup()
}

// newSubstitutes begins with the module, or the workspace, of c as it is.
func newSubstitutes(c *goCommand) (*substitutes, error) {
	dir, err := os.MkdirTemp("", "mtlslint-absent-")
	if err != nil {
		return nil, err
	}
	s := &substitutes{dir: dir}
	if err := s.begin(c); err != nil {
		s.remove()
		return nil, err
	}
	return s, nil
}

func (s *substitutes) begin(c *goCommand) error {
	file, _, err := findWorkspace(c.dir, c.env)
	if err != nil {
		return err
	}
	s.name = "go.work"
	if file == "" {
		root := above(c.dir, "go.mod")
		if root == "" || isFile(filepath.Join(root, "vendor", "modules.txt")) {
			return errors.New("no go.mod that chooses versions")
		}
		s.name, file = "go.mod", filepath.Join(root, "go.mod")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	own, sums := filepath.Join(s.dir, s.name), "go.sum"
	if s.name == "go.work" {
		work, err := modfile.ParseWork(file, text, nil)
		if err != nil {
			return err
		}
		if err := absolute(work, filepath.Dir(file)); err != nil {
			return err
		}
		s.file, s.syntax, s.replaced = work, work.Syntax, func() []*modfile.Replace { return work.Replace }
		s.env, sums = []string{"GOWORK=" + own}, "go.work.sum"
	} else {
		mod, err := modfile.Parse(file, text, nil)
		if err != nil {
			return err
		}
		s.file, s.syntax, s.replaced = mod, mod.Syntax, func() []*modfile.Replace { return mod.Replace }
		// Other versions may be chosen, of which go.sum has nothing.
		s.env = []string{"GOFLAGS=" + strings.TrimSpace(variable(c.env, "GOFLAGS")+" -mod=mod"), "GONOSUMDB=*"}
		s.flags = []string{"-modfile=" + own}
	}
	return copyFile(strings.TrimSuffix(file, filepath.Ext(file))+strings.TrimPrefix(sums, "go"), filepath.Join(s.dir, sums))
}

// absolute makes the paths of a workspace in dir hold elsewhere, too.
func absolute(work *modfile.WorkFile, dir string) error {
	for _, use := range slices.Clone(work.Use) {
		if path := filepath.FromSlash(use.Path); !filepath.IsAbs(path) {
			if err := work.DropUse(use.Path); err != nil {
				return err
			}
			if err := work.AddUse(filepath.ToSlash(filepath.Join(dir, path)), use.ModulePath); err != nil {
				return err
			}
		}
	}
	for _, r := range slices.Clone(work.Replace) {
		if path := filepath.FromSlash(r.New.Path); r.New.Version == "" && !filepath.IsAbs(path) {
			if err := work.AddReplace(r.Old.Path, r.Old.Version, filepath.ToSlash(filepath.Join(dir, path)), ""); err != nil {
				return err
			}
		}
	}
	work.Cleanup()
	return nil
}

func copyFile(from, to string) error {
	text, err := os.ReadFile(from)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o600)
}

// empty puts an empty module in the place of m.
func (s *substitutes) empty(m module.Version) error {
	if slices.Contains(s.tried, m) {
		return errors.New("without effect")
	}
	s.tried = append(s.tried, m)
	escaped, err := module.EscapePath(m.Path)
	if err != nil {
		return err
	}
	dir := filepath.Join(s.dir, "modules", filepath.FromSlash(escaped)+"@"+m.Version)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module "+m.Path+"\n"), 0o600); err != nil {
		return err
	}
	for _, r := range slices.Clone(s.replaced()) {
		if r.Old.Path == m.Path && (r.Old.Version == "" || r.Old.Version == m.Version) {
			if err := s.file.DropReplace(r.Old.Path, r.Old.Version); err != nil {
				return err
			}
		}
	}
	if err := s.file.AddReplace(m.Path, m.Version, filepath.ToSlash(dir), ""); err != nil {
		return err
	}
	s.file.Cleanup()
	return os.WriteFile(filepath.Join(s.dir, s.name), modfile.Format(s.syntax), 0o600)
}

// remove deletes the files. It may be called for none.
func (s *substitutes) remove() {
	if s != nil {
		_ = os.RemoveAll(s.dir) // in the folder for such files
	}
}
