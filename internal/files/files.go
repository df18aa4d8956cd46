// Package files finds and writes files.
package files

import (
	"errors"
	"os"
	"path/filepath"
)

// Write writes a file as a whole or not at all. A file that exists keeps its
// mode; a new one gets 0644. A link is followed; what is no regular file, such
// as a terminal, is written as it is.
func Write(name string, data []byte) error {
	mode := os.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		if !info.Mode().IsRegular() {
			return os.WriteFile(name, data, mode)
		}
		mode = info.Mode().Perm()
		if name, err = filepath.EvalSymlinks(name); err != nil {
			return err
		}
	}
	temp, err := os.CreateTemp(filepath.Dir(name), ".mtlslint-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // fails once it is renamed
	_, err = temp.Write(data)
	if err = errors.Join(err, temp.Chmod(mode), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}
