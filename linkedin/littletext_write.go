package linkedin

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// String is the text as people read it: hashtags with "#", mentions as names.
func (t Text) String() string {
	var b strings.Builder
	for _, s := range t {
		b.WriteString(s.plain())
	}
	return b.String()
}

func (s *Segment) plain() string {
	if s.Kind == HashtagSegment {
		return "#" + s.Text
	}
	return s.Text
}

// Little is the text as the API takes it. A mention whose URN is none, and a segment without text, cannot be written as
// such: the text of the one stays, as plain text, and of the other nothing.
func (t Text) Little() string {
	var b strings.Builder
	for i := range t {
		switch s := &t[i]; {
		case s.Kind == HashtagSegment && s.Text != "":
			b.WriteString(s.hashtag(t[i+1:]))
		case s.Kind == MentionSegment && s.Text != "" && isMentionable(s.URN):
			b.WriteString("@[")
			escape(&b, s.Text)
			b.WriteString("](" + string(s.URN) + ")")
		case s.Kind == HashtagSegment:
			b.WriteString(`\#`)
		default:
			escape(&b, s.Text)
		}
	}
	return b.String()
}

// hashtag writes a simple word as it is, and all else as a template.
func (s *Segment) hashtag(next Text) string {
	if isSimple(s.Text) && !isWord(next.first()) {
		return "#" + s.Text
	}
	var b strings.Builder
	b.WriteString(hashtagTemplate)
	escape(&b, s.Text)
	b.WriteByte('}')
	return b.String()
}

// first is the first character of the text, -1 if there is none.
func (t Text) first() rune {
	for i := range t {
		if s := t[i].plain(); s != "" {
			r, _ := utf8.DecodeRuneInString(s)
			return r
		}
	}
	return -1
}

// isSimple reports whether a word is a hashtag by all accounts of what one is.
func isSimple(word string) bool {
	return strings.ContainsFunc(word, unicode.IsLetter) && !strings.ContainsFunc(word, func(r rune) bool { return r == '_' || !isWord(r) })
}

func escape(b *strings.Builder, plain string) {
	for i := range len(plain) {
		if strings.IndexByte(reserved, plain[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(plain[i])
	}
}

// Mentions are those whom the text mentions, in its order.
func (t Text) Mentions() []Mention {
	var out []Mention
	for _, s := range t {
		if s.Kind == MentionSegment {
			out = append(out, Mention{Text: s.Text, URN: s.URN})
		}
	}
	return out
}

// Hashtags are the hashtags of the text, without "#", in its order.
func (t Text) Hashtags() []string {
	var out []string
	for _, s := range t {
		if s.Kind == HashtagSegment {
			out = append(out, s.Text)
		}
	}
	return out
}

// MarshalText writes little text.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.Little()), nil }

// UnmarshalText reads little text. It does not fail.
func (t *Text) UnmarshalText(little []byte) error {
	*t = ParseText(string(little))
	return nil
}
