package report

import (
	"go/doc/comment"
	"go/parser"
	"go/token"
	"strings"
)

// DocOf returns the text of the package comment in src, the source of a rule's
// doc.go. It is empty when src has none.
func DocOf(src string) string {
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", src, parser.PackageClauseOnly|parser.ParseComments)
	if err != nil || file.Doc == nil {
		return ""
	}
	return file.Doc.Text()
}

// parse reads doc, the text of a Go doc comment.
func parse(doc string) *comment.Doc {
	return new(comment.Parser).Parse(doc)
}

// printer prints headings at the given level, without identifiers of their own.
func printer(level int) *comment.Printer {
	return &comment.Printer{
		HeadingLevel: level,
		HeadingID:    func(*comment.Heading) string { return "" },
		TextWidth:    80,
	}
}

// Markdown renders doc, the text of a Go doc comment, with its headings at the
// given level.
func Markdown(doc string, level int) string {
	d := parse(doc)
	p := printer(level)
	var parts []string
	for _, block := range d.Content {
		if code, ok := block.(*comment.Code); ok {
			parts = append(parts, "```go\n"+code.Text+"```\n")
			continue
		}
		parts = append(parts, string(p.Markdown(&comment.Doc{Content: []comment.Block{block}})))
	}
	return strings.Join(parts, "\n")
}

// Text renders doc, the text of a Go doc comment, for a terminal.
func Text(doc string) string {
	return string(printer(1).Text(parse(doc)))
}

// Code returns the first code block in the section of doc with the given
// heading, and whether there is one.
func Code(doc, heading string) (string, bool) {
	inside := false
	for _, block := range parse(doc).Content {
		switch block := block.(type) {
		case *comment.Heading:
			inside = plain(block.Text) == heading
		case *comment.Code:
			if inside {
				return block.Text, true
			}
		}
	}
	return "", false
}

// plain returns the text of a heading, which holds no links.
func plain(text []comment.Text) string {
	var b strings.Builder
	for _, t := range text {
		switch t := t.(type) {
		case comment.Plain:
			b.WriteString(string(t))
		case comment.Italic:
			b.WriteString(string(t))
		}
	}
	return b.String()
}
