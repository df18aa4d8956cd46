package summary

import (
	"go/constant"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A command of a line protocol, such as SMTP, FTP or POP3, returns nothing about its decision:
// it writes a reply to the connection, which begins with a code or a word. Functions of the
// package that write replies are told by what their texts begin with.

// replies returns the places at which the function writes a reply that says yes, if it refuses
// others by one that says no. Aloud says that it refuses with words about client certificates.
// A function that answers one command after another is none: what it has let in before counts
// there, too.
func (f *function) replies() (allows []Allow, aloud bool) {
	refuses := false
	for _, b := range f.fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			switch reply(f.replied(call, 0)) {
			case catalog.Refuses:
				refuses = true
				aloud = aloud || slices.ContainsFunc(call.Call.Args, func(a ssa.Value) bool {
					k, ok := a.(*ssa.Const)
					return ok && k.Value != nil && k.Value.Kind() == constant.String && catalog.MTLSWords(constant.StringVal(k.Value))
				})
			case catalog.Accepts:
				if slices.ContainsFunc(b.Succs, func(s *ssa.BasicBlock) bool { return reaches(s, b) }) {
					return nil, false
				}
				if ways := f.out[b.Index]; len(ways) > 0 {
					allows = append(allows, Allow{Pos: call.Pos(), What: callText(call.Common()), ways: ways, block: b})
				}
			}
		}
	}
	if !refuses {
		return nil, false
	}
	return allows, aloud
}

// reply tells what a reply says that begins with v.
func reply(v ssa.Value) catalog.Reply {
	k, ok := v.(*ssa.Const)
	if !ok || k.Value == nil {
		return catalog.Neither
	}
	switch k.Value.Kind() {
	case constant.Int:
		if n, ok := constant.Int64Val(k.Value); ok {
			return catalog.ReplyCode(n)
		}
	case constant.String:
		return catalog.ReplyText(constant.StringVal(k.Value))
	}
	return catalog.Neither
}

// replied returns what the reply begins with that a call writes: a constant, or a parameter of
// the function that calls. It is nil if it is something else, or the call writes none.
func (p *program) replied(call *ssa.Call, depth int) ssa.Value {
	c := call.Common()
	args := ssaform.Arguments(c)
	if w, ok := catalog.WritesReply(p.name(c)); ok && w.Text < len(args) {
		switch {
		case !toConnection(args[0]):
			return nil
		case w.Format && w.Text+1 < len(args):
			return formatBegins(args[w.Text], args[w.Text+1], depth)
		case w.List:
			return begins(firstOperand(args[w.Text]), depth)
		}
		return begins(args[w.Text], depth)
	}
	fn := p.static(c)
	if fn == nil && catalog.ReplyName(calledName(c)) && depth == 0 {
		return p.repliedElsewhere(c, args)
	}
	if fn == nil || depth > maxDepth {
		return nil
	}
	switch v := p.writes(fn, depth).(type) {
	case *ssa.Const:
		return v
	case *ssa.Parameter:
		if i := paramIndex(v); i < len(args) {
			return begins(args[i], depth+1)
		}
	}
	return nil
}

// repliedElsewhere returns the constant that a reply begins with which a function of another
// package of the program writes, by its name: its first text.
func (p *program) repliedElsewhere(c *ssa.CallCommon, args []ssa.Value) ssa.Value {
	obj := ssaform.Object(c)
	if obj == nil || obj.Pkg() == nil || std(obj.Pkg().Path()) || c.Signature().Recv() == nil {
		return nil
	}
	for _, a := range args[1:] {
		if k, ok := begins(a, 0).(*ssa.Const); ok && k.Value != nil {
			return k
		}
	}
	return nil
}

// maxReplier bounds the blocks of a function that writes replies for others.
const maxReplier = 8

// writes returns what all replies begin with that fn writes: a constant, or one of its
// parameters.
func (p *program) writes(fn *ssa.Function, depth int) (first ssa.Value) {
	if v, ok := p.repliers[fn]; ok {
		return v
	}
	p.repliers[fn] = nil // while it is being asked
	if len(fn.Blocks) > maxReplier {
		return nil
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			switch v := p.replied(call, depth+1); {
			case v == nil:
			case first == nil:
				first = v
			case v != first && (reply(v) == catalog.Neither || reply(v) != reply(first)):
				return nil
			}
		}
	}
	p.repliers[fn] = first
	return first
}

// toConnection reports whether v is a connection, or what buffers one.
func toConnection(v ssa.Value) bool {
	v = held(v)
	switch ssaform.Named(v.Type()) {
	case "bufio.Writer", "bufio.ReadWriter", "net/textproto.Writer", "net/textproto.Conn":
		return true
	}
	return connection(v.Type())
}

// begins returns the constant or the parameter that a text begins with, as it is or as a number
// in decimal.
func begins(v ssa.Value, depth int) ssa.Value {
	if v == nil || depth > maxDepth {
		return nil
	}
	switch v := held(v).(type) {
	case *ssa.Const, *ssa.Parameter:
		return v
	case *ssa.Convert:
		return begins(v.X, depth+1)
	case *ssa.ChangeType:
		return begins(v.X, depth+1)
	case *ssa.BinOp:
		if v.Op == token.ADD {
			return begins(v.X, depth+1)
		}
	case *ssa.Call:
		args := v.Call.Args
		switch symbol(v.Common()) {
		case "fmt.Sprintf":
			return formatBegins(args[0], args[1], depth+1)
		case "fmt.Sprint", "fmt.Sprintln":
			return begins(firstOperand(args[0]), depth+1)
		case "strconv.Itoa":
			return begins(args[0], depth+1)
		}
	}
	return nil
}

// formatBegins returns what a text begins with that is made by a format of operands.
func formatBegins(format, operands ssa.Value, depth int) ssa.Value {
	v := begins(format, depth)
	k, ok := v.(*ssa.Const)
	if !ok || k.Value == nil || k.Value.Kind() != constant.String {
		return v
	}
	text, ok := strings.CutPrefix(constant.StringVal(k.Value), "%")
	if !ok {
		return v
	}
	if text = strings.TrimLeft(text, "0123456789"); text == "" || !strings.ContainsRune("dsv", rune(text[0])) {
		return nil
	}
	return begins(firstOperand(operands), depth+1)
}

// firstOperand returns the first of the operands that a call lists, nil if it gives a list.
func firstOperand(list ssa.Value) ssa.Value {
	s, ok := list.(*ssa.Slice)
	if !ok {
		return nil
	}
	all, ok := s.X.(*ssa.Alloc)
	if !ok {
		return nil
	}
	for _, r := range *all.Referrers() {
		at, ok := r.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		if k, ok := at.Index.(*ssa.Const); !ok || k.Int64() != 0 {
			continue
		}
		for _, r := range *at.Referrers() {
			if st, ok := r.(*ssa.Store); ok && st.Addr == at {
				return st.Val
			}
		}
	}
	return nil
}
