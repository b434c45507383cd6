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
	Done    bool `json:"done,omitempty"`    // it stands, or YouTube said no for good
	Refused bool `json:"refused,omitempty"` // while the film was being processed: to be tried once more
}

// picture is a thumbnail that is owed.
type picture struct{ step }

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

// take notes how a step went. What YouTube refuses for good is owed no longer.
func (s *step) take(err error) { s.Done = err == nil || !pending.Resumable(err) }

// task is a step with the way to do it.
type task struct {
	*step
	field  string
	do     func(ctx context.Context) error
	passes func(err error) bool // a refusal that may be over once the film is processed
}

// tasks are what is still owed beside the first comment.
func (c *Client) tasks(a *attempt, v *Video, media []*social.Media) []task {
	var all []task
	if s := a.Owed.Thumbnail; s != nil && !s.Done && len(media) > 0 {
		field := draft.MediaField(0) + ".Thumbnail"
		all = append(all, task{step: &s.step, field: field, passes: always, do: func(ctx context.Context) error {
			_, err := c.setThumbnail(ctx, v.ID, media[0].Thumbnail, field)
			return err
		}})
	}
	for i, t := range a.Owed.Captions {
		if t.Done || len(media) == 0 {
			continue
		}
		field := indexed(draft.MediaField(0)+".Captions", i)
		all = append(all, task{step: &t.step, field: field, passes: isMissing, do: func(ctx context.Context) error {
			_, err := c.addCaption(ctx, CaptionParams{VideoID: v.ID, Language: t.Language}, media[0].Captions[i], field, true)
			return err
		}})
	}
	for i, p := range a.Owed.Playlists {
		if p.Done {
			continue
		}
		all = append(all, task{step: &p.step, field: indexed("Extras.Playlists", i), passes: isMissing, do: func(ctx context.Context) error {
			_, err := c.addToPlaylist(ctx, p.Playlist, v.ID, nil, true)
			return err
		}})
	}
	return all
}

// always: YouTube takes no thumbnail for a Short before it is processed, and says so in more ways than one.
func always(error) bool { return true }

// isMissing: a video that is minutes old is not known everywhere. What YouTube says is missing it may have done all the
// same, so that is looked at before the next try.
func isMissing(err error) bool {
	e, ok := errors.AsType[*social.Error](err)
	return ok && e.Code == "videoNotFound"
}

// settleEarly gives the video what needs no processing, and returns what failed. Nothing keeps the rest from being
// tried. The video is new, so whatever it has already was given to it by an earlier attempt.
func (c *Client) settleEarly(ctx context.Context, a *attempt, v *Video, media []*social.Media) []error {
	var failures []error
	for _, t := range c.tasks(a, v, media) {
		err := t.do(ctx)
		t.take(err)
		if t.Refused = err != nil && t.Done && !a.NoWait && !a.Ready && t.passes(err); t.Refused {
			t.Done = false
		} else if err != nil {
			failures = append(failures, inField(err, t.field))
		}
	}
	return failures
}

// settleLate gives the video what needs it to be processed.
func (c *Client) settleLate(ctx context.Context, a *attempt, v *Video, media []*social.Media) []error {
	var failures []error
	for _, t := range c.tasks(a, v, media) {
		if !t.Refused {
			continue
		}
		err := unready(t.field)
		if a.Ready {
			err = t.do(ctx)
			t.take(err)
		}
		if err != nil {
			failures = append(failures, inField(err, t.field))
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
