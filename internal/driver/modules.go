package driver

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// NoModuleError says that the packages cannot be found for want of a module.
type NoModuleError struct {
	Dir string // where one was looked for
}

func (e *NoModuleError) Error() string {
	return fmt.Sprintf("no go.mod in %s, above it or below it", e.Dir)
}

// A load is what one call of the go command can list: packages of one module,
// or of the modules of one workspace.
type load struct {
	dir      string // absolute
	patterns []string
	env      []string // on top of the environment
	versions []string // the go.mod and go.work files that choose the versions of modules
	module   string   // the module's folder, if it is not the one of dir
}

// findLoads distributes patterns over modules. Those that name folders go to
// the modules of the folders; one that ends in /... goes to every module below
// as well, which the go command by itself does not do. All other patterns are
// for the go command in dir.
func findLoads(dir string, env []string, patterns []string) ([]*load, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(dir); err != nil {
		return nil, err
	} else if !info.IsDir() {
		return nil, fmt.Errorf("%s is not a folder", dir)
	}
	work, used, err := findWorkspace(dir, env)
	if err != nil {
		return nil, err
	}
	d := &distribution{home: &load{dir: dir}, root: above(dir, "go.mod"), workspace: work != "", used: used}
	if d.workspace {
		d.home.versions = append(d.home.versions, work)
		for _, module := range used {
			d.home.versions = append(d.home.versions, filepath.Join(module, "go.mod"))
		}
	} else if d.root != "" {
		d.home.versions = []string{filepath.Join(d.root, "go.mod")}
	}
	for _, p := range patterns {
		d.add(p)
	}
	if len(d.loads) == 0 {
		return nil, &NoModuleError{dir}
	}
	return d.loads, nil
}

// A distribution is the state of findLoads.
type distribution struct {
	home  *load
	root  string // folder of the module that home is in, or empty
	loads []*load

	workspace bool
	used      []string // folders of its modules
}

func (d *distribution) add(pattern string) {
	base, recursive := strings.CutSuffix(filepath.ToSlash(pattern), "...")
	base = filepath.FromSlash(strings.TrimSuffix(base, "/"))
	at := base
	if !filepath.IsAbs(base) {
		at = filepath.Join(d.home.dir, base)
	}
	isPath := filepath.IsAbs(base) || base == "." || base == ".." ||
		strings.HasPrefix(base, "."+string(filepath.Separator)) || strings.HasPrefix(base, ".."+string(filepath.Separator))
	if info, err := os.Stat(at); !isPath || strings.Contains(base, "...") || err != nil || !info.IsDir() {
		d.to(d.home, pattern)
		return
	}
	around := above(at, "go.mod")
	if around != "" {
		d.to(d.loadOf(around), d.relative(around, pattern, at, recursive))
	}
	if recursive {
		for _, module := range modulesBelow(at) {
			if module != around {
				d.to(d.loadOf(module), d.relative(module, "", module, true))
			}
		}
	}
}

// to adds a pattern to a load, and the load if it is new.
func (d *distribution) to(l *load, pattern string) {
	if !slices.Contains(d.loads, l) {
		d.loads = append(d.loads, l)
	}
	if !slices.Contains(l.patterns, pattern) {
		l.patterns = append(l.patterns, pattern)
	}
}

// atHome reports whether the go command in the home folder knows a module.
func (d *distribution) atHome(module string) bool {
	if d.workspace {
		return slices.Contains(d.used, module)
	}
	return module == d.root
}

// loadOf returns the load for the module in a folder.
func (d *distribution) loadOf(module string) *load {
	if d.atHome(module) {
		return d.home
	}
	for _, l := range d.loads {
		if l.module == module {
			return l
		}
	}
	l := &load{dir: module, module: module, versions: []string{filepath.Join(module, "go.mod")}}
	if d.workspace {
		l.env = []string{"GOWORK=off"} // which does not use it
	}
	return l
}

// relative returns a pattern for a folder of a module, as seen from where the
// module is loaded.
func (d *distribution) relative(module, pattern, folder string, recursive bool) string {
	from := module
	if d.atHome(module) {
		if pattern != "" {
			return pattern
		}
		from = d.home.dir
	}
	rel, err := filepath.Rel(from, folder)
	if err != nil {
		rel = folder
	} else if rel = filepath.ToSlash(rel); rel != "." && !strings.HasPrefix(rel, "../") && rel != ".." {
		rel = "./" + rel
	}
	if recursive {
		rel += "/..."
	}
	return rel
}

// findWorkspace returns the go.work file that holds in dir, and the folders of
// the modules that it uses.
func findWorkspace(dir string, env []string) (file string, used []string, err error) {
	switch file = variable(env, "GOWORK"); {
	case file == "off":
		return "", nil, nil
	case file == "":
		root := above(dir, "go.work")
		if root == "" {
			return "", nil, nil
		}
		file = filepath.Join(root, "go.work")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", nil, fmt.Errorf("reading the workspace: %w", err)
	}
	work, err := modfile.ParseWork(file, text, nil)
	if err != nil {
		return "", nil, fmt.Errorf("reading the workspace: %w", err)
	}
	for _, use := range work.Use {
		path := filepath.FromSlash(use.Path)
		if !filepath.IsAbs(path) {
			path = filepath.Join(filepath.Dir(file), path)
		}
		used = append(used, filepath.Clean(path))
	}
	return file, used, nil
}

// above returns the closest folder, dir itself or one above it, that has a
// file of the given name; empty if there is none.
func above(dir, name string) string {
	for {
		if isFile(filepath.Join(dir, name)) {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// modulesBelow returns the folders of all modules in dir and below, but for
// those that the go command passes over and those that hold other people's
// code.
func modulesBelow(dir string) []string {
	var found []string
	_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil // what cannot be read holds nothing to analyse
		}
		switch name := e.Name(); {
		case e.IsDir() && path != dir:
			if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") ||
				name == "vendor" || name == "testdata" || name == "node_modules" {
				return filepath.SkipDir
			}
		case name == "go.mod" && e.Type().IsRegular():
			found = append(found, filepath.Dir(path))
		}
		return nil
	})
	return found
}

// platformEnv returns an environment for a platform: an operating system, or
// one and an architecture.
func platformEnv(env []string, platform string) []string {
	if platform == "" {
		return env
	}
	system, arch, _ := strings.Cut(platform, "/")
	env = append(slices.Clip(env), "GOOS="+system)
	if arch != "" {
		env = append(env, "GOARCH="+arch)
	}
	return env
}

// checkPlatforms returns an error if the go command does not know one of the
// platforms.
func checkPlatforms(ctx context.Context, env, platforms []string) error {
	if len(platforms) == 0 {
		return nil
	}
	cmd := exec.CommandContext(ctx, "go", "tool", "dist", "list")
	cmd.Env = env
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("asking the go command for platforms: %w", err)
	}
	known := strings.Fields(string(out))
	for _, p := range platforms {
		if !slices.ContainsFunc(known, func(k string) bool { return k == p || strings.HasPrefix(k, p+"/") }) {
			return fmt.Errorf("unknown platform %q: go tool dist list names them all", p)
		}
	}
	return nil
}
