package x

import (
	"slices"
	"time"

	"github.com/relais-go/relais/internal/draft"
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
func compose(d *social.Draft) string { return draft.Compose(d.Text, d.Link, d.Tags) }
