package x

import (
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// paramsOf maps the fields one to one. Media are not uploaded yet.
func paramsOf(d *social.Draft) *PostParams {
	p := &PostParams{Text: compose(d), QuoteID: ID(d.Quote.ID)}
	if d.ReplyTo.ID != "" {
		p.Reply = &ReplyParams{InReplyToID: ID(d.ReplyTo.ID)}
	}
	if len(d.Media) > 0 {
		p.Media = &PostMedia{}
	}
	if d.Poll != nil {
		p.Poll = &PollParams{Options: slices.Clone(d.Poll.Options), DurationMinutes: int(d.Poll.Duration / time.Minute)}
	}
	social.ExtraOf[*Extra](d).apply(p)
	return p
}

// compose is the text with link and tags, which X has no fields for.
func compose(d *social.Draft) string {
	text := d.Text
	add := func(sep, s string) {
		if text == "" {
			text = s
			return
		}
		text += sep + s
	}
	if d.Link != "" && !strings.Contains(text, d.Link) {
		add("\n\n", d.Link)
	}
	sep := "\n\n"
	for _, tag := range d.Tags {
		if hasWord(text, "#"+tag) {
			continue
		}
		add(sep, "#"+tag)
		sep = " "
	}
	return text
}

// hasWord reports whether a hashtag stands in the text, whatever its case.
func hasWord(text, word string) bool {
	text, word = strings.ToLower(text), strings.ToLower(word)
	for {
		i := strings.Index(text, word)
		if i < 0 {
			return false
		}
		text = text[i+len(word):]
		if text == "" || text[0] < 0x80 && !strings.ContainsAny(text[:1], "abcdefghijklmnopqrstuvwxyz0123456789_") {
			return true
		}
	}
}
