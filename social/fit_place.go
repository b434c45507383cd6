package social

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// hashtag is one of Draft.Tags, and where it stands there.
type hashtag struct {
	name  string
	index int
}

func (h hashtag) field() string { return fmt.Sprintf("Tags[%d]", h.index) }

// tagLine is how hashtags stand in a text.
func tagLine(tags []hashtag) string {
	words := make([]string, len(tags))
	for i, h := range tags {
		words[i] = "#" + h.name
	}
	return strings.Join(words, " ")
}

// carriage is what comes with a piece of the text.
type carriage struct {
	link string
	tags []hashtag
}

// empty is a draft of the same shape without text, to ask the network what it would do with a field.
func (f *fitter) empty() Draft {
	d := f.d
	d.Text, d.Link, d.Tags = "", "", nil
	return d
}

// placeLink puts the link where the options say.
func (f *fitter) placeLink() {
	link, field := f.d.Link, "Link"
	probe := f.empty()
	probe.Link = "https://example.org/"
	card := f.first.compose(&probe) == ""
	moves := f.opts.Link == LinkComment || f.opts.Link == LinkCard && card
	if link == "" && moves {
		if at := trailingLink(f.d.Text); at > 0 {
			text := f.d.Text
			link, field = strings.TrimSpace(text[at:]), "Text"
			f.d.Text = strings.TrimRightFunc(text[:at], unicode.IsSpace)
		}
	}
	switch {
	case link == "":
	case f.opts.Link == LinkComment:
		f.d.Link = ""
		if !says(f.d.FirstComment, link) {
			f.d.FirstComment = paragraphs(f.d.FirstComment, link)
		}
		f.change(FitMoved, 0, field, "FirstComment", link, link)
	case field == "Text":
		f.head.link = link
		f.change(FitMoved, 0, field, "Link", link, link)
	case !card && says(f.d.Text, link): // already, in whatever piece
	case f.opts.Link == LinkLast:
		f.tail.link = link
	default:
		f.head.link = link
	}
}

// says reports whether an address stands in a text, and not as a part of another.
func says(text, link string) bool {
	const ends = ".,;:!?'/)]}"
	return slices.ContainsFunc(entities(text), func(s span) bool {
		return strings.TrimRight(text[s.start:s.end], ends) == strings.TrimRight(link, ends)
	})
}

// trailingLink finds the address with which a text ends, if there is something before it: -1 if not.
func trailingLink(text string) int {
	text = strings.TrimRightFunc(text, unicode.IsSpace)
	spans := entities(text)
	if len(spans) == 0 {
		return -1
	}
	s := spans[len(spans)-1]
	before := strings.TrimRightFunc(text[:s.start], unicode.IsSpace)
	if s.end != len(text) || !strings.Contains(text[s.start:], "://") || before == "" || len(before) == s.start {
		return -1
	}
	return s.start
}

// paragraphs joins texts with an empty line between them.
func paragraphs(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return s == "" }), "\n\n")
}

// placeTags puts the hashtags where the options say, as far as the network shows them in the text.
func (f *fitter) placeTags() {
	probe := f.empty()
	probe.Tags = []string{"tag"}
	if f.first.compose(&probe) == "" {
		f.keywords()
		return
	}
	var tags []hashtag
	for i, name := range f.d.Tags {
		probe := f.empty()
		probe.Text, probe.Tags = "text "+f.d.Text, []string{name}
		if f.first.compose(&probe) != probe.Text { // the text does not say it already
			tags = append(tags, hashtag{name, i})
		}
	}
	f.d.Tags = nil
	switch f.opts.Tags {
	case TagsComment:
		tags = f.limitTags(tags, f.later.Tags, f.d.FirstComment)
		if len(tags) > 0 {
			f.d.FirstComment = paragraphs(f.d.FirstComment, tagLine(tags))
		}
		for _, h := range tags {
			f.change(FitMoved, 0, h.field(), "FirstComment", h.name, "#"+h.name)
		}
	case TagsLast:
		f.tail.tags = f.limitTags(tags, f.first.Tags, f.d.Text)
	default:
		f.head.tags = f.limitTags(tags, f.first.Tags, f.d.Text)
	}
}

// limitTags keeps the hashtags that a text may have besides its own. The others are left out, or saved for a piece of
// their own.
func (f *fitter) limitTags(tags []hashtag, most int, text string) []hashtag {
	if most <= 0 {
		return tags
	}
	n := min(max(most-countTags(text), 0), len(tags))
	f.surplus(tags[n:])
	return tags[:n]
}

// surplus deals with hashtags that have no room beside the text.
func (f *fitter) surplus(tags []hashtag) {
	if !f.opts.Shorten {
		f.spare = append(f.spare, tags...)
		return
	}
	for _, h := range tags {
		f.change(FitLeftOut, 0, h.field(), "", h.name, "")
	}
}

// keywords leaves out those that are too many, from the end.
func (f *fitter) keywords() {
	for i, name := range f.d.Tags {
		f.head.tags = append(f.head.tags, hashtag{name, i})
	}
	if l := f.first; f.opts.Shorten && l.Keywords > 0 && l.CountKeywords != nil {
		n := longest(len(f.d.Tags), func(k int) bool { return l.CountKeywords(f.d.Tags[:k+1]) <= l.Keywords })
		f.surplus(f.head.tags[n:])
		f.head.tags = f.head.tags[:n]
	}
	f.d.Tags = nil
}

// placeMedia spreads media over the pieces: each takes as many as the network allows. Where that cannot be done, it is
// for Check to say what is too much.
func (f *fitter) placeMedia() {
	f.media = [][]*Media{f.d.Media}
	if f.opts.Shorten && f.most() == 1 || f.comments && f.later.Items == 0 {
		return
	}
	if groups, ok := f.groups(); ok && len(groups) > 1 {
		f.media = groups
	}
}

// groups puts the media into groups of which each fits one piece, in their order.
func (f *fitter) groups() (groups [][]*Media, ok bool) {
	alone := false // the last medium is of a kind of which there is one in a post
	for _, m := range f.d.Media {
		limits := f.later
		if len(groups) <= 1 {
			limits = f.first
		}
		last := len(groups) - 1
		kind, _ := limits.class(m)
		if last < 0 || alone || kind.Items == 1 || limits.Items > 0 && len(groups[last]) >= limits.Items {
			groups = append(groups, nil)
			last++
		}
		if kind, ok = f.later.class(m); last > 0 && !ok {
			return nil, false
		}
		groups[last], alone = append(groups[last], m), kind.Items == 1
	}
	return groups, true
}

// mediaMoved notes which media stand with another piece than the first.
func (f *fitter) mediaMoved() {
	n := len(f.media[0])
	for i, group := range f.media[1:] {
		for j, m := range group {
			f.changes = append(f.changes, FitChange{
				Kind: FitMoved, Piece: i + 1, Field: fmt.Sprintf("Media[%d]", n), Into: fmt.Sprintf("Media[%d]", j), From: m.Name, To: m.Name,
			})
			n++
		}
	}
}

// class finds what a file is to the network; it reports false if that does not take it.
func (l *Limits) class(m *Media) (MediaLimit, bool) {
	if m == nil {
		return MediaLimit{}, false
	}
	t := m.Type()
	for _, class := range l.Media {
		for _, accepted := range class.Types {
			prefix, some := strings.CutSuffix(accepted, "*")
			if accepted == t || some && strings.HasPrefix(t, prefix) {
				return class, true
			}
		}
	}
	return MediaLimit{}, len(l.Media) == 0
}
