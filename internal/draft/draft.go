package draft

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/relais-go/relais/social"
)

// Key is the name under which a draft is published: its own, or one that is made for it. named reports whether
// the caller chose it, and so may come back with it.
func Key(d *social.Draft) (key string, named bool) {
	if d.Key != "" {
		return d.Key, true
	}
	return rand.Text(), false
}

// CommentKey is the key of the first comment of a publication.
func CommentKey(key string) string { return key + "-comment" }

// MediaField names a medium of a draft, counted from 0.
func MediaField(i int) string { return fmt.Sprintf("Media[%d]", i) }

// InField says in an error which field of the draft the network refused, unless it names a part of that field
// already. Errors of other kinds than [social.ErrInvalid] and [social.ErrMedia] are about no field. err itself is
// not changed: others may hold it, too.
func InField(err error, field string) error {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || !errors.Is(e, social.ErrInvalid) && !errors.Is(e, social.ErrMedia) {
		return err
	}
	foreign := e.Status != 0 && !strings.HasPrefix(e.Field, field) // the name of the network's own parameter
	if e.Field != "" && e.Field != "Media" && !foreign {
		return err
	}
	own := *e
	own.Field = field
	if error(e) != err { //nolint:errorlint // asks whether anything is wrapped around it
		own.Err = err
	}
	return &own
}

// Accepts reports whether a MIME type is among types, of which each may end in "/*". No types accept all.
// Parameters of the type are ignored.
func Accepts(types []string, contentType string) bool {
	own, _, _ := strings.Cut(contentType, ";")
	own = strings.TrimSpace(own)
	return len(types) == 0 || slices.ContainsFunc(types, func(t string) bool {
		if class, ok := strings.CutSuffix(t, "*"); ok {
			return len(own) > len(class) && strings.EqualFold(own[:len(class)], class)
		}
		return strings.EqualFold(t, own)
	})
}

// Compose is the text with what a network has no field for: the link, unless it stands there, and the hashtags
// that do not.
func Compose(text, link string, tags []string) string {
	add := func(sep, s string) {
		if text != "" {
			text += sep
		}
		text += s
	}
	if link != "" && !hasLink(text, link) {
		add("\n\n", link)
	}
	sep := "\n\n"
	for _, tag := range tags {
		if !hasTag(text, tag) {
			add(sep, "#"+tag)
			sep = " "
		}
	}
	return text
}

// hasLink reports whether an address stands in the text, and not as a part of another: "https://example.org" does not
// stand in "https://example.org/terms".
func hasLink(text, link string) bool {
	for prev := ' '; ; {
		i := strings.Index(text, link)
		if i < 0 {
			return false
		}
		if i > 0 {
			prev, _ = utf8.DecodeLastRuneInString(text[:i])
		}
		if text = text[i+len(link):]; !continuesWord(prev) && !strings.ContainsRune("/=?&%#@+-.", prev) && endsLink(text) {
			return true
		}
		prev, _ = utf8.DecodeLastRuneInString(link)
	}
}

// endsLink reports whether an address ends before the rest of a text: at white space, quotes, closing brackets or the
// punctuation of other scripts, be it behind a full stop or slash.
func endsLink(rest string) bool {
	rest = strings.TrimLeft(rest, ".,;:!?'/")
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || unicode.IsSpace(r) || strings.ContainsRune("\"<>)]}|«»", r) || r >= 0x2000 && !continuesWord(r)
}

// hasTag reports whether a hashtag stands in the text, whatever its case, and not as the beginning of another.
func hasTag(text, tag string) bool {
	text, tag = strings.ToLower(text), "#"+strings.ToLower(tag)
	for {
		i := strings.Index(text, tag)
		if i < 0 {
			return false
		}
		text = text[i+len(tag):]
		if r, _ := utf8.DecodeRuneInString(text); text == "" || !continuesWord(r) {
			return true
		}
	}
}

func continuesWord(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r)
}
