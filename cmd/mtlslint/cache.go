package main

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/mtlslint/mtlslint/analyzers"
)

// cacheDir returns the folder of the cache; empty if there is to be none.
func cacheDir(opts *options) string {
	switch opts.cache {
	case "off":
		return ""
	case "":
		dir, err := os.UserCacheDir()
		if err != nil {
			return "" // there is no home
		}
		return filepath.Join(dir, "mtlslint")
	}
	return opts.cache
}

// cacheKey sums up what findings depend on besides the code: this program and
// its configuration. It is empty when the run must not rely on earlier ones.
func cacheKey(cfg analyzers.Config) (string, error) {
	if cfg.Debug != nil {
		return "", nil
	}
	program, err := programID()
	if err != nil {
		return "", err
	}
	key, err := cfg.Key()
	return program + " " + key, err
}

// programID identifies this program: by its version and that version's
// checksum or, if it was built from a working tree, by what the linker wrote
// at its beginning, which holds a sum of everything else.
func programID() (string, error) {
	info, ok := debug.ReadBuildInfo()
	if ok && info.Main.Sum != "" {
		return info.Main.Version + " " + info.Main.Sum, nil
	}
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var program io.Reader = io.LimitReader(f, 64<<10)
	if !ok || slices.ContainsFunc(info.Settings, func(s debug.BuildSetting) bool { return strings.Contains(s.Value, "-buildid") }) {
		program = f // without that sum
	}
	h := sha256.New()
	if _, err := io.Copy(h, program); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
