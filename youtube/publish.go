package youtube

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/pending"
	"github.com/relais-go/relais/social"
)

// attempt is a publication under way. It is the State of a [social.Pending], so that another process can go on. It
// holds the address of the upload session, with which anybody can send the film.
type attempt struct {
	Params *VideoParams `json:"params,omitempty"`
	Notify *bool        `json:"notify,omitempty"`
	Key    string       `json:"key"`
	Named  bool         `json:"named,omitempty"` // the key is the caller's
	Upload Upload       `json:"upload,omitzero"`
	Since  time.Time    `json:"since,omitzero"` // when the upload was first begun
	NoWait bool         `json:"no_wait,omitempty"`
	Ready  bool         `json:"ready,omitempty"`  // processed, or not to be waited for
	Owed   owed         `json:"owed,omitzero"`    // once the video stands
	Remark *remark      `json:"remark,omitempty"` // it is a comment instead

	account ID
	resumed bool // by its Pending, perhaps not for the first time
}

// Publish implements [social.Publisher]: Title and Text become a video's title and description, the one file of Media
// its film, Tags its keywords; Link is appended to the text unless it stands there. With ReplyTo it writes a comment
// on a video, or an answer to a comment.
//
// It uploads, sets thumbnail, captions and playlists, waits until YouTube has processed the film, for
// Options.MediaWait at most, and then writes FirstComment. When the video stands and something of the rest failed,
// both the post and the error are returned; so they are when the waiting was broken off. A video that is still being
// processed is [social.StateProcessing].
//
// At schedules: the video is private until then. Visibility left out is the channel's default. FormatReel wants a
// Short, which YouTube makes of upright and square films of up to three minutes by itself: a film that is certainly
// none is refused.
//
// It happens once: an upload has a session that is asked how far it is before anything is sent again. A draft with the
// same Key is the same video within one process; in another, [Client.Resume] goes on with the session. Where YouTube
// has forgotten the session after the last byte was sent, the channel's uploads are searched. When nothing can tell,
// the error is [social.ErrUncertain].
func (c *Client) Publish(ctx context.Context, d *social.Draft) (*social.Post, error) {
	own := d.For(network)
	limits, err := c.limits(ctx)
	if err != nil { // what is wrong anyway is told first
		if wrong := new(DefaultLimits()).check(own, time.Now()).Err(); wrong != nil {
			return nil, wrong
		}
		return nil, err
	}
	f := limits.check(own, time.Now())
	if err := f.Err(); err != nil {
		return nil, err
	}
	limits.look(ctx, f, own)
	if err := f.Err(); err != nil {
		return nil, err
	}
	if !own.ReplyTo.IsZero() {
		return c.answer(ctx, own)
	}
	return c.runNamed(ctx, newAttempt(own), own.Media)
}

func newAttempt(d *social.Draft) *attempt {
	a := &attempt{Params: paramsOf(d), Since: time.Now().UTC()}
	a.Key, a.Named = draft.Key(d)
	if e := social.ExtraOf[*Extra](d); e != nil {
		a.Notify, a.NoWait = e.NotifySubscribers, e.NoWait
		for _, id := range e.Playlists {
			a.Owed.Playlists = append(a.Owed.Playlists, &placing{Playlist: id})
		}
	}
	for _, m := range d.Media {
		if m.Thumbnail != nil {
			a.Owed.Thumbnail = new(picture)
		}
		for _, sub := range m.Captions {
			a.Owed.Captions = append(a.Owed.Captions, &track{Language: sub.Language})
		}
	}
	if d.FirstComment != "" {
		a.Owed.Comment = &remark{Text: d.FirstComment, Key: draft.CommentKey(a.Key), Named: a.Named}
	}
	return a
}

// runNamed publishes a video. Of those with the same name one is made at a time, and goes on with what those before it
// have done.
func (c *Client) runNamed(ctx context.Context, a *attempt, media []*social.Media) (*social.Post, error) {
	name := a.name(media[0])
	if name == "" {
		return c.run(ctx, a, media, nil)
	}
	leave, err := c.turns.enter(ctx, "publish "+name)
	if err != nil {
		return nil, a.interrupted(err, media, nil)
	}
	defer leave()
	c.attempts.recall(name, a)
	defer c.attempts.keep(name, a)
	return c.run(ctx, a, media, nil)
}

// run takes the publication of a video from wherever it stands to its end.
func (c *Client) run(ctx context.Context, a *attempt, media []*social.Media, v *Video) (*social.Post, error) {
	if v == nil {
		me, err := c.meIfAllowed(ctx)
		if err != nil {
			return nil, a.interrupted(err, media, nil)
		}
		if me != nil {
			a.account = me.ID
		}
		if v, err = c.uploadOnce(ctx, a, media); err != nil {
			return nil, a.interrupted(err, media, nil)
		}
	}
	var failures []error
	failures = append(failures, c.settleEarly(ctx, a, v, media)...)
	seen, err := c.await(ctx, a, v)
	if err != nil && !a.lasting(err) {
		return nil, err
	}
	if seen != nil {
		v = seen
	}
	if err == nil {
		failures = append(failures, c.settleLate(ctx, a, v, media)...)
	} else {
		failures = append(failures, err)
	}
	post := v.portable()
	if v.Status == nil && !a.Ready { // the answer to an upload tells only what was asked for
		post.State = social.StateProcessing
	}
	return post, a.unfinished(failures, media, &post.Ref)
}

// unfinished is the error of a publication that stands and of which something failed, nil if nothing did. The first
// failure that can be mended carries how to go on.
func (a *attempt) unfinished(failures []error, media []*social.Media, post *social.Ref) error {
	if i := slices.IndexFunc(failures, pending.Resumable); i >= 0 {
		failures[i] = a.interrupted(failures[i], media, post)
	}
	if len(failures) == 1 {
		return failures[0]
	}
	return errors.Join(failures...)
}

// lasting reports an error of waiting that leaves a video which may still become one that people can see.
func (*attempt) lasting(err error) bool {
	return !errors.Is(err, social.ErrMedia) && !errors.Is(err, social.ErrDuplicate) && !errors.Is(err, social.ErrPermission) &&
		!errors.Is(err, social.ErrNotFound)
}

// await waits until the video is processed, if it is to be waited for. It is no failure that this takes longer than
// the caller wants to wait, or that the token may not ask.
func (c *Client) await(ctx context.Context, a *attempt, v *Video) (*Video, error) {
	if a.NoWait || a.Ready {
		return nil, nil //nolint:nilnil // nothing new is known
	}
	seen, err := c.WaitVideo(ctx, v.ID)
	switch e, _ := errors.AsType[*social.Error](err); {
	case err == nil:
		a.Ready = true
		return seen, nil
	case errors.Is(err, errProcessing):
		return seen, nil
	case e != nil && errors.Is(e.Kind, social.ErrPermission) && lacksScope(e.Code):
		return nil, nil //nolint:nilnil // as above
	default:
		return seen, err
	}
}

// lacksScope reports that a token was not granted what a call needs, in the words of the API or of Google in general.
func lacksScope(code string) bool {
	return code == "insufficientPermissions" || code == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
}

// answer publishes a draft that answers something: a comment.
func (c *Client) answer(ctx context.Context, d *social.Draft) (*social.Post, error) {
	a := &attempt{Remark: &remark{Text: describe(d), Since: time.Now().UTC()}}
	a.Key, a.Named = draft.Key(d)
	a.Remark.Key, a.Remark.Named = a.Key, a.Named
	if d.ReplyTo.Kind == social.RefPost {
		a.Remark.Video = ID(d.ReplyTo.ID)
		return c.runRemark(ctx, a)
	}
	parent, err := c.Comment(ctx, ID(d.ReplyTo.ID))
	if err != nil {
		return nil, a.interrupted(err, nil, nil)
	}
	a.Remark.Parent = parent.ID
	if s := parent.Snippet; s != nil {
		a.Remark.On = s.VideoID
		if s.ParentID != "" { // there is one level of answers
			a.Remark.Parent, a.Remark.Text = s.ParentID, addressed(a.Remark.Text, s.Author)
		}
	}
	return c.runRemark(ctx, a)
}

// runRemark writes a comment.
func (c *Client) runRemark(ctx context.Context, a *attempt) (*social.Post, error) {
	me, err := c.Me(ctx)
	if err != nil {
		return nil, a.interrupted(err, nil, nil)
	}
	a.account = me.ID
	made, err := c.comment(ctx, a.Remark)
	if err != nil {
		return nil, a.interrupted(err, nil, nil)
	}
	return a.Remark.published(made, me), nil
}
