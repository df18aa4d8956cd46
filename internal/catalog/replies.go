package catalog

import (
	"strconv"
	"strings"
)

// A ReplyWriter is a function of the standard library that writes a text to a connection, or to
// what buffers one.
type ReplyWriter struct {
	Text   int  // which argument begins the text, with the receiver as the first
	Format bool // it is a format, whose operands follow
	List   bool // it is the first of the operands
}

var replyWriters = map[string]ReplyWriter{
	"fmt.Fprintf":                        {Text: 1, Format: true},
	"fmt.Fprint":                         {Text: 1, List: true},
	"fmt.Fprintln":                       {Text: 1, List: true},
	"io.WriteString":                     {Text: 1},
	"(net.Conn).Write":                   {Text: 1},
	"(*crypto/tls.Conn).Write":           {Text: 1},
	"(*bufio.Writer).Write":              {Text: 1},
	"(*bufio.Writer).WriteString":        {Text: 1},
	"(*net/textproto.Writer).PrintfLine": {Text: 1, Format: true},
}

// WritesReply returns how a function of the standard library writes a text, if it does.
func WritesReply(symbol string) (ReplyWriter, bool) {
	w, ok := replyWriters[symbol]
	return w, ok
}

// A Reply is what the beginning of a reply says: neither yes nor no, as long as more is asked for.
type Reply uint8

// What the beginning of a reply says.
const (
	Neither Reply = iota
	Accepts
	Refuses
)

// ReplyCode tells what the code of a reply says: 2xx is a yes, 4xx and 5xx are a no
// (RFC 5321, 4.2.1; RFC 959, 4.2.1).
func ReplyCode(code int64) Reply {
	switch {
	case code >= 200 && code < 300:
		return Accepts
	case code >= 400 && code < 600:
		return Refuses
	}
	return Neither
}

// ReplyText tells what a reply that begins with a text says: by a code, or by a status indicator
// such as those of POP3 (RFC 1939, 3), RESP (simple strings and errors, redis.io), IMAP (RFC 9051,
// 7.1) and those that are like them.
func ReplyText(text string) Reply {
	word := text
	if i := strings.IndexAny(text, " \t\r\n"); i >= 0 {
		word = text[:i]
	}
	if code, _, _ := strings.Cut(word, "-"); len(code) == 3 { // 250-first of several lines
		if n, err := strconv.Atoi(code); err == nil {
			return ReplyCode(int64(n))
		}
	}
	switch word {
	case "OK":
		return Accepts
	case "ERR", "ERROR", "NO", "BAD", "DENIED", "FORBIDDEN", "UNAUTHORIZED":
		return Refuses
	}
	if len(word) > 1 && 'A' <= word[1] && word[1] <= 'Z' {
		switch word[0] {
		case '+':
			return Accepts
		case '-':
			return Refuses
		}
	}
	return Neither
}
