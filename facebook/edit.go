package facebook

import (
	"context"
	"slices"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Edit implements [social.Editor]: the text of a post or of an own comment, title and text of a video. Facebook lets a
// program change only posts that the same program made.
func (c *Client) Edit(ctx context.Context, ref social.Ref, change *social.Change) (*social.Post, error) {
	kinds := []social.RefKind{social.RefPost, social.RefScheduled, social.RefComment}
	if err := draft.CheckRef(network, "Ref", ref, kinds...); err != nil {
		return nil, err
	}
	id := ID(ref.ID)
	if err := c.limits.checkChange(change, ref.Kind, isNumber(id)); err != nil {
		return nil, err
	}
	switch {
	case ref.Kind == social.RefComment:
		if err := c.EditComment(ctx, id, &CommentParams{Message: *change.Text}); err != nil {
			return nil, err
		}
		k, err := c.Comment(ctx, id)
		if err != nil {
			return nil, err
		}
		return k.portable(), nil
	case isNumber(id): // a video, which has no post of its own
		if err := c.UpdateVideo(ctx, id, &VideoUpdate{Title: change.Title, Description: change.Text}); err != nil {
			return nil, err
		}
		v, err := c.Video(ctx, id)
		if err != nil {
			return nil, err
		}
		return v.portable(), nil
	default:
		if err := c.UpdatePost(ctx, id, &PostUpdate{Message: change.Text}); err != nil {
			return nil, err
		}
		p, err := c.Post(ctx, id)
		if err != nil {
			return nil, err
		}
		out := p.portable()
		out.Edited = p.UpdatedTime.Time
		return out, nil
	}
}

// checkChange finds what Facebook does not let be changed.
func (l *Limits) checkChange(change *social.Change, kind social.RefKind, video bool) error {
	f := draft.For(network)
	if change == nil {
		f.Invalid("Change", "is nil")
		return f.Err()
	}
	const fixed = "cannot be changed"
	for field, given := range map[string]bool{
		"Warning": change.Warning != nil, "Sensitive": change.Sensitive != nil, "Language": change.Language != nil,
		"Visibility": change.Visibility != nil, "AltText": len(change.AltText) > 0, "Extras": hasOwn(change.Extras),
	} {
		if given {
			f.Lacks(field, fixed)
		}
	}
	if change.Tags != nil {
		f.Lacks("Tags", "hashtags stand in the text")
	}
	if change.Title != nil && !video {
		f.Lacks("Title", "only videos have one")
	}
	most := l.MaxText
	if kind == social.RefComment {
		most = l.MaxComment
	}
	switch {
	case change.Text == nil && (change.Title == nil || kind == social.RefComment):
		f.Invalid("Text", "is nil, and nothing else can be changed")
	case change.Text != nil && most > 0 && Count(*change.Text) > most:
		f.Invalid("Text", "has %d characters, %d fit", Count(*change.Text), most)
	case change.Text != nil && *change.Text == "" && kind == social.RefComment:
		f.Invalid("Text", "is empty")
	}
	return f.Err()
}

// hasOwn reports whether extras are there that Facebook would read.
func hasOwn(extras []social.Extra) bool {
	return slices.ContainsFunc(extras, func(e social.Extra) bool { return e != nil && e.ExtraFor() == network })
}

// Delete implements [social.Deleter] for posts, photos, videos and comments of the Page. A story can only be deleted
// by the ID of its media, not by that of the post.
func (c *Client) Delete(ctx context.Context, ref social.Ref) error {
	if err := draft.CheckRef(network, "Ref", ref, social.RefPost, social.RefScheduled, social.RefComment); err != nil {
		return err
	}
	if ref.Kind == social.RefComment {
		return c.DeleteComment(ctx, ID(ref.ID))
	}
	return c.DeletePost(ctx, ID(ref.ID))
}

// inWindow checks when a post is to be published.
func (l *Limits) inWindow(s Surface, field string, at, now time.Time) error {
	f := draft.For(network)
	most := l.MaxAhead[s]
	switch ahead := at.Sub(now); {
	case ahead < l.MinAhead:
		f.Invalid(field, "is %v ahead, %v is the least", ahead.Round(time.Second), l.MinAhead)
	case most > 0 && ahead > most:
		f.Invalid(field, "is %v ahead, %v is the most", ahead.Round(time.Hour), most)
	}
	return f.Err()
}
