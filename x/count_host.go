package x

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/relais-go/relais/internal/link"
)

// tail is what follows the dot behind a label: where a host name ends there, the latest such end.
type tail struct {
	direct int // right after a top-level domain; 0: none follows
	far    int // after more labels; 0: nowhere
}

// hostEnd reads a host name at text[p]: the longest that ends in a top-level domain.
func (f *finder) hostEnd(p int) (end int, ok bool) {
	if p < f.label.start || p >= f.label.end {
		f.label = span{p, labelEnd(f.text, p)}
	}
	e := f.label.end
	if p >= e || e >= len(f.text) || f.text[e] != '.' || !isLabel(f.text[p:e]) {
		return 0, false
	}
	t := f.tail(e)
	switch {
	case t.far > 0:
		return t.far, true
	case t.direct > 0 && !strings.Contains(f.text[p:e], "_"):
		return t.direct, true
	default:
		return 0, false
	}
}

// tail looks behind the dot at text[dot]. It looks at each dot of a text once.
func (f *finder) tail(dot int) tail {
	type link struct {
		dot        int
		underscore bool // in the label after the dot
	}
	var chain []link
	for at := dot; ; {
		if _, known := f.tails[at]; known {
			break
		}
		e := labelEnd(f.text, at+1)
		label := f.text[at+1 : e]
		chain = append(chain, link{at, strings.Contains(label, "_")})
		if e >= len(f.text) || f.text[e] != '.' || !isLabel(label) {
			f.tails[at] = tail{direct: tldEnd(f.text, at+1)}
			chain = chain[:len(chain)-1]
			break
		}
		at = e
	}
	for _, l := range slices.Backward(chain) {
		t := tail{direct: tldEnd(f.text, l.dot+1)}
		following := f.tails[labelEnd(f.text, l.dot+1)]
		if t.far = following.far; t.far == 0 && !l.underscore {
			t.far = following.direct
		}
		f.tails[l.dot] = t
	}
	return f.tails[dot]
}

// labelEnd reads what may be part of a host name up to the next dot or other boundary.
func labelEnd(text string, p int) int {
	for p < len(text) {
		r, size := utf8.DecodeRuneInString(text[p:])
		if r != '-' && r != '_' && !isHostRune(r) {
			break
		}
		p += size
	}
	return p
}

// isLabel reports whether a label begins and ends as it must.
func isLabel(label string) bool {
	const inner = "-_"
	return label != "" && strings.Trim(label, inner) == label
}

// isHostRune reports whether r may stand anywhere in a label: all but punctuation of ASCII, white space and
// marks of direction.
func isHostRune(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r > ' ' && !strings.ContainsRune("!'#%&()*+,\\-./:;<=>?@[]^_{|}~$", r) || r < '\t' || r > '\r' && r < ' '
	case r == 0x85 || r == 0xA0 || r == 0x1680 || r == 0x180E || r == 0x202F || r == 0x205F || r == 0x3000:
		return false
	case r >= 0x2000 && r <= 0x200A, r == 0x2028, r == 0x2029:
		return false
	case r == 0x061C || r == 0x200E || r == 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069:
		return false
	}
	return !isRefused(r)
}

// tldEnd reads a top-level domain at text[p]; 0 means that there is none.
func tldEnd(text string, p int) int {
	end := p
	for end < len(text) && link.IsAlnum(text[end]) {
		end++
	}
	if name := text[p:end]; name != "" {
		if !link.ContinuesHost(text, end) && isTLD(name) {
			return end
		}
		if strings.EqualFold(name, "xn") && strings.HasPrefix(text[end:], "--") {
			return punycodeEnd(text, end+len("--"))
		}
	}
	if end < len(text) && text[end] >= utf8.RuneSelf {
		return scriptTLDEnd(text, p)
	}
	return 0
}

func punycodeEnd(text string, p int) int {
	end := p
	for end < len(text) && (link.IsAlnum(text[end]) || text[end] == '-') {
		end++
	}
	if end == p {
		return 0
	}
	return end
}

// isTLD reports whether a top-level domain exists, or did when X last said which ones it knows.
func isTLD(name string) bool {
	if len(name) > maxLabelLength {
		return false
	}
	return link.IsTLD(name) || strings.Contains(formerTLDs, " "+strings.ToLower(name)+" ")
}

// scriptTLDEnd reads a top-level domain in another script. Text without spaces may go on right behind it.
func scriptTLDEnd(text string, p int) int {
	for name := range strings.FieldsSeq(scriptTLDs) {
		end := p
		for _, want := range name {
			r, size := utf8.DecodeRuneInString(text[end:])
			if unicode.ToLower(r) != want {
				end = 0
				break
			}
			end += size
		}
		if end > 0 && !link.ContinuesHost(text, end) {
			return end
		}
	}
	return 0
}

// asciiHosts are the parts of a host name that hold nothing but ASCII and accented letters before their
// top-level domain.
func asciiHosts(host string) []span {
	var found []span
	for p := 0; p < len(host); {
		e := asciiLabelEnd(host, p)
		if e == p {
			_, size := utf8.DecodeRuneInString(host[p:])
			p += size
			continue
		}
		end, next := 0, e
		for next < len(host) && host[next] == '.' {
			if tld := tldEnd(host, next+1); tld > 0 {
				end = tld
			}
			label := asciiLabelEnd(host, next+1)
			if label == next+1 {
				break
			}
			next = label
		}
		if end == 0 {
			p = e
			continue
		}
		found = append(found, span{p, end})
		p = end
	}
	return found
}

func asciiLabelEnd(host string, p int) int {
	for p < len(host) {
		r, size := utf8.DecodeRuneInString(host[p:])
		if !link.IsAlnum(r) && r != '-' && !isLatin(r) {
			break
		}
		p += size
	}
	return p
}

// isResolvable reports whether a host name could be resolved: its labels are not too long in the form in
// which they travel.
func isResolvable(host string) bool {
	if strings.HasPrefix(host, "xn--") && len(asciiHosts(host)) == 0 {
		return false
	}
	for label := range strings.SplitSeq(host, ".") {
		length := 0
		for { // the dots of other scripts divide a label only here
			i := strings.IndexAny(label, "。．｡")
			if i < 0 {
				break
			}
			length += punycodeLength(label[:i]) + 1
			label = label[i+len("。"):]
		}
		if length+punycodeLength(label) > maxLabelLength {
			return false
		}
	}
	return true
}

func utf16Length(s string) int {
	n := 0
	for _, r := range s {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}
