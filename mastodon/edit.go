package mastodon

import (
	"context"
	"math"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Edit implements [social.Editor]. Mastodon replaces a status as a whole, so the status and its source are read
// first and everything that is not named is sent back as it was: text, warning, attachments, poll with its
// votes. A poll that has ended, or ends within five minutes, cannot be kept through an edit: that is
// [errors.ErrUnsupported].
func (c *Client) Edit(ctx context.Context, ref social.Ref, change *social.Change) (*social.Post, error) {
	if err := draft.CheckRef(network, "Ref", ref, social.RefPost, social.RefComment, social.RefMessage); err != nil {
		return nil, err
	}
	if err := checkChange(change); err != nil {
		return nil, err
	}
	id := ID(ref.ID)
	s, err := c.Status(ctx, id)
	if err != nil {
		return nil, err
	}
	source, err := c.StatusSource(ctx, id)
	if err != nil {
		return nil, err
	}
	p, err := editOf(s, source, change, time.Now())
	if err != nil {
		return nil, err
	}
	if err := c.checkEdit(ctx, s, p); err != nil {
		return nil, err
	}
	edited, err := c.EditStatus(ctx, id, p)
	if err != nil {
		return nil, err
	}
	return edited.portable(), nil
}

func checkChange(change *social.Change) error {
	switch {
	case change == nil:
		return social.Invalid(network, "Change", "is nil")
	case change.Title != nil:
		return social.Unsupported(network, "Title", "posts have no title")
	case change.Tags != nil:
		return social.Unsupported(network, "Tags", "hashtags stand in the text")
	case change.Visibility != nil:
		return social.Unsupported(network, "Visibility", "cannot be changed")
	default:
		return nil
	}
}

// editOf is the whole status as it shall be.
func editOf(s *Status, source *StatusSource, change *social.Change, now time.Time) (*EditParams, error) {
	p := &EditParams{
		Text: source.Text, SpoilerText: source.SpoilerText, Sensitive: s.Sensitive, Language: s.Language, MediaIDs: []ID{},
	}
	set(&p.Text, change.Text)
	set(&p.SpoilerText, change.Warning)
	set(&p.Sensitive, change.Sensitive)
	set(&p.Language, change.Language)
	for i := range s.MediaAttachments {
		p.MediaIDs = append(p.MediaIDs, s.MediaAttachments[i].ID)
	}
	for id, text := range change.AltText {
		if !hasMedia(s, ID(id)) {
			return nil, social.Invalid(network, "AltText["+id+"]", "is no attachment of this post")
		}
		p.MediaAttributes = append(p.MediaAttributes, MediaAttributes{ID: ID(id), Description: text})
	}
	for _, x := range change.Extras {
		if e, ok := x.(*Extra); ok {
			p.QuotePolicy, p.ContentType = e.QuotePolicy, e.ContentType
		}
	}
	if s.Poll == nil {
		return p, nil
	}
	left := s.Poll.ExpiresAt.Sub(now)
	if s.Poll.Expired || !s.Poll.ExpiresAt.IsZero() && left < DefaultLimits().Poll.MinDuration {
		return nil, social.Unsupported(network, "Poll", "has ended or is about to: an edit would reopen it or lose its votes")
	}
	p.Poll = &PollParams{Multiple: s.Poll.Multiple}
	if !s.Poll.ExpiresAt.IsZero() { // GoToSocial and Pleroma have polls without an end
		p.Poll.ExpiresIn = time.Duration(math.Ceil(left.Seconds())) * time.Second
	}
	for _, o := range s.Poll.Options {
		p.Poll.Options = append(p.Poll.Options, o.Title)
		p.Poll.HideTotals = p.Poll.HideTotals || o.VotesCount == nil // shown to nobody before the end
	}
	return p, nil
}

func set[T any](dst, v *T) {
	if v != nil {
		*dst = *v
	}
}

func hasMedia(s *Status, id ID) bool {
	for i := range s.MediaAttachments {
		if s.MediaAttachments[i].ID == id {
			return true
		}
	}
	return false
}

// checkEdit finds what the server would refuse.
func (c *Client) checkEdit(ctx context.Context, s *Status, p *EditParams) error {
	i, err := c.server(ctx)
	if err != nil {
		return err
	}
	l := LimitsOf(i)
	if p.Text == "" && p.SpoilerText == "" && len(p.MediaIDs) == 0 && s.Poll == nil {
		return social.Invalid(network, "Text", "is empty, and there is no media or poll either")
	}
	f := draft.For(network)
	l.checkText(f, &StatusParams{Text: p.Text, SpoilerText: p.SpoilerText})
	for _, a := range p.MediaAttributes {
		if n := l.Counter.CountPlain(a.Description); l.Media.MaxDescription > 0 && n > l.Media.MaxDescription {
			f.Invalid("AltText["+string(a.ID)+"]", "is too long")
		}
	}
	return f.Err()
}

// Delete implements [social.Deleter], for posts and scheduled posts. Attachments are removed with the post
// where the server can (Mastodon 4.4), else after about a day.
func (c *Client) Delete(ctx context.Context, ref social.Ref) error {
	if err := draft.CheckRef(network, "Ref", ref, social.RefPost, social.RefComment, social.RefMessage, social.RefScheduled); err != nil {
		return err
	}
	if ref.Kind == social.RefScheduled {
		return c.CancelScheduledStatus(ctx, ID(ref.ID))
	}
	_, err := c.DeleteStatus(ctx, ID(ref.ID), true)
	return err
}
