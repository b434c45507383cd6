package youtube

import (
	"context"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Edit implements [social.Editor], for videos and for own comments. Of a video everything can be changed but the film:
// Text is the description, and an Extra changes what it names. YouTube replaces whole parts of a video, so they are
// read first and written back with the change. A scheduled video that becomes public or unlisted waits no longer.
func (c *Client) Edit(ctx context.Context, ref social.Ref, change *social.Change) (*social.Post, error) {
	if err := draft.CheckRef(network, "Ref", ref, social.RefPost, social.RefScheduled, social.RefComment); err != nil {
		return nil, err
	}
	if change == nil {
		return nil, social.Invalid(network, "Change", "is nil")
	}
	f := draft.For(network)
	l := new(DefaultLimits())
	if c.cfg.Limits != nil {
		l = c.cfg.Limits
	}
	if ref.Kind == social.RefComment {
		l.checkCommentChange(f, change)
		if err := f.Err(); err != nil {
			return nil, err
		}
		made, err := c.UpdateComment(ctx, ID(ref.ID), *change.Text)
		if err != nil {
			return nil, err
		}
		out := made.portable("")
		out.Text = *change.Text
		return out, nil
	}
	l.checkChange(f, change)
	if err := f.Err(); err != nil {
		return nil, err
	}
	if _, err := c.UpdateVideo(ctx, ID(ref.ID), changeOf(change)); err != nil {
		return nil, err
	}
	v, err := c.Video(ctx, ID(ref.ID))
	if err != nil {
		return nil, err
	}
	return v.portable(), nil
}

// checkChange finds what YouTube takes in no video.
func (l *Limits) checkChange(f *draft.Findings, change *social.Change) {
	if change.Warning != nil {
		f.Lacks("Warning", "there are no warnings")
	}
	if value(change.Sensitive) {
		f.Lacks("Sensitive", "programs cannot restrict videos by age: do it in YouTube Studio")
	}
	if len(change.AltText) > 0 {
		f.Lacks("AltText", "videos have captions instead")
	}
	if change.Title != nil {
		l.checkTitle(f, "Title", *change.Title)
	}
	if change.Text != nil {
		l.checkDescription(f, "Text", *change.Text)
	}
	if change.Tags != nil {
		l.checkTags(f, *change.Tags)
	}
	if change.Language != nil {
		checkLanguage(f, "Language", *change.Language)
	}
	if v := value(change.Visibility); change.Visibility != nil && privacyOf(v) == "" {
		f.Lacks("Visibility", "is "+string(v)+": videos are public, unlisted or private")
	}
	if e := extraOf(change); e != nil {
		l.checkFields(f, e)
		if e.NotifySubscribers != nil {
			f.Lacks("Extras.NotifySubscribers", "only new videos have it")
		}
		if len(e.Playlists) > 0 {
			f.Lacks("Extras.Playlists", "use Client.AddToPlaylist")
		}
	}
	if len(changeOf(change).fields().parts()) == 0 && f.Err() == nil {
		f.Invalid("Change", "names nothing")
	}
}

// checkCommentChange: a comment has a text and nothing else.
func (l *Limits) checkCommentChange(f *draft.Findings, change *social.Change) {
	const none = "comments have none"
	for _, field := range []struct {
		name  string
		given bool
	}{
		{"Title", change.Title != nil},
		{"Warning", change.Warning != nil},
		{"Sensitive", value(change.Sensitive)},
		{"Language", change.Language != nil},
		{"Tags", change.Tags != nil},
		{"Visibility", change.Visibility != nil},
		{"AltText", len(change.AltText) > 0},
		{"Extras", extraOf(change) != nil},
	} {
		if field.given {
			f.Lacks(field.name, none)
		}
	}
	if strings.TrimSpace(value(change.Text)) == "" {
		f.Invalid("Text", "is empty")
	}
	l.checkCommentText(f, "Text", value(change.Text))
}

// extraOf is the extra of a change that this package reads, nil if there is none.
func extraOf(change *social.Change) *Extra {
	return social.ExtraOf[*Extra](&social.Draft{Extras: change.Extras})
}

// changeOf maps the fields of a change one to one.
func changeOf(change *social.Change) *VideoParams {
	p := &VideoParams{Title: change.Title, Description: change.Text, Language: change.Language}
	if change.Tags != nil {
		p.Tags = new(slices.Clone(*change.Tags))
	}
	if change.Visibility != nil {
		given(&p.Privacy, privacyOf(*change.Visibility))
	}
	extraOf(change).apply(p)
	return p
}

// Delete implements [social.Deleter], for videos, scheduled ones too, and for own comments. Comments of others can be
// rejected, not deleted.
func (c *Client) Delete(ctx context.Context, ref social.Ref) error {
	if err := draft.CheckRef(network, "Ref", ref, social.RefPost, social.RefScheduled, social.RefComment); err != nil {
		return err
	}
	if ref.Kind == social.RefComment {
		return c.DeleteComment(ctx, ID(ref.ID))
	}
	return c.DeleteVideo(ctx, ID(ref.ID))
}
