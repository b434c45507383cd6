package mastodontest

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// Length counts a post as the flavour counts it: Mastodon takes grapheme clusters, every link as 23 and
// the domain of a mention as nothing (app/validators/status_length_validator.rb); GoToSocial takes runes.
func (s *Server) Length(text, spoiler string) int {
	if s.opts.Flavour == GoToSocial {
		return utf8.RuneCountInString(text) + utf8.RuneCountInString(spoiler)
	}
	return clusters(spoiler + s.countable(text))
}

// countable rewrites a text so that links and mentions have the length they count for.
func (s *Server) countable(text string) string {
	placeholder := strings.Repeat("x", s.opts.Limits.CharactersPerURL)
	var out strings.Builder
	last := 0
	for _, e := range entities(text) {
		out.WriteString(text[last:e.start])
		last = e.end
		switch e.kind {
		case entityURL:
			out.WriteString(placeholder)
		case entityMention:
			out.WriteString("@" + e.user)
		case entityTag:
			out.WriteString(text[e.start:e.end])
		}
	}
	out.WriteString(text[last:])
	return out.String()
}

func clusters(text string) int {
	n := 0
	for it := graphemes.FromString(text); it.Next(); {
		n++
	}
	return n
}
