package youtube

import (
	"context"
	"errors"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/pending"
	"github.com/relais-go/relais/social"
)

// owed is what a video is to get once it stands.
type owed struct {
	Thumbnail *picture   `json:"thumbnail,omitempty"`
	Captions  []*track   `json:"captions,omitempty"`
	Playlists []*placing `json:"playlists,omitempty"`
	Comment   *remark    `json:"comment,omitempty"`
}

// step is one thing that is owed.
type step struct {
	Done bool `json:"done,omitempty"` // it stands, or YouTube said no for good
}

// picture is a thumbnail that is owed.
type picture struct {
	step
	Refused bool `json:"refused,omitempty"` // while the film was being processed: to be tried once more
}

// track is a caption track that is owed.
type track struct {
	step
	Language string `json:"language"`
}

// placing is a place in a playlist that is owed.
type placing struct {
	step
	Playlist ID `json:"playlist"`
}

// take runs a step and notes how it went. What YouTube refuses for good is owed no longer.
func (s *step) take(err error) error {
	s.Done = err == nil || !pending.Resumable(err)
	return err
}

// settleEarly gives the video what needs no processing, and returns what failed. Nothing keeps the rest from being
// tried. The video is new, so whatever it has already was given to it by an earlier attempt.
func (c *Client) settleEarly(ctx context.Context, a *attempt, v *Video, media []*social.Media) []error {
	var failures []error
	note := func(err error) {
		if err != nil {
			failures = append(failures, err)
		}
	}
	if s := a.Owed.Thumbnail; s != nil && !s.Done && len(media) > 0 {
		err := c.thumbnail(ctx, a, v, media[0])
		if s.Refused = a.tooEarly(s, err); s.Refused {
			s.Done = false
		} else {
			note(err)
		}
	}
	for i, t := range a.Owed.Captions {
		if t.Done || len(media) == 0 {
			continue
		}
		field := indexed(draft.MediaField(0)+".Captions", i)
		p := CaptionParams{VideoID: v.ID, Language: t.Language}
		_, err := c.addCaption(ctx, p, media[0].Captions[i], field, true)
		note(inField(t.take(err), field))
	}
	for i, p := range a.Owed.Playlists {
		if p.Done {
			continue
		}
		_, err := c.addToPlaylist(ctx, p.Playlist, v.ID, nil, true)
		note(inField(p.take(err), indexed("Extras.Playlists", i)))
	}
	return failures
}

// tooEarly reports that a picture which YouTube refused is to be tried again once the film is processed: before, it
// takes none for Shorts.
func (a *attempt) tooEarly(s *picture, err error) bool {
	return err != nil && s.Done && !a.NoWait && !a.Ready
}

func (c *Client) thumbnail(ctx context.Context, a *attempt, v *Video, m *social.Media) error {
	field := draft.MediaField(0) + ".Thumbnail"
	_, err := c.setThumbnail(ctx, v.ID, m.Thumbnail, field)
	return inField(a.Owed.Thumbnail.take(err), field)
}

// settleLate gives the video what needs it to be processed.
func (c *Client) settleLate(ctx context.Context, a *attempt, v *Video, media []*social.Media) []error {
	var failures []error
	if s := a.Owed.Thumbnail; s != nil && !s.Done && s.Refused && len(media) > 0 {
		err := unready(draft.MediaField(0) + ".Thumbnail")
		if a.Ready {
			err = c.thumbnail(ctx, a, v, media[0])
		}
		if err != nil {
			failures = append(failures, err)
		}
	}
	m := a.Owed.Comment
	switch {
	case m == nil:
	case !a.Ready && !a.NoWait: // comments on what cannot be seen yet are refused, or lost
		failures = append(failures, unready("FirstComment"))
	default:
		m.Video = v.ID
		if _, err := c.comment(ctx, m); err != nil {
			failures = append(failures, inField(err, "FirstComment"))
		} else {
			a.Owed.Comment = nil
		}
	}
	return failures
}

// unready is the error of what has to wait for the film to be processed.
func unready(field string) error {
	return &social.Error{Network: network, Op: "publish", Kind: social.ErrUnavailable, Field: field, Err: errProcessing}
}

// inField says in an error what of the draft it is about.
func inField(err error, field string) error {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || e.Field != "" && e.Field != "Text" {
		return err
	}
	own := *e
	own.Field = field
	return &own
}
