package driver

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// NoModuleError says that the packages cannot be found for want of a module.
type NoModuleError struct {
	Dir   string   // where one was looked for
	Below []string // folders of modules below Dir, relative to it; not all of many
}

func (e *NoModuleError) Error() string {
	return fmt.Sprintf("no go.mod in %s or above it", e.Dir)
}

// noModule returns a NoModuleError if dir is in no module and no workspace.
func noModule(dir string) error {
	for at := dir; ; at = filepath.Dir(at) {
		for _, name := range []string{"go.mod", "go.work"} {
			if _, err := os.Stat(filepath.Join(at, name)); err == nil {
				return nil
			}
		}
		if at == filepath.Dir(at) {
			return &NoModuleError{Dir: dir, Below: modulesBelow(dir)}
		}
	}
}

// modulesBelow looks for modules not too far below dir.
func modulesBelow(dir string) []string {
	const depth, most = 4, 10
	var found []string
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // what cannot be read cannot be suggested
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		switch {
		case d.Name() == "go.mod":
			found = append(found, filepath.Dir(rel))
			if len(found) == most {
				return filepath.SkipAll
			}
		case d.IsDir() && rel != ".":
			name := d.Name()
			hidden := strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")
			if hidden || name == "vendor" || name == "testdata" || strings.Count(rel, string(filepath.Separator)) >= depth {
				return filepath.SkipDir
			}
		}
		return nil
	})
	return found
}
