package driver

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A store keeps the outcomes of earlier runs in a folder, each in a file under
// a sum of everything that it depends on. What is missing, truncated, changed
// or not to be read counts as not there. A nil store is empty and stays so.
type store struct {
	dir string
}

// storeVersion changes when the meaning of what is stored does.
const storeVersion = "v1"

// Entries are removed when nothing has used them for a month; used ones are
// marked as such once a day.
const (
	storeTrim = 24 * time.Hour
	storeUsed = 24 * time.Hour
	storeKeep = 30 * 24 * time.Hour
)

// openStore returns the store in a folder, which is made if need be. An empty
// name gives a store that keeps nothing.
func openStore(dir string) (*store, error) {
	if dir == "" {
		return nil, nil
	}
	s := &store{filepath.Join(dir, storeVersion)}
	if err := os.MkdirAll(s.dir, 0o777); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *store) file(key sum) string {
	name := hex.EncodeToString(key[:])
	return filepath.Join(s.dir, name[:2], name[2:])
}

// get returns what is stored under key.
func (s *store) get(key sum) ([]byte, bool) {
	if s == nil {
		return nil, false
	}
	name := s.file(key)
	data, err := os.ReadFile(name)
	if err != nil || len(data) < len(sum{}) {
		return nil, false
	}
	check, data := data[:len(sum{})], data[len(sum{}):]
	if want := sumOf(key[:], data); !bytes.Equal(check, want[:]) {
		return nil, false
	}
	if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > storeUsed {
		_ = os.Chtimes(name, time.Time{}, time.Now()) // for trim; it does not matter much
	}
	return data, true
}

// put stores data under key, in place of what was there.
func (s *store) put(key sum, data []byte) error {
	if s == nil {
		return nil
	}
	name := s.file(key)
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	// Another process may read or write the same file.
	f, err := os.CreateTemp(filepath.Dir(name), "new-")
	if err != nil {
		return err
	}
	check := sumOf(key[:], data)
	_, err = f.Write(append(check[:], data...))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// trim removes what has not been used for long. It does so once a day.
func (s *store) trim() error {
	if s == nil {
		return nil
	}
	stamp := filepath.Join(s.dir, "trimmed")
	if info, err := os.Stat(stamp); err == nil && time.Since(info.ModTime()) < storeTrim {
		return nil
	}
	if err := os.WriteFile(stamp, nil, 0o666); err != nil {
		return err
	}
	now := time.Now()
	if err := os.Chtimes(stamp, now, now); err != nil {
		return err
	}
	return filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil // somebody else removes things, too
		}
		if info, err := d.Info(); err == nil && now.Sub(info.ModTime()) > storeKeep {
			_ = os.Remove(path)
		}
		return nil
	})
}
