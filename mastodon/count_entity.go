package mastodon

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/relais-go/relais/internal/link"
)

// An entity is a stretch of a text that counts a fixed width.
type entity struct{ start, end, width int }

// maxURLLength is how long a link may be to be one, in code points.
const maxURLLength = 4096

// nextEntity finds the first link or mention with a domain in text[from:]. Without one it reports false
// and an empty entity at the end of the text.
func (c Counter) nextEntity(text string, from int) (entity, bool) {
	for i := from; i < len(text); i++ {
		switch text[i] {
		case '@':
			if user, end, ok := mentionAt(text, i); ok {
				return entity{i, end, user - i}, true
			}
		case ':':
			if start, ok := schemeBefore(text, from, i); ok {
				end, ok := urlEnd(text, i+len("://"))
				if ok && utf8.RuneCountInString(text[start:end]) <= maxURLLength {
					return entity{start, end, cmp.Or(c.URLLength, defaultURLLength)}, true
				}
				i = max(i, end-1)
			}
		}
	}
	return entity{len(text), len(text), 0}, false
}

// mentionAt reads "@user@domain" at text[i] and returns where user and domain end.
func mentionAt(text string, i int) (user, end int, ok bool) {
	if prev, _ := utf8.DecodeLastRuneInString(text[:i]); i > 0 && (prev == '/' || prev == '=' || prev == '_' || isWordRune(prev)) {
		return 0, 0, false
	}
	user = i + 1
	for user < len(text) && (link.IsAlnum(text[user]) || text[user] == '_') {
		user++
	}
	if user == i+1 || user >= len(text) || text[user] != '@' {
		return 0, 0, false
	}
	domain := user + 1
	end = domain
	for p := domain; p < len(text); {
		r, size := utf8.DecodeRuneInString(text[p:])
		p += size
		if isWordRune(r) {
			end = p
		} else if (r != '.' && r != '-') || end == domain {
			break
		}
	}
	rest := text[end:]
	if end-domain < 2 || strings.HasPrefix(rest, "@") || strings.HasPrefix(rest, "＠") || strings.HasPrefix(rest, "://") {
		return 0, 0, false
	}
	return user, end, true
}

// schemeBefore finds http or https right before the colon of "://" at text[i], not before from, and
// checks that a link may start there.
func schemeBefore(text string, from, i int) (start int, ok bool) {
	if !strings.HasPrefix(text[i:], "://") {
		return 0, false
	}
	for _, scheme := range [...]string{"https", "http"} {
		start = i - len(scheme)
		if start < from || !strings.EqualFold(text[start:i], scheme) {
			continue
		}
		prev, _ := utf8.DecodeLastRuneInString(text[:start])
		return start, start == 0 || !blocksURL(prev)
	}
	return 0, false
}

// blocksURL reports whether a link cannot start right after r.
func blocksURL(r rune) bool {
	if r < utf8.RuneSelf {
		return link.IsAlnum(r) || r == '@' || r == '$' || r == '#'
	}
	return strings.ContainsRune("＠＃\uFEFF\uFFFE\uFFFF", r)
}

// isWordRune reports whether r belongs to a word, in any script.
func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return link.IsAlnum(r)
	}
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r)
}
