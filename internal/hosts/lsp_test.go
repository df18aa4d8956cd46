package hosts

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// A client is an editor, as far as a server of the Language Server Protocol
// can tell: https://microsoft.github.io/language-server-protocol
type client struct {
	t        testing.TB
	dir      string
	cmd      *exec.Cmd
	in       io.WriteCloser
	versions map[string]int // of open files
	abrupt   bool           // the server does not answer when it is to end
	patience time.Duration  // how long to wait for what has to come

	mu        sync.Mutex
	news      chan struct{} // closed when anything arrives
	settings  any
	id        int
	answers   map[int]answer
	published map[string][]diagnostic // by file
	counts    map[string]int          // of publications, by file
	messages  []string                // shown to people, about mtlslint
	ended     error
}

type answer struct {
	Result json.RawMessage
	Error  *struct{ Message string }
}

type position struct{ Line, Character int }

type span struct{ Start, End position }

type diagnostic struct {
	Range              span
	Severity           int
	Code, Source       string
	CodeDescription    struct{ Href string }
	Message            string
	RelatedInformation []struct {
		Location struct {
			URI   string
			Range span
		}
		Message string
	}
	raw json.RawMessage
}

func (d *diagnostic) UnmarshalJSON(text []byte) error {
	type plain diagnostic
	var loose struct {
		plain
		Code any
	}
	if err := json.Unmarshal(text, &loose); err != nil {
		return err
	}
	*d = diagnostic(loose.plain)
	d.Code = fmt.Sprint(loose.Code)
	d.raw = append(json.RawMessage(nil), text...)
	return nil
}

// ours reports whether a diagnostic is one of mtlslint's.
func (d diagnostic) ours() bool { return strings.Contains(d.CodeDescription.Href, "mtlslint") }

func (d diagnostic) String() string {
	return fmt.Sprintf("%d:%d: %s: %s", d.Range.Start.Line+1, d.Range.Start.Character+1, d.Code, d.Message)
}

// dial starts a server and opens a folder.
func dial(t testing.TB, dir string, settings any, server string, args ...string) *client {
	t.Helper()
	cmd := command(dir, server, args...)
	cmd.Env = append(cmd.Env, "GOPLSCACHE="+goplsCache())
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &client{
		t: t, dir: dir, cmd: cmd, in: in, settings: settings, patience: 90 * time.Second, versions: map[string]int{}, news: make(chan struct{}),
		answers: map[int]answer{}, published: map[string][]diagnostic{}, counts: map[string]int{},
	}
	go c.receive(out)
	t.Cleanup(c.close)
	c.call("initialize", map[string]any{
		"processId": os.Getpid(), "rootUri": uri(dir),
		"workspaceFolders": []any{map[string]any{"uri": uri(dir), "name": "folder"}},
		"capabilities": map[string]any{
			"workspace": map[string]any{"configuration": true, "applyEdit": true},
			"textDocument": map[string]any{
				"publishDiagnostics": map[string]any{"relatedInformation": true, "codeDescriptionSupport": true, "dataSupport": true},
				"codeAction": map[string]any{
					"codeActionLiteralSupport": map[string]any{"codeActionKind": map[string]any{"valueSet": []string{"quickfix"}}},
					"dataSupport":              true,
					"resolveSupport":           map[string]any{"properties": []string{"edit"}},
				},
			},
		},
		"initializationOptions": settings,
	}, nil)
	c.notify("initialized", map[string]any{})
	return c
}

func uri(file string) string {
	file = filepath.ToSlash(file)
	if !strings.HasPrefix(file, "/") {
		file = "/" + file
	}
	return (&url.URL{Scheme: "file", Path: file}).String()
}

// close ends the server as an editor does.
func (c *client) close() {
	if c.cmd == nil {
		return
	}
	if !c.abrupt {
		c.call("shutdown", nil, nil)
		c.notify("exit", nil)
	}
	c.in.Close()
	done := make(chan error, 1)
	cmd := c.cmd
	c.cmd = nil
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil && !c.abrupt {
			c.t.Errorf("the server ended with %v", err)
		}
	case <-time.After(20 * time.Second):
		cmd.Process.Kill()
		c.t.Error("the server does not end")
	}
}

func (c *client) send(message map[string]any) {
	message["jsonrpc"] = "2.0"
	text, err := json.Marshal(message)
	if err != nil {
		c.t.Error(err)
		return
	}
	if _, err := fmt.Fprintf(c.in, "Content-Length: %d\r\n\r\n%s", len(text), text); err != nil {
		c.t.Errorf("sending %v: %v", message["method"], err)
	}
}

// receive reads what the server sends, and answers what it asks.
func (c *client) receive(from io.Reader) {
	r := bufio.NewReader(from)
	for {
		text, err := frame(r)
		if err != nil {
			c.update(func() { c.ended = err })
			return
		}
		var m struct {
			ID     json.RawMessage
			Method string
			Params json.RawMessage
			answer
		}
		if err := json.Unmarshal(text, &m); err != nil {
			c.t.Errorf("%v in %s", err, text)
			continue
		}
		switch {
		case m.Method == "":
			id, _ := strconv.Atoi(string(m.ID))
			c.update(func() { c.answers[id] = m.answer })
		case m.ID != nil:
			c.send(map[string]any{"id": m.ID, "result": c.reply(m.Method, m.Params)})
		case m.Method == "textDocument/publishDiagnostics":
			var p struct {
				URI         string
				Diagnostics []diagnostic
			}
			if err := json.Unmarshal(m.Params, &p); err != nil {
				c.t.Errorf("%v in %s", err, text)
			}
			c.update(func() {
				c.published[p.URI] = p.Diagnostics
				c.counts[p.URI]++
			})
		case m.Method == "window/showMessage":
			var p struct{ Message string }
			if err := json.Unmarshal(m.Params, &p); err != nil {
				c.t.Errorf("%v in %s", err, text)
			}
			if strings.Contains(p.Message, "mtlslint") {
				c.update(func() { c.messages = append(c.messages, p.Message) })
			}
		}
	}
}

func frame(r *bufio.Reader) ([]byte, error) {
	head, err := textproto.NewReader(r).ReadMIMEHeader()
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(head.Get("Content-Length"))
	if err != nil {
		return nil, err
	}
	text := make([]byte, n)
	_, err = io.ReadFull(r, text)
	return text, err
}

func (c *client) reply(method string, params json.RawMessage) any {
	switch method {
	case "workspace/configuration":
		var p struct{ Items []any }
		if err := json.Unmarshal(params, &p); err != nil {
			c.t.Error(err)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		out := make([]any, len(p.Items))
		for i := range out {
			out[i] = c.settings
		}
		return out
	case "workspace/applyEdit":
		return map[string]any{"applied": true}
	}
	return nil
}

func (c *client) update(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
	close(c.news)
	c.news = make(chan struct{})
}

// await waits until ok, and returns false if that takes too long.
func (c *client) await(ok func() bool) bool { return c.within(c.patience, ok) }

// soon is await for what may not come.
func (c *client) soon(ok func() bool) bool { return c.within(200*time.Millisecond, ok) }

func (c *client) within(limit time.Duration, ok func() bool) bool {
	deadline := time.After(limit)
	for {
		c.mu.Lock()
		done, ended, news := ok(), c.ended, c.news
		c.mu.Unlock()
		if done {
			return true
		}
		if ended != nil {
			c.t.Errorf("the server ended: %v", ended)
			return false
		}
		select {
		case <-news:
		case <-deadline:
			return false
		}
	}
}

func (c *client) notify(method string, params any) {
	c.send(map[string]any{"method": method, "params": params})
}

// call sends a request and waits for the answer.
func (c *client) call(method string, params, result any) {
	c.t.Helper()
	c.id++
	id := c.id
	c.send(map[string]any{"id": id, "method": method, "params": params})
	var a answer
	if !c.await(func() (ok bool) { a, ok = c.answers[id]; return ok }) {
		c.t.Fatalf("no answer to %s", method)
	}
	if a.Error != nil {
		c.t.Fatalf("%s: %s", method, a.Error.Message)
	}
	if result != nil {
		if err := json.Unmarshal(a.Result, result); err != nil {
			c.t.Fatalf("%s: %v", method, err)
		}
	}
}

func (c *client) uri(file string) string { return uri(filepath.Join(c.dir, file)) }

// open opens a file with its text on disk.
func (c *client) open(file string) {
	c.t.Helper()
	text := read(c.t, filepath.Join(c.dir, file))
	c.versions[file] = 1
	c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": c.uri(file), "languageId": "go", "version": 1, "text": text,
	}})
}

// edit changes the text of an open file, and does not save it.
func (c *client) edit(file, text string) {
	c.versions[file]++
	c.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": c.uri(file), "version": c.versions[file]},
		"contentChanges": []any{map[string]any{"text": text}},
	})
}

// configure changes the settings of the server.
func (c *client) configure(settings any) {
	c.mu.Lock()
	c.settings = settings
	c.mu.Unlock()
	c.notify("workspace/didChangeConfiguration", map[string]any{"settings": settings})
}

// findings waits until mtlslint's diagnostics of a file begin with want, in the
// order of their places.
func (c *client) findings(file string, want ...string) []diagnostic {
	c.t.Helper()
	var got []diagnostic
	ok := c.await(func() bool {
		list, known := c.published[c.uri(file)]
		got = nil
		for _, d := range list {
			if d.ours() {
				got = append(got, d)
			}
		}
		if !known || len(got) != len(want) {
			return false
		}
		for _, w := range want {
			found := false
			for _, d := range got {
				found = found || strings.HasPrefix(d.String(), w)
			}
			if !found {
				return false
			}
		}
		return true
	})
	if !ok {
		c.t.Fatalf("%s: want\n\t%s\ngot\n\t%v", file, strings.Join(want, "\n\t"), got)
	}
	return got
}

// message waits for a message to people.
func (c *client) message(want string) {
	c.t.Helper()
	if !c.await(func() bool {
		for _, m := range c.messages {
			if strings.Contains(m, want) {
				return true
			}
		}
		return false
	}) {
		c.t.Errorf("no message %q, but %q", want, c.messages)
	}
}

// A textEdit is one change of a quick fix.
type textEdit struct {
	Range   span
	NewText string
}

// fix takes the quick fix of a diagnostic, by its title, and returns the text
// of the file with it.
func (c *client) fix(file, text string, d diagnostic, title string) string {
	c.t.Helper()
	var actions []struct {
		Title, Kind string
		Edit        struct {
			DocumentChanges []struct{ Edits []textEdit }
		}
	}
	c.call("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": c.uri(file)}, "range": d.Range,
		"context": map[string]any{"diagnostics": []any{d.raw}, "only": []string{"quickfix"}},
	}, &actions)
	for _, a := range actions {
		if a.Title != title || a.Kind != "quickfix" {
			continue
		}
		for _, change := range a.Edit.DocumentChanges {
			for i := len(change.Edits) - 1; i >= 0; i-- { // in the order of the file
				e := change.Edits[i]
				text = text[:offset(text, e.Range.Start)] + e.NewText + text[offset(text, e.Range.End):]
			}
		}
		return text
	}
	c.t.Fatalf("no quick fix %q, but %v", title, actions)
	return ""
}

// offset converts a position in ASCII text.
func offset(text string, p position) int {
	at := 0
	for range p.Line {
		at += strings.IndexByte(text[at:], '\n') + 1
	}
	return at + p.Character
}
