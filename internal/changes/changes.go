// Package changes asks git which lines of which files are new.
package changes

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// Lines are the lines that changed, by file relative to the repository's root.
type Lines struct {
	root  string // absolute, without symbolic links
	files map[string][]span
}

// A span is a range of lines, both ends included.
type span struct{ from, to int }

// Since returns what is new in the work tree around dir since the branch left
// rev: changes that are committed, those that are not, and files that git does
// not know yet. Where lines were only deleted, the lines around them count: a
// check that is gone is new, too.
func Since(ctx context.Context, dir, rev string) (*Lines, error) {
	root, err := git(ctx, dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	l := &Lines{root: strings.TrimSuffix(root, "\n"), files: make(map[string][]span)}
	commit, err := git(ctx, dir, "rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("git knows no commit %q here: fetch it, as with fetch-depth: 0 of actions/checkout", rev)
	}
	base := strings.TrimSpace(commit)
	if merge, err := git(ctx, dir, "merge-base", base, "HEAD"); err == nil {
		base = strings.TrimSpace(merge)
	} // without history in common, as in a shallow clone, compare with rev itself
	diff, err := git(ctx, l.root, "-c", "core.quotePath=false", "diff", "--no-ext-diff", "--no-textconv", "--no-color", "--no-relative",
		"--unified=0", "--find-renames", "--src-prefix=a/", "--dst-prefix=b/", base, "--")
	if err != nil {
		return nil, err
	}
	if err := l.parse(diff); err != nil {
		return nil, err
	}
	others, err := git(ctx, l.root, "ls-files", "-z", "--others", "--exclude-standard")
	if err != nil {
		return nil, err
	}
	for name := range strings.SplitSeq(others, "\x00") {
		if name != "" {
			l.files[name] = []span{{1, 1 << 30}}
		}
	}
	return l, nil
}

// git runs git and returns what it writes.
func git(ctx context.Context, dir string, args ...string) (string, error) {
	// A repository may have a program of its own watch its files, and a folder
	// may pass for a repository.
	args = append([]string{"-c", "core.fsmonitor=false", "-c", "safe.bareRepository=explicit"}, args...)
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return "", errors.New("git is not installed")
		}
		return "", fmt.Errorf("git %s: %s", args[4], strings.TrimSpace(stderr.String()))
	}
	return stdout.String(), nil
}

// parse reads a diff without context.
func (l *Lines) parse(diff string) error {
	file := ""
	for line := range strings.Lines(diff) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "diff --git "):
			file = ""
		case file == "" && strings.HasPrefix(line, "+++ "):
			name, err := unquote(strings.TrimSuffix(line[4:], "\t"))
			if err != nil {
				return err
			}
			file = strings.TrimPrefix(name, "b/") // /dev/null for a file that is gone
		case strings.HasPrefix(line, "@@ ") && file != "":
			// @@ -from,count +from,count @@
			fields := strings.Fields(line)
			if len(fields) < 3 {
				return fmt.Errorf("git wrote %q", line)
			}
			from, count, found := strings.Cut(strings.TrimPrefix(fields[2], "+"), ",")
			if !found {
				count = "1"
			}
			begin, err := strconv.Atoi(from)
			if err != nil {
				return fmt.Errorf("git wrote %q", line)
			}
			n, err := strconv.Atoi(count)
			if err != nil {
				return fmt.Errorf("git wrote %q", line)
			}
			s := span{begin, begin + n - 1}
			if n == 0 {
				s = span{begin, begin + 1}
			}
			l.files[file] = append(l.files[file], s)
		}
	}
	return nil
}

// unquote reads a name as git writes it: in quotes, with escapes as in C, when
// there is something special in it.
func unquote(name string) (string, error) {
	if !strings.HasPrefix(name, `"`) {
		return name, nil
	}
	s, err := strconv.Unquote(name)
	if err != nil {
		return "", fmt.Errorf("git wrote the file name %s", name)
	}
	return s, nil
}

// Touch reports whether a range of lines of a file, given by its absolute name,
// has a new one.
func (l *Lines) Touch(file string, from, to int) bool {
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	rel, err := filepath.Rel(filepath.FromSlash(l.root), file)
	if err != nil {
		return false
	}
	for _, s := range l.files[filepath.ToSlash(rel)] {
		if from <= s.to && max(from, to) >= s.from {
			return true
		}
	}
	return false
}
