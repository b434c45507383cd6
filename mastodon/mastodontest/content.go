package mastodontest

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An entity is a part of a text that means something: a link, a mention or a hashtag.
type entity struct {
	kind       entityKind
	start, end int    // bytes
	user       string // of a mention
	domain     string // of a mention; may be empty
	tag        string // of a hashtag
}

type entityKind int

const (
	entityURL entityKind = iota
	entityMention
	entityTag
)

// The expressions follow Mastodon's config/initializers/twitter_regex.rb and Account::MENTION_RE.
var (
	urlStart = regexp.MustCompile(`(?i)https?://(?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)+(?:xn--[a-z0-9-]+|\p{L}{2,})(?::\d+)?`)
	mention  = regexp.MustCompile(`@([A-Za-z0-9_]+(?:[A-Za-z0-9_.-]*[A-Za-z0-9_]+)?)(?:@([\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?(?::\d+)?))?`)
	hashtag  = regexp.MustCompile(`[#＃]([\p{L}\p{M}\p{N}_·]+)`)
)

// entities finds links, mentions and hashtags, in their order and without overlaps.
func entities(text string) []entity {
	var found []entity
	for _, at := range urlStart.FindAllStringIndex(text, -1) {
		before, _ := utf8.DecodeLastRuneInString(text[:at[0]])
		after, _ := utf8.DecodeRuneInString(text[at[1]:])
		if at[0] > 0 && (wordRune(before) || strings.ContainsRune("@$#", before)) || wordRune(after) || after == '@' || after == ':' {
			continue
		}
		end := at[1] + urlTail(text[at[1]:])
		if len(found) == 0 || found[len(found)-1].end <= at[0] {
			found = append(found, entity{kind: entityURL, start: at[0], end: end})
		}
	}
	found = addMentions(found, text)
	found = addTags(found, text)
	slices.SortFunc(found, func(a, b entity) int { return a.start - b.start })
	return found
}

func addMentions(found []entity, text string) []entity {
	links := found
	for _, m := range mention.FindAllStringSubmatchIndex(text, -1) {
		before, _ := utf8.DecodeLastRuneInString(text[:m[0]])
		if m[0] > 0 && (wordRune(before) || before == '/' || before == '=') || inside(links, m[0]) {
			continue
		}
		e := entity{kind: entityMention, start: m[0], end: m[1], user: text[m[2]:m[3]]}
		if m[4] >= 0 {
			e.domain = text[m[4]:m[5]]
		}
		found = append(found, e)
	}
	return found
}

func addTags(found []entity, text string) []entity {
	others := found
	for _, m := range hashtag.FindAllStringSubmatchIndex(text, -1) {
		before, _ := utf8.DecodeLastRuneInString(text[:m[0]])
		name := text[m[2]:m[3]]
		if m[0] > 0 && (wordRune(before) || before == '/' || before == ')') || inside(others, m[0]) {
			continue
		}
		if strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || r == '_' }) {
			found = append(found, entity{kind: entityTag, start: m[0], end: m[1], tag: name})
		}
	}
	return found
}

func inside(list []entity, at int) bool {
	return slices.ContainsFunc(list, func(e entity) bool { return e.start <= at && at < e.end })
}

func wordRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// urlTail is the length of the path and query that follow a host.
func urlTail(rest string) int {
	end := 0
	if strings.HasPrefix(rest, "/") {
		path := scan(rest, func(r rune) bool { return !unicode.IsSpace(r) && !strings.ContainsRune("<>?", r) })
		end = trimEnd(rest[:path], `?!*"'「」<>;:=,.$%[]~&|@`)
		if end < path {
			return end
		}
	}
	if !strings.HasPrefix(rest[end:], "?") {
		return end
	}
	query := rest[end:]
	n := 1 + scan(query[1:], func(r rune) bool {
		return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(`!?*'();:&=+$/%#[]-_.,~|@^`, r))
	})
	n = trimEnd(query[:n], `!?*'();:+$%[].,~|@^`)
	if n <= 1 {
		return end
	}
	return end + n
}

func scan(s string, ok func(rune) bool) int {
	if i := strings.IndexFunc(s, func(r rune) bool { return !ok(r) }); i >= 0 {
		return i
	}
	return len(s)
}

// trimEnd drops closing punctuation, and a closing parenthesis that has no partner.
func trimEnd(s, punctuation string) int {
	for s != "" {
		r, size := utf8.DecodeLastRuneInString(s)
		unpaired := r == ')' && strings.Count(s, "(") < strings.Count(s, ")") || r == '('
		if !unpaired && !strings.ContainsRune(punctuation, r) {
			break
		}
		s = s[:len(s)-size]
	}
	return len(s)
}

// render makes the HTML that Mastodon's TextFormatter makes, and finds who is mentioned.
func (s *Server) render(text string) (content string, mentions []*account, tags []string) {
	var out strings.Builder
	last := 0
	for _, e := range entities(text) {
		out.WriteString(html.EscapeString(text[last:e.start]))
		last = e.end
		raw := text[e.start:e.end]
		switch e.kind {
		case entityURL:
			out.WriteString(linkHTML(raw))
		case entityTag:
			name := strings.ToLower(e.tag)
			if !slices.Contains(tags, name) {
				tags = append(tags, name)
			}
			out.WriteString(`<a href="` + s.web() + "/tags/" + name + `" class="mention hashtag" rel="tag">#<span>` + html.EscapeString(e.tag) + `</span></a>`)
		case entityMention:
			who := s.resolve(e.user, e.domain)
			if who == nil {
				out.WriteString(html.EscapeString(raw))
				continue
			}
			if !slices.Contains(mentions, who) {
				mentions = append(mentions, who)
			}
			out.WriteString(`<span class="h-card" translate="no"><a href="` + s.accountURL(who) + `" class="u-url mention">@<span>` + who.username + `</span></a></span>`)
		}
	}
	out.WriteString(html.EscapeString(text[last:]))
	return paragraphs(out.String()), mentions, tags
}

func linkHTML(link string) string {
	scheme, rest, _ := strings.Cut(link, "://")
	rest, www := strings.CutPrefix(rest, "www.")
	prefix := scheme + "://"
	if www {
		prefix += "www."
	}
	shown, hidden, class := rest, "", ""
	if runes := []rune(rest); len(runes) > 30 {
		shown, hidden, class = string(runes[:30]), string(runes[30:]), "ellipsis"
	}
	e := html.EscapeString
	return `<a href="` + e(link) + `" target="_blank" rel="nofollow noopener" translate="no"><span class="invisible">` + e(prefix) +
		`</span><span class="` + class + `">` + e(shown) + `</span><span class="invisible">` + e(hidden) + `</span></a>`
}

var blankLines = regexp.MustCompile(`\n{2,}`)

func paragraphs(text string) string {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if text == "" {
		return ""
	}
	var out strings.Builder
	for _, part := range blankLines.Split(text, -1) {
		out.WriteString("<p>" + strings.ReplaceAll(part, "\n", "<br />") + "</p>")
	}
	return out.String()
}

// resolve finds the account that a mention names.
func (s *Server) resolve(user, domain string) *account {
	key := strings.ToLower(user)
	if domain != "" && !strings.EqualFold(domain, s.opts.Domain) {
		key += "@" + strings.ToLower(domain)
	}
	return s.byAcct[key]
}
