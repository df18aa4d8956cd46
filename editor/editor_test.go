package editor

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/suite/vet"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/report"
)

func TestRegistered(t *testing.T) {
	if missing := Missing(vet.Suite); missing != nil {
		t.Errorf("not in the suite: %v", missing)
	}
	if missing := Missing(nil); len(missing) == 0 || !slices.Equal(missing[:len(missing)-1], analyzers.Names()) {
		t.Errorf("without any: %v", missing)
	}
	if err := analysis.Validate(vet.Suite); err != nil {
		t.Error(err)
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	below := filepath.Join(dir, "a", "b")
	if err := os.MkdirAll(below, 0o777); err != nil {
		t.Fatal(err)
	}
	t.Chdir(below)
	first := load()
	if first.err != nil || first.config.Severity != report.Medium {
		t.Errorf("without a file: %+v", first)
	}
	settings := func(text string) state {
		if err := os.WriteFile(filepath.Join(dir, ".mtlslint.yml"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return load()
	}
	if st := settings("severity: low\n"); st.err != nil || st.config.Severity != report.Low || st.same(first) {
		t.Errorf("severity low: %+v", st)
	}
	if st := settings("severity: grave\n"); st.err == nil || !strings.Contains(st.err.Error(), ".mtlslint.yml:1:") || st.config.Severity != report.Medium {
		t.Errorf("a wrong severity: %+v", st)
	}
	var off strings.Builder
	off.WriteString("rules:\n")
	for _, name := range analyzers.Names() {
		fmt.Fprintf(&off, "  %s: {enabled: false}\n", name)
	}
	if st := settings(off.String()); st.err == nil || !strings.Contains(st.err.Error(), "under analyses") {
		t.Errorf("all rules off: %v", st.err)
	}
}

func TestServes(t *testing.T) {
	for args, want := range map[string]bool{
		"": true, "serve": true, "-mode=stdio": true, "-rpc.trace serve": true, "-remote=auto": true,
		"check a.go": false, "version": false, "-v check a.go": false, "-listen=:0": false, "serve -listen=:0": true, "-h": false,
	} {
		if got := serves(strings.Fields(args)); got != want {
			t.Errorf("%q: %t", args, got)
		}
	}
}

func TestNotice(t *testing.T) {
	used, other, broken := state{key: "a"}, state{key: "b"}, state{key: "d", err: errors.New("line 3")}
	disk := used
	n := &notifier{used: used, load: func() state { return disk }}
	now := time.Now()
	for i, step := range []struct {
		disk  state
		after time.Duration
		want  string
	}{
		{other, 0, ""}, // too early to look
		{used, pause, ""},
		{other, pause / 2, ""},
		{other, pause, "the settings of mtlslint changed: restart gopls to use them"},
		{other, pause, ""},
		{broken, pause, "mtlslint goes on with the settings that gopls was started with: line 3"},
		{broken, pause, ""},
		{used, pause, ""},
		{other, pause, "the settings of mtlslint changed: restart gopls to use them"},
	} {
		now, disk = now.Add(step.after), step.disk
		if got := n.notice(now); got != step.want {
			t.Errorf("step %d: %q", i, got)
		}
	}
	n = &notifier{used: broken, load: func() state { return broken }}
	if got := n.notice(now); got != "mtlslint works with its default settings: line 3" {
		t.Errorf("at the start: %q", got)
	}
}

// What gopls writes goes through as it is; the notice is a message between two
// of its own.
func TestCopy(t *testing.T) {
	messages := []string{
		"Content-Length: 2\r\n\r\n{}",
		"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length: 9\r\n\r\n{\"é\":1}\n",
		"Content-Length: 0\r\n\r\n",
	}
	n := &notifier{used: state{err: errors.New("é")}, load: func() state { return state{} }}
	var out bytes.Buffer
	if err := n.copy(&out, strings.NewReader(strings.Join(messages, ""))); err != nil {
		t.Fatal(err)
	}
	notice := `{"jsonrpc":"2.0","method":"window/showMessage","params":{"message":"mtlslint works with its default settings: é","type":2}}`
	want := messages[0] + fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(notice), notice) + messages[1] + messages[2]
	if out.String() != want {
		t.Errorf("got\n%q\nwant\n%q", out.String(), want)
	}
	// Cut off, or not understood: nothing is kept back.
	for _, text := range []string{"Content-Length: 10\r\n\r\n{}", "Content-Len", "Content-Length: x\r\n\r\n{}"} {
		out.Reset()
		n := &notifier{load: func() state { return state{} }}
		err := n.copy(&out, strings.NewReader(text))
		if !strings.HasPrefix(text, out.String()) || out.Len() == 0 {
			t.Errorf("%q became %q, %v", text, out.String(), err)
		}
	}
	if _, err := frame(bufio.NewReader(strings.NewReader(""))); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
}
