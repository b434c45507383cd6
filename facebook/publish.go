package facebook

import (
	"context"
	"errors"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// attempt is a publication under way. It is the State of a [social.Pending], so that another process can go on.
type attempt struct {
	Surface Surface       `json:"surface"`
	Key     string        `json:"key"`
	Named   bool          `json:"named,omitempty"` // the key is the caller's
	Since   time.Time     `json:"since,omitzero"`  // when it began, by Facebook's clock
	Post    *PostParams   `json:"post,omitempty"`
	Photos  []*photoState `json:"photos,omitempty"` // one for each medium
	Direct  bool          `json:"direct,omitempty"` // without a draft before
	Draft   ID            `json:"draft,omitempty"`  // made, and not certain to be published
	Lost    bool          `json:"lost,omitempty"`   // a draft was sent, and the answer was lost
	Sent    bool          `json:"sent,omitempty"`   // what shows was sent, and the answer was lost
	Photo   *PhotoParams  `json:"photo,omitempty"`  // a photo that is published by itself
	Video   *videoAttempt `json:"video,omitempty"`
	Reply   *commentState `json:"reply,omitempty"`   // it is a comment instead
	Message *messageState `json:"message,omitempty"` // it is a private message instead
	Comment *commentState `json:"comment,omitempty"` // the first comment, owed once the post stands
}

// photoState is a photo on its way.
type photoState struct {
	ID ID        `json:"id,omitempty"`
	At time.Time `json:"at,omitzero"` // when it was uploaded: Facebook drops it a day later
}

// photoLife is for how long an uploaded photo can be counted on.
const photoLife = 23 * time.Hour

func (p *photoState) gone(now time.Time) bool { return p.ID == "" || now.Sub(p.At) > photoLife }

// Publish implements [social.Publisher]. When the post stands and only what comes after it failed (the first comment; a
// preview, subtitles or collaborators of a video) both the post and the error are returned.
//
// Facebook has no idempotency keys, and answers HTTP 500 to posts that it has published. So that nothing is published
// twice, posts of the feed are made as drafts, which nobody sees, and published by a second call, which can be
// repeated; videos, reels and stories have an ID before they show, which tells what became of them. Where a draft
// will not do (see [Config].Direct; scheduled posts; photos that go into an album) a lost answer is looked for among
// the Page's newest posts. What cannot be found out is [social.ErrUncertain]. A draft with the same Key is the same
// post within one process.
//
// The media choose the surface: text, link and photos make a post, a video a video, which Facebook may show as a
// reel; Format asks for a reel or a story. Hashtags are appended to the text unless it has them, and the link where
// there are media. At is the network's own scheduling, from 10 minutes ahead. A draft that answers something becomes a comment.
func (c *Client) Publish(ctx context.Context, d *social.Draft) (*social.Post, error) {
	own := d.For(network)
	if err := c.Check(ctx, own); err != nil {
		return nil, err
	}
	return c.run(ctx, c.newAttempt(own), own.Media, nil)
}

func (c *Client) newAttempt(d *social.Draft) *attempt {
	a := &attempt{Surface: surfaceOf(d), Direct: c.cfg.Direct || !d.At.IsZero()}
	a.Key, a.Named = draft.Key(d)
	if d.FirstComment != "" {
		a.Comment = &commentState{
			Attempt: graph.Attempt{Key: draft.CommentKey(a.Key), Named: a.Named}, Params: &CommentParams{Message: d.FirstComment},
		}
	}
	if !d.ReplyTo.IsZero() {
		a.Reply = &commentState{
			Attempt: graph.Attempt{Key: a.Key, Named: a.Named},
			Parent:  ID(d.ReplyTo.ID), Params: &CommentParams{Message: compose(d)}, Files: len(d.Media),
		}
		return a
	}
	e := social.ExtraOf[*Extra](d)
	switch a.Surface {
	case SurfaceVideo, SurfaceReel, SurfacePhotoStory, SurfaceVideoStory:
		a.Video = newVideoAttempt(d, a.Surface)
		return a
	case SurfacePhoto:
		if e != nil && (e.AlbumID != "" || e.NoStory) {
			a.Photo = &PhotoParams{
				Caption: compose(d), NoStory: e.NoStory, Album: e.AlbumID, ScheduledAt: d.At, Targeting: e.Targeting, FeedTargeting: e.FeedTargeting,
				Backdated: e.Backdated, Granularity: e.Granularity, Place: e.Place, Tagged: e.Tagged,
			}
			return a
		}
	case SurfaceFeed:
	}
	a.Post = postParams(d)
	for range d.Media {
		a.Photos = append(a.Photos, &photoState{})
	}
	return a
}

// run takes a publication from wherever it stands to its end.
func (c *Client) run(ctx context.Context, a *attempt, media []*social.Media, post *social.Post) (*social.Post, error) {
	if a.Since.IsZero() {
		a.Since = c.now().UTC()
	}
	var late error // what failed once the post stood
	if post == nil {
		made, err := c.finish(ctx, a, media)
		if made == nil {
			c.tidy(ctx, a, err)
			return nil, c.interrupted(err, a, media, nil)
		}
		post, late = made, err
	}
	if err := c.addComment(ctx, a, post); err != nil {
		if late == nil {
			return post, c.interrupted(err, a, nil, &post.Ref)
		}
		late = errors.Join(late, err)
	}
	if late != nil {
		return post, c.interrupted(late, a, media, nil)
	}
	return post, nil
}

// addComment writes the first comment, if one is owed.
func (c *Client) addComment(ctx context.Context, a *attempt, post *social.Post) error {
	if a.Comment == nil {
		return nil
	}
	a.Comment.Parent = ID(post.Ref.ID)
	if _, err := c.commentOnce(ctx, a.Comment, nil); err != nil {
		return draft.InField(err, "FirstComment")
	}
	a.Comment = nil
	return nil
}

// finish publishes by the way of the surface. With an error, a post that stands is returned as well.
func (c *Client) finish(ctx context.Context, a *attempt, media []*social.Media) (*social.Post, error) {
	switch {
	case a.Reply != nil:
		made, err := c.commentOnce(ctx, a.Reply, media)
		if err != nil {
			return nil, err
		}
		return c.commented(made, a.Reply), nil
	case a.Message != nil:
		return c.finishMessage(ctx, a.Message, media)
	case a.Video != nil:
		made, err := c.runVideo(ctx, a.Video, media[0], a.Since)
		if made == nil {
			return nil, err
		}
		out := c.published(made, a.Video.scheduledAt())
		if out.State == social.StatePublished && !a.Video.settled {
			out.State = social.StateProcessing
		}
		return out, err
	case a.Photo != nil:
		return c.finishPhoto(ctx, a, media[0])
	default:
		return c.finishFeed(ctx, a, media)
	}
}

// finishFeed publishes text, link or photos.
func (c *Client) finishFeed(ctx context.Context, a *attempt, media []*social.Media) (*social.Post, error) {
	if a.Draft == "" && !a.Sent {
		if err := c.uploadPhotos(ctx, a, media); err != nil {
			return nil, err
		}
	}
	a.attach()
	id, err := c.feedOnce(ctx, a, media)
	if err != nil {
		return nil, err
	}
	return c.stands(ctx, id, a.Post), nil
}

// attach puts the photos into the post.
func (a *attempt) attach() {
	a.Post.Photos = nil
	for _, p := range a.Photos {
		a.Post.Photos = append(a.Post.Photos, p.ID)
	}
}

// uploadPhotos brings the photos to Facebook, each once at a time; nobody sees them yet.
func (c *Client) uploadPhotos(ctx context.Context, a *attempt, media []*social.Media) error {
	for i, p := range a.Photos {
		if !p.gone(time.Now()) {
			continue
		}
		if err := media[i].Validate(network, draft.MediaField(i)); err != nil { // that of a Pending may lack Open
			return err
		}
		params := &PhotoParams{Unpublished: true, Temporary: !a.Post.ScheduledAt.IsZero()}
		made, err := c.sendPhoto(ctx, media[i], params, rest.Idempotent, draft.MediaField(i))
		if err != nil {
			return err
		}
		*p = photoState{ID: made.ID, At: time.Now().UTC()}
	}
	return nil
}

// stands reads what was published. It stands whether or not it can be read.
func (c *Client) stands(ctx context.Context, id ID, p *PostParams) *social.Post {
	got, err := c.readPost(ctx, id, true, postFields()...)
	if err != nil {
		return c.unread(ctx, id, p, err)
	}
	return c.published(got, p.ScheduledAt)
}

// unread is a post that stands and cannot be read.
func (c *Client) unread(ctx context.Context, id ID, p *PostParams, why error) *social.Post {
	c.graph.Rest().Log().WarnContext(ctx, "the post stands, but cannot be read", "network", network, "id", string(id), "error", why)
	return c.published(&Post{ID: id, Message: p.Message, CreatedTime: Time{Time: c.now().UTC()}}, p.ScheduledAt)
}

// standing reads a post of an earlier process, of which only what comes after it is owed.
func (c *Client) standing(ctx context.Context, a *attempt, id ID) *social.Post {
	switch {
	case a.Video != nil && isNumber(id):
		v, err := c.readVideo(ctx, id, false, stateFields()...)
		if err != nil {
			return c.unread(ctx, id, &PostParams{Message: a.Video.Params.Description}, err)
		}
		out := c.published(v.post(c.cfg.Page), time.Time{})
		out.Ref.ID = string(id) // as the caller knows it
		return out
	case a.Photo != nil:
		return c.photoStands(ctx, id, a.Photo)
	default:
		return c.stands(ctx, id, &PostParams{})
	}
}
