package mastodon

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// prepare turns a draft into parameters and finds what this server would refuse. It reads the server's limits
// and the post to be answered, and writes nothing.
func (c *Client) prepare(ctx context.Context, f *draft.Findings, d *social.Draft) (*StatusParams, error) {
	i, err := c.server(ctx)
	if err != nil {
		return nil, err
	}
	p := paramsOf(d)
	if d.ReplyTo.ID != "" {
		if err := c.answer(ctx, f, p); err != nil {
			return nil, err
		}
	}
	if p.QuotedStatusID != "" && i.APIVersions.Mastodon < quoteAPI {
		f.Lacks("Quote", "this server has no quotes: Mastodon 4.5 has")
	}
	limits := LimitsOf(i)
	limits.check(f, d, p)
	return p, nil
}

// quoteAPI is the version of the API that brought quotes, Mastodon 4.5.
const quoteAPI = 7

// compose is the text with link and tags, which a status has no fields for.
func compose(d *social.Draft) string { return draft.Compose(d.Text, d.Link, d.Tags) }

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

// mentions reports whether a text mentions an account by its name, whatever its case.
func mentions(text, acct string) bool {
	text, word := strings.ToLower(text), "@"+strings.ToLower(acct)
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
func (c *Client) answer(ctx context.Context, f *draft.Findings, p *StatusParams) error {
	parent, me, err := c.parent(ctx, p.InReplyToID)
	if err != nil {
		return err
	}
	p.Text = addressed(p.Text, whom(parent, me))
	most := parent.Visibility
	if p.Visibility == "" {
		p.Visibility = most
		if me.Source != nil && openness(me.Source.Privacy) < openness(most) {
			p.Visibility = me.Source.Privacy
		}
	}
	if openness(p.Visibility) > openness(most) {
		f.Invalid("Visibility", "is wider than that of the post answered, which is %s", most)
	}
	return nil
}

// parent reads a post to be answered, and who answers.
func (c *Client) parent(ctx context.Context, id ID) (*Status, *Account, error) {
	s, err := c.Status(ctx, id)
	if err != nil {
		return nil, nil, inReply(err)
	}
	me, err := c.Me(ctx)
	return s, me, err
}

// answered is who has to be mentioned by an answer to a post, "" if nobody.
func (c *Client) answered(ctx context.Context, id ID) (string, error) {
	s, me, err := c.parent(ctx, id)
	if err != nil {
		return "", err
	}
	return whom(s, me), nil
}

// whom is who has to be mentioned by an answer, "" if it answers its own author.
func whom(parent *Status, me *Account) string {
	if parent.Account.ID == me.ID {
		return ""
	}
	return parent.Account.Acct
}

// addressed is a text that mentions an account.
func addressed(text, acct string) string {
	if acct == "" || mentions(text, acct) {
		return text
	}
	return strings.TrimRight("@"+acct+" "+text, " ")
}

// inReply says in the error of reading the parent which field named it.
func inReply(err error) error {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || e.Field != "" {
		return err
	}
	own := *e
	own.Field = "ReplyTo"
	return &own
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
