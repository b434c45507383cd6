package mastodon

import (
	"context"
	"slices"
	"strings"

	"github.com/relais-go/relais/social"
)

// prepare turns a draft into parameters and finds what this server would refuse. It reads the server's limits
// and the post to be answered, and writes nothing.
func (c *Client) prepare(ctx context.Context, d *social.Draft) (*StatusParams, []*social.Error, error) {
	i, err := c.Instance(ctx)
	if err != nil {
		return nil, nil, err
	}
	p := paramsOf(d)
	var problems []*social.Error
	if !d.ReplyTo.IsZero() && d.ReplyTo.ID != "" {
		if problems, err = c.answer(ctx, p); err != nil {
			return nil, nil, err
		}
	}
	if p.QuotedStatusID != "" && i.APIVersions.Mastodon < quoteAPI {
		problems = append(problems, social.Unsupported(network, "Quote", "this server has no quotes: Mastodon 4.5 has"))
	}
	limits := LimitsOf(i)
	return p, append(problems, limits.check(d, p)...), nil
}

// quoteAPI is the version of the API that brought quotes, Mastodon 4.5.
const quoteAPI = 7

// paramsOf maps the fields one to one.
func paramsOf(d *social.Draft) *StatusParams {
	visibility, _ := visibilityOf(d.Visibility)
	p := &StatusParams{
		Text: compose(d), InReplyToID: ID(d.ReplyTo.ID), QuotedStatusID: ID(d.Quote.ID), SpoilerText: d.Warning,
		Sensitive: d.Sensitive, Visibility: visibility, Language: d.Language, Key: d.Key,
	}
	if !d.At.IsZero() {
		p.ScheduledAt = d.At.UTC()
	}
	if d.Poll != nil {
		p.Poll = &PollParams{
			Options: slices.Clone(d.Poll.Options), ExpiresIn: d.Poll.Duration,
			Multiple: d.Poll.Multiple, HideTotals: d.Poll.HideTotals,
		}
	}
	if e := social.ExtraOf[*Extra](d); e != nil {
		p.QuotePolicy, p.ContentType, p.LocalOnly = e.QuotePolicy, e.ContentType, e.LocalOnly
		p.AllowedMentions = slices.Clone(e.OnlyMentions)
	}
	return p
}

// compose is the text with link and tags, which Mastodon has no fields for.
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

// hasWord reports whether a hashtag or mention stands in the text, whatever its case.
func hasWord(text, word string) bool {
	text, word = strings.ToLower(text), strings.ToLower(word)
	for {
		i := strings.Index(text, word)
		if i < 0 {
			return false
		}
		text = text[i+len(word):]
		if text == "" || !strings.ContainsAny(text[:1], "abcdefghijklmnopqrstuvwxyz0123456789_@.-") && text[0] < 0x80 {
			return true
		}
		if (text[0] == '.' || text[0] == '-') && (len(text) == 1 || text[1] == ' ' || text[1] == '\n') {
			return true // the end of a sentence, not of a domain
		}
	}
}

// answer fits a draft to the post that it answers: it tells that post's author, and is never more visible.
func (c *Client) answer(ctx context.Context, p *StatusParams) ([]*social.Error, error) {
	parent, err := c.Status(ctx, p.InReplyToID)
	if err != nil {
		return nil, inReply(err)
	}
	me, err := c.Me(ctx)
	if err != nil {
		return nil, err
	}
	if parent.Account.ID != me.ID && !hasWord(p.Text, "@"+parent.Account.Acct) {
		p.Text = strings.TrimRight("@"+parent.Account.Acct+" "+p.Text, " ")
	}
	most := parent.Visibility
	if p.Visibility == "" {
		p.Visibility = most
		if me.Source != nil && openness(me.Source.Privacy) < openness(most) {
			p.Visibility = me.Source.Privacy
		}
	}
	if openness(p.Visibility) > openness(most) {
		return []*social.Error{social.Invalid(network, "Visibility", "is wider than that of the post answered, which is "+string(most))}, nil
	}
	return nil, nil
}

// inReply says in the error of reading the parent which field named it.
func inReply(err error) error {
	for _, e := range social.Problems(err) {
		if e.Field == "" {
			e.Field = "ReplyTo"
		}
	}
	return err
}

// openness orders visibilities. What is not known counts as closed.
func openness(v Visibility) int {
	switch v {
	case VisibilityPublic:
		return 4
	case VisibilityUnlisted:
		return 3
	case VisibilityPrivate, VisibilityLocal:
		return 2
	case VisibilityMutualsOnly:
		return 1
	case VisibilityDirect:
		return 0
	default:
		return 0
	}
}

// visibilityOf maps the portable names.
func visibilityOf(v social.Visibility) (Visibility, bool) {
	switch v {
	case social.VisibilityDefault:
		return "", true
	case social.VisibilityPublic:
		return VisibilityPublic, true
	case social.VisibilityUnlisted:
		return VisibilityUnlisted, true
	case social.VisibilityFollowers:
		return VisibilityPrivate, true
	case social.VisibilityDirect:
		return VisibilityDirect, true
	case social.VisibilityPrivate: // even a direct post without mentions may be seen by moderators and found later
		return "", false
	default:
		return Visibility(v), false
	}
}
