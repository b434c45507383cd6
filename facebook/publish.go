package facebook

import (
	"context"
	"errors"
	"net/http"
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

// Publish implements [social.Publisher]. When the post stands and only its first comment failed, both the post and
// the error are returned.
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
		a.Comment = &commentState{Params: &CommentParams{Message: d.FirstComment}, Key: draft.CommentKey(a.Key), Named: a.Named}
	}
	if !d.ReplyTo.IsZero() {
		a.Reply = &commentState{
			Parent: ID(d.ReplyTo.ID), Params: &CommentParams{Message: compose(d)}, Key: a.Key, Named: a.Named, Files: len(d.Media),
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
	if post == nil {
		made, err := c.finish(ctx, a, media)
		if err != nil {
			return nil, c.interrupted(err, a, media, nil)
		}
		post = made
	}
	if a.Comment == nil {
		return post, nil
	}
	a.Comment.Parent = ID(post.Ref.ID)
	if _, err := c.commentOnce(ctx, a.Comment, nil); err != nil {
		return post, c.interrupted(draft.InField(err, "FirstComment"), a, nil, &post.Ref)
	}
	return post, nil
}

// finish publishes by the way of the surface.
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
		if err != nil {
			return nil, err
		}
		return c.published(made, a.Video.scheduledAt()), nil
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
	a.Post.Photos = nil
	for _, p := range a.Photos {
		a.Post.Photos = append(a.Post.Photos, p.ID)
	}
	id, err := c.feedOnce(ctx, a)
	if err != nil {
		return nil, err
	}
	return c.stands(ctx, id, a.Post), nil
}

// uploadPhotos brings the photos to Facebook, each once at a time; nobody sees them yet.
func (c *Client) uploadPhotos(ctx context.Context, a *attempt, media []*social.Media) error {
	for i, p := range a.Photos {
		if !p.gone(time.Now()) {
			continue
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

// feedOnce publishes a post of the feed, once.
func (c *Client) feedOnce(ctx context.Context, a *attempt) (ID, error) {
	return c.once(ctx, a, a.Post.twin(), func(ctx context.Context) (ID, error) {
		if a.Direct {
			return c.createPost(ctx, a.Post, rest.Lookup)
		}
		id, err := c.throughDraft(ctx, a)
		if !errors.Is(err, errNoDrafts) {
			return id, err
		}
		a.Direct = true
		return c.createPost(ctx, a.Post, rest.Lookup)
	}, c.findPost(a))
}

// once makes something that shows, once.
func (c *Client) once(
	ctx context.Context, a *attempt, twin string, send func(context.Context) (ID, error),
	find func(context.Context, func(string) bool) (ID, bool, error),
) (ID, error) {
	key := ""
	if a.Named {
		key = a.Key + "\x00" + twin
	}
	id, err := rest.WriteOnce(ctx, c.graph.Rest().Once(), &rest.Write[ID]{
		Key: key, Twin: twin, Send: send, Find: find, ID: func(id ID) string { return string(id) }, Sent: a.Sent,
	})
	a.Sent = errors.Is(err, social.ErrUncertain)
	return id, err
}

// errNoDrafts says that a draft could not be made, or could not be published.
var errNoDrafts = errors.New("facebook takes no drafts here")

// throughDraft makes a draft and publishes it.
func (c *Client) throughDraft(ctx context.Context, a *attempt) (ID, error) {
	if a.Draft == "" {
		own := *a.Post
		own.Content = ContentDraft
		id, err := c.draftOnce(ctx, a, &own)
		if err != nil {
			return "", err
		}
		a.Draft = id
	}
	err := c.order(ctx, &graph.Request{
		Op: "posts.publish", Method: http.MethodPost, Path: rest.Path(string(a.Draft)), Priority: social.PriorityAnswer,
		Params: map[string][]string{"is_published": {"true"}},
	})
	switch {
	case err == nil:
		return a.Draft, nil
	case errors.Is(err, social.ErrNotFound), errors.Is(err, social.ErrInvalid), errors.Is(err, errors.ErrUnsupported):
		return c.refusedDraft(ctx, a, err)
	default:
		return "", doubtful(err)
	}
}

// doubtful is the error of a call that may have published, and whose answers were all lost: it could be repeated, but
// a caller who publishes anew instead would publish twice.
func doubtful(err error) error {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || !errors.Is(err, social.ErrUnavailable) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	own := *e
	own.Kind = social.ErrUncertain
	return &own
}

// refusedDraft decides what to do when a draft cannot be published: if it shows all the same, it was; if not, it is
// removed and the post made without one.
func (c *Client) refusedDraft(ctx context.Context, a *attempt, refusal error) (ID, error) {
	p, err := c.readPost(ctx, a.Draft, true, "id", "is_published")
	switch {
	case err == nil && value(p.Published):
		return a.Draft, nil
	case err != nil && !errors.Is(err, social.ErrNotFound):
		return "", errors.Join(refusal, err)
	}
	if err == nil {
		if err := c.DeletePost(ctx, a.Draft); err != nil && !errors.Is(err, social.ErrNotFound) {
			return "", errors.Join(refusal, err)
		}
	}
	a.Draft = ""
	return "", errNoDrafts
}

// draftOnce makes a draft. One whose answer is lost is looked for, so that none is left lying about; not to find it
// does no harm, since nobody sees it.
func (c *Client) draftOnce(ctx context.Context, a *attempt, p *PostParams) (ID, error) {
	o := c.graph.Rest().Options()
	for try := 0; ; try++ {
		id, err := c.createPost(ctx, p, rest.Lookup)
		switch {
		case err == nil:
			return id, nil
		case errors.Is(err, social.ErrInvalid) && blames(err, "unpublished_content_type", "published"):
			return "", errNoDrafts
		case !errors.Is(err, social.ErrUncertain):
			return "", err
		}
		found, ok, lookup := c.findDraft(ctx, a, p)
		switch {
		case ok:
			return found, nil
		case lookup != nil || try >= o.Retries:
			return "", unseen(err)
		}
	}
}

// blames reports whether Facebook found fault with one of the parameters.
func blames(err error, params ...string) bool {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || !graph.Is(err, 100) {
		return false
	}
	for _, p := range params {
		if e.Field == p || containsWord(e.Message, p) {
			return true
		}
	}
	return false
}

// unseen is the error of a write that showed nothing to anybody: not having been answered, it can be made again.
func unseen(err error) error {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || !errors.Is(e.Kind, social.ErrUncertain) {
		return err
	}
	own := *e
	own.Kind = social.ErrUnavailable
	return &own
}

// finishPhoto publishes a photo by itself.
func (c *Client) finishPhoto(ctx context.Context, a *attempt, m *social.Media) (*social.Post, error) {
	photo := ID("")
	id, err := c.once(ctx, a, "photo\x00"+a.Photo.Caption+"\x00"+string(a.Photo.Album), func(ctx context.Context) (ID, error) {
		made, err := c.sendPhoto(ctx, m, a.Photo, rest.Lookup, draft.MediaField(0))
		if err != nil {
			return "", err
		}
		photo = made.ID
		if made.PostID == "" {
			return made.ID, nil // it shows in the album only
		}
		return made.PostID, nil
	}, c.findPhoto(a))
	if err != nil {
		return nil, err
	}
	post := c.stands(ctx, id, &PostParams{Message: a.Photo.Caption, ScheduledAt: a.Photo.ScheduledAt})
	if photo != "" && len(post.Media) == 0 {
		post.Media = []social.Attachment{{ID: string(photo), ContentType: "image", AltText: m.AltText}}
	}
	return post, nil
}

// stands reads what was published. It stands whether or not it can be read.
func (c *Client) stands(ctx context.Context, id ID, p *PostParams) *social.Post {
	got, err := c.readPost(ctx, id, true, postFields()...)
	if err != nil {
		c.graph.Rest().Log().WarnContext(ctx, "the post stands, but cannot be read", "network", network, "id", string(id), "error", err)
		got = &Post{ID: id, Message: p.Message, CreatedTime: Time{Time: c.now().UTC()}}
	}
	return c.published(got, p.ScheduledAt)
}
