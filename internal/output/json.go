package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// JSON writes the report as one JSON object.
func (r *Report) JSON(w io.Writer) error { return writeJSON(w, r) }

// writeJSON writes v as indented JSON. What could control a terminal, on which
// people look at such files, is escaped.
func writeJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	// Such characters occur in strings alone.
	var out bytes.Buffer
	for _, c := range b.String() {
		if c != '\n' && !plainRune(c) {
			fmt.Fprintf(&out, `\u%04x`, c)
			continue
		}
		out.WriteRune(c)
	}
	_, err := w.Write(out.Bytes())
	return err
}
