package files

import (
	"os"
	"path/filepath"
)

// Above returns the nearest folder, from dir upwards, that holds name, or "".
func Above(dir, name string) string {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, name)); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return ""
		}
	}
}
