package linkedintest

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// reserved are the characters that a commentary must escape, see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format.
const reserved = `\|{}@[]()<>#*_~`

// A spanKind is a kind of element of a little text.
type spanKind int

const (
	plainSpan spanKind = iota
	hashtagSpan
	mentionSpan
)

type span struct {
	kind spanKind
	text string // without escapes; of a hashtag without "#"
	urn  string // of a mention
}

// littleText is a commentary as the network has understood it.
type littleText []span

const hashtagTemplate = `{hashtag|\#|`

// parseLittleText reads a commentary. A reserved character that is neither escaped nor part of an element ends
// the text there: the rest is lost, and nobody is told.
func parseLittleText(s string) littleText {
	var (
		out   littleText
		plain strings.Builder
	)
	flush := func() {
		if plain.Len() > 0 {
			out = append(out, span{text: plain.String()})
			plain.Reset()
		}
	}
	for s != "" {
		element, length := nextSpan(s)
		if length == 0 {
			break
		}
		s = s[length:]
		if element.kind == plainSpan {
			plain.WriteString(element.text)
			continue
		}
		flush()
		out = append(out, element)
	}
	flush()
	return out
}

// nextSpan reads one element or one character. Length 0 means that there is none.
func nextSpan(s string) (element span, length int) {
	switch r, size := utf8.DecodeRuneInString(s); {
	case r == '\\':
		if size < len(s) && strings.IndexByte(reserved, s[size]) >= 0 {
			return span{text: s[size : size+1]}, size + 1
		}
		return span{}, 0
	case r == '@':
		return readMention(s)
	case r == '#':
		word := leadingWord(s[size:])
		if word == "" {
			return span{}, 0
		}
		return span{kind: hashtagSpan, text: word}, size + len(word)
	case r == '{':
		return readTemplate(s)
	case strings.ContainsRune(reserved, r):
		return span{}, 0
	default:
		return span{text: s[:size]}, size
	}
}

// leadingWord is what a hashtag is made of.
func leadingWord(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
	if end < 0 {
		return s
	}
	return s[:end]
}

// readMention reads @[name](urn).
func readMention(s string) (span, int) {
	name, length, ok := readEscaped(s, "@[", ']')
	if !ok || !strings.HasPrefix(s[length:], "(") {
		return span{}, 0
	}
	target, _, closed := strings.Cut(s[length+1:], ")")
	if _, _, valid := splitURN(target); !closed || !valid || name == "" {
		return span{}, 0
	}
	return span{kind: mentionSpan, text: name, urn: target}, length + len(target) + 2
}

// readTemplate reads {hashtag|\#|word}.
func readTemplate(s string) (span, int) {
	word, length, ok := readEscaped(s, hashtagTemplate, '}')
	if !ok || word == "" {
		return span{}, 0
	}
	return span{kind: hashtagSpan, text: word}, length
}

// readEscaped reads text up to an unescaped end.
func readEscaped(s, prefix string, end byte) (text string, length int, ok bool) {
	rest, found := strings.CutPrefix(s, prefix)
	if !found {
		return "", 0, false
	}
	var b strings.Builder
	for i := 0; i < len(rest); i++ {
		switch ch := rest[i]; {
		case ch == end:
			return b.String(), len(prefix) + i + 1, true
		case ch == '\\' && i+1 < len(rest):
			i++
			b.WriteByte(rest[i])
		case strings.IndexByte(reserved, ch) >= 0:
			return "", 0, false
		default:
			b.WriteByte(ch)
		}
	}
	return "", 0, false
}

// wire writes the text as the API hands it out: escaped, with templates for hashtags.
func (t littleText) wire() string {
	var b strings.Builder
	for _, s := range t {
		switch s.kind {
		case plainSpan:
			b.WriteString(escapeLittleText(s.text))
		case hashtagSpan:
			b.WriteString(hashtagTemplate + escapeLittleText(s.text) + "}")
		case mentionSpan:
			b.WriteString("@[" + escapeLittleText(s.text) + "](" + s.urn + ")")
		}
	}
	return b.String()
}

// plain writes the text as people see it.
func (t littleText) plain() string {
	var b strings.Builder
	for _, s := range t {
		if s.kind == hashtagSpan {
			b.WriteByte('#')
		}
		b.WriteString(s.text)
	}
	return b.String()
}

// mentions are the URNs of those who are mentioned.
func (t littleText) mentions() []string {
	var out []string
	for _, s := range t {
		if s.kind == mentionSpan {
			out = append(out, s.urn)
		}
	}
	return out
}

// hashtags are the words that are tagged, without "#".
func (t littleText) hashtags() []string {
	var out []string
	for _, s := range t {
		if s.kind == hashtagSpan {
			out = append(out, s.text)
		}
	}
	return out
}

func escapeLittleText(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(reserved, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// textLength counts as the network does, in UTF-16 units; escapes count only if they are asked to.
func textLength(s string, escapes bool) int {
	if !escapes {
		var b strings.Builder
		for i := 0; i < len(s); i++ {
			if s[i] == '\\' && i+1 < len(s) && strings.IndexByte(reserved, s[i+1]) >= 0 {
				i++
			}
			b.WriteByte(s[i])
		}
		s = b.String()
	}
	return len(utf16.Encode([]rune(s)))
}

// understand reads a commentary. Mentions whose text does not fit the name of whom they name become text.
func (s *Server) understand(commentary string) littleText {
	text := parseLittleText(commentary)
	for i, element := range text {
		if element.kind == mentionSpan && !s.mentionable(element) {
			text[i] = span{text: element.text}
		}
	}
	return text
}

func (s *Server) mentionable(mention span) bool {
	if m := s.members[mention.urn]; m != nil {
		return m.named(mention.text)
	}
	o := s.orgs[mention.urn]
	return o != nil && o.profile.Name == mention.text
}
