package x

import (
	"context"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Edit implements [social.Editor] for what X lets be edited: the text of an own post, within an hour at most, five
// times, by an account with a subscription. The new version has a new ID: use the Ref of the answer. Media, quote and
// reply settings are kept. Posts with a poll and answers to others cannot be edited: [errors.ErrUnsupported].
// See https://docs.x.com/x-api/fundamentals/edit-posts.
func (c *Client) Edit(ctx context.Context, ref social.Ref, change *social.Change) (*social.Post, error) {
	if err := draft.CheckRef(network, "Ref", ref, social.RefPost, social.RefComment); err != nil {
		return nil, err
	}
	if err := checkChange(change); err != nil {
		return nil, err
	}
	me, err := c.Me(ctx)
	if err != nil {
		return nil, err
	}
	s := LeanPosts()
	s.Post = append(s.Post, PostFieldEditHistory)
	old, err := c.Post(ctx, ID(ref.ID), &s)
	if err != nil {
		return nil, err
	}
	if err := old.editable(me, time.Now()); err != nil {
		return nil, err
	}
	p := editOf(old, change)
	limits, err := c.limits(ctx)
	if err != nil {
		return nil, err
	}
	f := draft.For(network)
	limits.checkText(f, "Text", p.Text)
	if err := f.Err(); err != nil {
		return nil, err
	}
	a := &attempt{Params: p}
	made, err := c.createOnce(ctx, a)
	if err != nil {
		return nil, err
	}
	out := a.published(made, me, nil)
	out.Media, out.Edited = attachments(old.Media), made.time()
	out.Time = old.time()
	return out, nil
}

func checkChange(change *social.Change) error {
	const apart = "cannot be changed"
	switch {
	case change == nil:
		return social.Invalid(network, "Change", "is nil")
	case change.Title != nil:
		return social.Unsupported(network, "Title", "posts have no title")
	case change.Warning != nil:
		return social.Unsupported(network, "Warning", "posts have no warnings")
	case change.Sensitive != nil:
		return social.Unsupported(network, "Sensitive", apart)
	case change.Language != nil:
		return social.Unsupported(network, "Language", "X finds it by itself")
	case change.Tags != nil:
		return social.Unsupported(network, "Tags", "hashtags stand in the text")
	case change.Visibility != nil:
		return social.Unsupported(network, "Visibility", apart)
	case len(change.AltText) > 0:
		return social.Unsupported(network, "AltText", apart)
	case change.Text != nil && *change.Text == "":
		return social.Invalid(network, "Text", "is empty")
	case change.Text == nil && len(change.Extras) == 0:
		return social.Invalid(network, "Change", "names nothing, and an edit is billed")
	default:
		return nil
	}
}

// editable reports why a post cannot be edited, nil if it can.
func (p *Post) editable(me *User, now time.Time) error {
	refuse := func(kind error, message string) error {
		return &social.Error{Network: network, Op: "edit", Kind: kind, Field: "Ref", Message: message}
	}
	e := p.EditControls
	switch {
	case p.AuthorID != "" && p.AuthorID != me.ID:
		return refuse(social.ErrPermission, "is a post of somebody else")
	case len(p.Attachments.PollIDs) > 0:
		return social.Unsupported(network, "Ref", "has a poll, which makes it final")
	case p.ReplyTo() != "" && p.InReplyToUserID != "" && p.InReplyToUserID != me.ID:
		return social.Unsupported(network, "Ref", "answers somebody else, which makes it final")
	case e != nil && !e.IsEditEligible:
		return social.Unsupported(network, "Ref", "is of a kind that X does not let be edited")
	case e != nil && e.EditsRemaining <= 0:
		return refuse(social.ErrPermission, "has been edited as often as X allows")
	case e != nil && !e.EditableUntil.IsZero() && now.After(e.EditableUntil.Time):
		return refuse(social.ErrPermission, "is too old to be edited")
	default:
		return nil
	}
}

// editOf is the new version of a post, with everything kept that is not named.
func editOf(old *Post, change *social.Change) *PostParams {
	p := &PostParams{Text: old.plain(), Edit: &EditOptions{PreviousID: old.ID}}
	if change.Text != nil {
		p.Text = *change.Text
	}
	if keys := old.Attachments.MediaKeys; len(keys) > 0 {
		p.Media = &PostMedia{}
		for _, k := range keys {
			p.Media.IDs = append(p.Media.IDs, idOfKey(k))
		}
	}
	if id := old.ReplyTo(); id != "" {
		p.Reply = &ReplyParams{InReplyToID: id}
	}
	if q := old.Reference(ReferenceQuote); q != nil {
		p.QuoteID = q.ID
	}
	if old.ReplySettings != ReplyEveryone && old.ReplySettings != ReplyOther {
		p.ReplySettings = old.ReplySettings
	}
	for _, extra := range change.Extras {
		if e, ok := extra.(*Extra); ok {
			e.apply(p)
		}
	}
	return p
}
