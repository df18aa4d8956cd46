package editor

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

// Notify lets people know in their editor when the settings are wrong, or are
// not those any more that gopls was started with. Gopls has no way for its
// analyzers to say so; its output is made to pass through here, and the notice
// is put between two messages. Where gopls is not started as a server on its
// standard input and output, the standard error gets the notice.
func Notify(args []string) error {
	if !serves(args) {
		if loaded.err != nil {
			fmt.Fprintf(os.Stderr, "mtlslint: %v\nmtlslint: its settings are the default ones\n", loaded.err)
		}
		return nil
	}
	out := os.Stdout
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	os.Stdout = w
	n := &notifier{used: loaded, load: load}
	go func() {
		if err := n.copy(out, r); err != nil {
			fmt.Fprintf(os.Stderr, "mtlslint: passing on the output of gopls: %v\n", err)
		}
		r.Close() // gopls ends when nobody reads its output
	}()
	return nil
}

// serves reports whether gopls is a server on its standard input and output
// when it is started with args.
func serves(args []string) bool {
	for _, arg := range args {
		name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		switch {
		case !strings.HasPrefix(arg, "-"):
			return arg == "serve"
		case name == "listen" || name == "port" || name == "h" || name == "help":
			return false
		}
	}
	return true
}

// pause is the least time between two looks at the settings.
const pause = 2 * time.Second

// A notifier passes on a server's messages, and adds its own.
type notifier struct {
	used state        // the settings that the suite was made with
	load func() state // reads those on disk

	begun bool
	told  state // the settings of which people know
	next  time.Time
}

// copy passes on messages until there are no more.
func (n *notifier) copy(w io.Writer, from io.Reader) error {
	r := bufio.NewReaderSize(from, 64<<10)
	for {
		message, err := frame(r)
		if len(message) > 0 {
			if _, err := w.Write(message); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if text := n.notice(time.Now()); text != "" {
			if _, err := w.Write(showMessage(text)); err != nil {
				return err
			}
		}
	}
}

// notice returns what people should know, empty if there is nothing new.
func (n *notifier) notice(at time.Time) string {
	if !n.begun {
		n.begun, n.told, n.next = true, n.used, at.Add(pause)
		if n.used.err != nil {
			return fmt.Sprintf("mtlslint works with its default settings: %v", n.used.err)
		}
	}
	if at.Before(n.next) {
		return ""
	}
	n.next = at.Add(pause)
	st := n.load()
	if st.same(n.told) {
		return ""
	}
	n.told = st
	switch {
	case st.same(n.used): // changed back
		return ""
	case st.err != nil:
		return fmt.Sprintf("mtlslint goes on with the settings that gopls was started with: %v", st.err)
	}
	return "the settings of mtlslint changed: restart gopls to use them"
}

// same reports whether two readings of the settings come to the same.
func (s state) same(t state) bool {
	return s.key == t.key && fmt.Sprint(s.err) == fmt.Sprint(t.err)
}

// frame reads one message with its header as the Language Server Protocol has
// it: https://microsoft.github.io/language-server-protocol/specifications/base
func frame(r *bufio.Reader) ([]byte, error) {
	var message []byte
	length := 0
	for {
		line, err := r.ReadBytes('\n')
		message = append(message, line...)
		if err != nil {
			return message, err
		}
		name, value, _ := strings.Cut(string(bytes.TrimSpace(line)), ":")
		if strings.EqualFold(name, "Content-Length") {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				return message, fmt.Errorf("a message with the header %q", line)
			}
		}
		if name == "" {
			break
		}
	}
	head := len(message)
	message = append(message, make([]byte, length)...)
	n, err := io.ReadFull(r, message[head:])
	return message[:head+n], err
}

// showMessage returns a notification of the type warning.
func showMessage(text string) []byte {
	body, err := json.Marshal(map[string]any{
		"jsonrpc": "2.0", "method": "window/showMessage", "params": map[string]any{"type": 2, "message": text},
	})
	if err != nil { // texts always can
		return nil
	}
	return fmt.Appendf(nil, "Content-Length: %d\r\n\r\n%s", len(body), body)
}
