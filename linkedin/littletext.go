package linkedin

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is a text with mentions and hashtags: the commentary of a post, or the message of a comment. Make one of plain
// text with [NewText], of what the API hands out with [ParseText], or segment by segment.
//
// In JSON it is "little text", in which LinkedIn wants 15 characters escaped: what is not escaped cuts a commentary off
// there, without a word. Segments hold text as people read it; escaping is the business of this type.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format.
type Text []Segment

// Segment is a part of a [Text].
type Segment struct {
	Kind SegmentKind
	Text string // as people read it; of a hashtag without "#"
	URN  URN    // of a mention: a member or an organisation
}

// A SegmentKind is what a [Segment] is.
type SegmentKind int

// The kinds of segments.
const (
	PlainSegment SegmentKind = iota
	HashtagSegment
	MentionSegment
)

// Mention names somebody in a text. LinkedIn makes plain text of a mention whose words it does not accept: those of an
// organisation must be its whole name, case and all, those of a member the first name, the last name or both.
type Mention struct {
	Text string // without "@"
	URN  URN    // of a member or an organisation
}

// reserved are the characters that have to be escaped.
const reserved = `\|{}@[]()<>#*_~`

// How a hashtag begins that need not be a word.
const (
	hashtagPrefix   = "{hashtag|"
	hashtagTemplate = hashtagPrefix + `\#|`
)

// NewText reads plain text. "#word" is a hashtag: letters, digits and "_", at least one letter, not inside a word or an
// address. Each "@" followed by the text of one of the mentions, not inside a word, becomes that mention, without "@". All
// else stays as it is.
func NewText(plain string, mentions ...Mention) Text {
	b := textBuilder{}
	for before := rune(-1); plain != ""; {
		s, length := nextSegment(plain, before, mentions)
		b.add(s)
		before, _ = utf8.DecodeLastRuneInString(plain[:length])
		plain = plain[length:]
	}
	return b.text()
}

// nextSegment reads a hashtag, a mention or one character.
func nextSegment(s string, before rune, mentions []Mention) (part Segment, length int) {
	if s[0] == '#' && !inAddress(before) {
		if word := hashtag(s[1:]); word != "" {
			return Segment{Kind: HashtagSegment, Text: word}, 1 + len(word)
		}
	}
	if s[0] == '@' && !isWord(before) {
		if m := mentioned(s[1:], mentions); m != nil {
			return Segment{Kind: MentionSegment, Text: m.Text, URN: m.URN}, 1 + len(m.Text)
		}
	}
	_, size := utf8.DecodeRuneInString(s)
	return Segment{Text: s[:size]}, size
}

// mentioned is the longest mention that s begins with.
func mentioned(s string, mentions []Mention) *Mention {
	var best *Mention
	for i := range mentions {
		m := &mentions[i]
		if m.Text == "" || !strings.HasPrefix(s, m.Text) || best != nil && len(best.Text) >= len(m.Text) {
			continue
		}
		if after, _ := utf8.DecodeRuneInString(s[len(m.Text):]); len(s) == len(m.Text) || !isWord(after) {
			best = m
		}
	}
	return best
}

// hashtag is the word that s begins with, "" if it is no hashtag.
func hashtag(s string) string {
	word := s
	if end := strings.IndexFunc(s, func(r rune) bool { return !isWord(r) }); end >= 0 {
		word = s[:end]
	}
	word = strings.TrimRight(word, "_")
	if !strings.ContainsFunc(word, unicode.IsLetter) {
		return ""
	}
	return word
}

// isWord reports whether a character belongs to a word. What stands before a text is none.
func isWord(r rune) bool {
	return r == '_' || r >= 0 && r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r))
}

// inAddress reports whether "#" behind this character belongs to a word or to the address of a page.
func inAddress(r rune) bool { return isWord(r) || r >= 0 && strings.ContainsRune("/#&=?", r) }

// ParseText reads little text as the API hands it out. It never fails and loses nothing: what makes no sense is plain.
func ParseText(little string) Text {
	b := textBuilder{}
	for before := rune(-1); little != ""; {
		s, length := readSegment(little, before)
		b.add(s)
		before, _ = utf8.DecodeLastRuneInString(little[:length])
		little = little[length:]
	}
	return b.text()
}

// readSegment reads an element of little text, or one character.
func readSegment(s string, before rune) (part Segment, length int) {
	switch {
	case s[0] == '\\' && len(s) > 1 && strings.IndexByte(reserved, s[1]) >= 0:
		return Segment{Text: s[1:2]}, 2
	case s[0] == '@':
		if m, n := readMention(s); n > 0 {
			return m, n
		}
	case s[0] == '{':
		if word, n := readTemplate(s); n > 0 {
			return Segment{Kind: HashtagSegment, Text: word}, n
		}
	case s[0] == '#' && !inAddress(before):
		if word := hashtag(s[1:]); word != "" {
			return Segment{Kind: HashtagSegment, Text: word}, 1 + len(word)
		}
	}
	_, size := utf8.DecodeRuneInString(s)
	return Segment{Text: s[:size]}, size
}

// readTemplate reads {hashtag|\#|word}. The sign can be the wide one of East Asian keyboards.
func readTemplate(s string) (word string, length int) {
	sign, n := readUntil(s, hashtagPrefix, '|')
	if sign != "#" && sign != "＃" {
		return "", 0
	}
	word, m := readUntil(s[n:], "", '}')
	if word == "" || m == 0 {
		return "", 0
	}
	return word, n + m
}

// readMention reads @[text](urn), with the space that some samples have between the two.
func readMention(s string) (part Segment, length int) {
	text, n := readUntil(s, "@[", ']')
	if n == 0 || text == "" {
		return Segment{}, 0
	}
	rest := strings.TrimLeft(s[n:], " ")
	target, _, closed := strings.Cut(strings.TrimPrefix(rest, "("), ")")
	if !closed || !strings.HasPrefix(rest, "(") || !isMentionable(URN(target)) {
		return Segment{}, 0
	}
	return Segment{Kind: MentionSegment, Text: text, URN: URN(target)}, len(s) - len(rest) + len(target) + 2
}

// readUntil reads what stands between a prefix and an end that is not escaped. Length 0: there is no such thing.
func readUntil(s, prefix string, end byte) (text string, length int) {
	rest, ok := strings.CutPrefix(s, prefix)
	if !ok {
		return "", 0
	}
	var b strings.Builder
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; {
		case c == end:
			return b.String(), len(prefix) + i + 1
		case c == '\\' && i+1 < len(rest) && strings.IndexByte(reserved, rest[i+1]) >= 0:
			i++
			b.WriteByte(rest[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", 0
}

// isMentionable reports whether a URN fits into a mention.
func isMentionable(u URN) bool {
	id, ok := strings.CutPrefix(string(u), "urn:li:")
	return ok && id != "" && !strings.ContainsFunc(id, func(r rune) bool {
		return r <= ' ' || r == utf8.RuneError || r != '_' && r < utf8.RuneSelf && strings.ContainsRune(reserved, r)
	})
}

// textBuilder joins plain segments that follow each other.
type textBuilder struct {
	out   Text
	plain strings.Builder
}

func (b *textBuilder) add(s Segment) {
	if s.Kind == PlainSegment {
		b.plain.WriteString(s.Text)
		return
	}
	b.flush()
	b.out = append(b.out, s)
}

func (b *textBuilder) flush() {
	if b.plain.Len() > 0 {
		b.out = append(b.out, Segment{Text: b.plain.String()})
		b.plain.Reset()
	}
}

func (b *textBuilder) text() Text {
	b.flush()
	return b.out
}
