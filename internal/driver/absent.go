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
		}
		if sErr := r.substitutes.empty(m); sErr != nil {
			return list, err
		}
		r.env, r.flags = append(slices.Clip(r.env), r.substitutes.env...), r.substitutes.flags
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
	dir   string
	work  *modfile.WorkFile // or
	mod   *modfile.File
	tried []module.Version
	env   []string // for the go command
	flags []string
}

// newSubstitutes begins with the module, or the workspace, of c as it is.
func newSubstitutes(c *goCommand) (s *substitutes, err error) {
	dir, err := os.MkdirTemp("", "mtlslint-absent-")
	if err != nil {
		return nil, err
	}
	s = &substitutes{dir: dir}
	defer func() {
		if err != nil {
			s.remove()
		}
	}()
	file, _, err := findWorkspace(c.dir, c.env)
	if err != nil {
		return nil, err
	}
	if file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if s.work, err = modfile.ParseWork(file, text, nil); err != nil {
			return nil, err
		}
		if err := absolute(s.work, filepath.Dir(file)); err != nil {
			return nil, err
		}
		s.env = []string{"GOWORK=" + filepath.Join(dir, "go.work")}
		return s, copyFile(strings.TrimSuffix(file, ".work")+".work.sum", filepath.Join(dir, "go.work.sum"))
	}
	root := above(c.dir, "go.mod")
	if root == "" || isFile(filepath.Join(root, "vendor", "modules.txt")) {
		return nil, errors.New("no go.mod that chooses versions")
	}
	file = filepath.Join(root, "go.mod")
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if s.mod, err = modfile.Parse(file, text, nil); err != nil {
		return nil, err
	}
	// Other versions may be chosen, of which go.sum has nothing.
	s.env = []string{"GOFLAGS=" + strings.TrimSpace(variable(c.env, "GOFLAGS")+" -mod=mod"), "GONOSUMDB=*"}
	s.flags = []string{"-modfile=" + filepath.Join(dir, "go.mod")}
	return s, copyFile(filepath.Join(root, "go.sum"), filepath.Join(dir, "go.sum"))
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
	dir = filepath.ToSlash(dir)
	if s.work != nil {
		for _, r := range slices.Clone(s.work.Replace) {
			if r.Old.Path == m.Path && (r.Old.Version == "" || r.Old.Version == m.Version) {
				if err := s.work.DropReplace(r.Old.Path, r.Old.Version); err != nil {
					return err
				}
			}
		}
		if err := s.work.AddReplace(m.Path, m.Version, dir, ""); err != nil {
			return err
		}
		s.work.Cleanup()
		return os.WriteFile(filepath.Join(s.dir, "go.work"), modfile.Format(s.work.Syntax), 0o600)
	}
	for _, r := range slices.Clone(s.mod.Replace) {
		if r.Old.Path == m.Path && (r.Old.Version == "" || r.Old.Version == m.Version) {
			if err := s.mod.DropReplace(r.Old.Path, r.Old.Version); err != nil {
				return err
			}
		}
	}
	if err := s.mod.AddReplace(m.Path, m.Version, dir, ""); err != nil {
		return err
	}
	s.mod.Cleanup()
	return os.WriteFile(filepath.Join(s.dir, "go.mod"), modfile.Format(s.mod.Syntax), 0o600)
}

// remove deletes the files. It may be called for none.
func (s *substitutes) remove() {
	if s != nil {
		_ = os.RemoveAll(s.dir) // in the folder for such files
	}
}
