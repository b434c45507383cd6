package xtest

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

type entityKind int

const (
	entityURL entityKind = iota
	entityMention
	entityHashtag
	entityCashtag
)

// An entity is a part of a text that means something; positions are code points.
type entity struct {
	kind       entityKind
	start, end int
	text       string // name without its sign, or the link as it stands in the text
	expanded   string // of a link
	mediaKey   string // of the link to an attachment
}

var (
	mentionText = regexp.MustCompile(`[@＠]([A-Za-z0-9_]{1,15})`)
	hashtagText = regexp.MustCompile(`[#＃]([\p{L}\p{M}\p{Nd}_·\x{200C}\x{200D}\x{5BE}\x{5F3}\x{5F4}\x{F0B}\x{F0C}\x{3003}\x{301C}\x{309B}\x{309C}\x{30A0}\x{30FB}\x{FF5E}]+)`)
	latinAccent = regexp.MustCompile(`^[` + latinAccents + `]`)
	retweetMark = regexp.MustCompile(`(?i)(?:^|[^a-z0-9_+~.-])rt$`)
	cashtagText = regexp.MustCompile(`(?:^|\s)(\$[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?)`)
)

// found is an entity in a text that is still being written; positions are bytes.
type found struct {
	span
	kind entityKind
	name string
}

// scan finds URLs, mentions, hashtags and cashtags, in their order and without overlaps.
func scan(text string) []found {
	var list []found
	for _, u := range findURLs(text) {
		list = append(list, found{u, entityURL, text[u.start:u.end]})
	}
	urls := list
	inURL := func(at int) bool {
		return slices.ContainsFunc(urls, func(f found) bool { return f.start <= at && at < f.end })
	}
	for _, m := range mentionText.FindAllStringSubmatchIndex(text, -1) {
		if inURL(m[0]) || !mayMention(text[:m[0]], text[m[1]:]) {
			continue
		}
		list = append(list, found{span{m[0], m[1]}, entityMention, text[m[2]:m[3]]})
	}
	for _, m := range hashtagText.FindAllStringSubmatchIndex(text, -1) {
		before, _ := utf8.DecodeLastRuneInString(text[:m[0]])
		name := text[m[2]:m[3]]
		if inURL(m[0]) || m[0] > 0 && (wordRune(before) || before == '&') || !strings.ContainsFunc(name, unicode.IsLetter) ||
			strings.HasPrefix(text[m[1]:], "://") {
			continue
		}
		list = append(list, found{span{m[0], m[1]}, entityHashtag, name})
	}
	for _, m := range cashtagText.FindAllStringSubmatchIndex(text, -1) {
		next, _ := utf8.DecodeRuneInString(text[m[3]:])
		if m[3] < len(text) && wordRune(next) {
			continue
		}
		list = append(list, found{span{m[2], m[3]}, entityCashtag, text[m[2]+1 : m[3]]})
	}
	slices.SortFunc(list, func(a, b found) int { return a.start - b.start })
	return list
}

// mayMention reports whether an "@" with a name after it is a mention, by what surrounds it.
func mayMention(before, after string) bool {
	if strings.HasPrefix(after, "@") || strings.HasPrefix(after, "＠") || strings.HasPrefix(after, "://") || latinAccent.MatchString(after) {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(before)
	blocked := r < utf8.RuneSelf && wordRune(r) || strings.ContainsRune("@＠#$%&*!", r)
	return before == "" || !blocked || retweetMark.MatchString(before)
}

func wordRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// mentionsIn are the user names that a text mentions, in lower case.
func mentionsIn(text string) []string {
	var names []string
	for _, f := range scan(text) {
		if name := strings.ToLower(f.name); f.kind == entityMention && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// A wireText is a text as the network hands it out: escaped, with its own links, and its entities.
type wireText struct {
	text     string
	entities []entity
	start    int // of the part that is shown, after the mentions that a reply begins with
	end      int // of the part that is shown, before the link to the attachments
}

// wire turns a text into what the network hands out.
func (s *Server) wire(text string) wireText {
	var out strings.Builder
	var list []entity
	count, at := 0, 0
	write := func(part string) {
		out.WriteString(part)
		count += utf8.RuneCountInString(part)
	}
	escape := func(part string) string {
		if s.opts.PlainText {
			return part
		}
		return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(part)
	}
	for _, f := range scan(text) {
		if f.start < at {
			continue
		}
		write(escape(text[at:f.start]))
		e := entity{kind: f.kind, start: count, text: f.name}
		if f.kind == entityURL {
			e.expanded, e.text = f.name, s.shorten(f.name)
			write(e.text)
		} else {
			write(escape(text[f.start:f.end]))
		}
		e.end = count
		list = append(list, e)
		at = f.end
	}
	write(escape(text[at:]))
	return wireText{text: out.String(), entities: list, end: count}
}

// shorten makes a link of the network's own for a URL.
func (s *Server) shorten(target string) string {
	if strings.HasPrefix(target, "https://t.co/") {
		return target
	}
	s.links++
	return shortLink(s.links)
}

// addLink appends a link to a text that is not part of what is shown.
func (w *wireText) addLink(link, expanded, mediaKey string) {
	if w.text != "" {
		w.text += " "
	}
	start := utf8.RuneCountInString(w.text)
	w.text += link
	w.entities = append(w.entities, entity{
		kind: entityURL, start: start, end: start + utf8.RuneCountInString(link),
		text: link, expanded: expanded, mediaKey: mediaKey,
	})
}

// entitiesJSON is the member "entities" of posts, users and messages, nil if there are none.
func (s *Server) entitiesJSON(w wireText) object {
	out := object{}
	add := func(name string, item object) {
		list, _ := out[name].([]object)
		out[name] = append(list, item)
	}
	for _, e := range w.entities {
		item := object{"start": e.start, "end": e.end}
		switch e.kind {
		case entityURL:
			item["url"], item["expanded_url"], item["display_url"] = e.text, withScheme(e.expanded), displayURL(e.expanded)
			if e.mediaKey != "" {
				item["media_key"] = e.mediaKey
			}
			add("urls", item)
		case entityMention:
			item["username"] = e.text
			if u := s.byName[strings.ToLower(e.text)]; u != nil {
				item["username"], item["id"] = u.username, u.idText()
			}
			add("mentions", item)
		case entityHashtag:
			item["tag"] = e.text
			add("hashtags", item)
		case entityCashtag:
			item["tag"] = e.text
			add("cashtags", item)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func withScheme(link string) string {
	if schemeLength(link) == 0 {
		return "http://" + link
	}
	return link
}

func displayURL(link string) string {
	link = strings.TrimPrefix(link[schemeLength(link):], "www.")
	if runes := []rune(link); len(runes) > 26 {
		return string(runes[:26]) + "…"
	}
	return link
}
