package facebook

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/pending"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// feedOnce publishes a post of the feed, once.
func (c *Client) feedOnce(ctx context.Context, a *attempt, media []*social.Media) (ID, error) {
	return c.once(ctx, a, &onceWrite{
		twin: a.Post.twin(), name: a.Post.name(), find: c.findPost(a),
		send: func(ctx context.Context) (ID, error) {
			if !a.Direct {
				id, err := c.throughDraft(ctx, a, media)
				if !errors.Is(err, errNoDrafts) {
					return id, err
				}
				a.Direct = true
				if err := c.uploadPhotos(ctx, a, media); err != nil {
					return "", err
				}
				a.attach()
			}
			return c.createPost(ctx, a.Post, rest.Lookup)
		},
	})
}

// errNoDrafts says that a draft could not be made, or could not be published.
var errNoDrafts = errors.New("facebook takes no drafts here")

// throughDraft makes a draft and publishes it.
func (c *Client) throughDraft(ctx context.Context, a *attempt, media []*social.Media) (ID, error) {
	if a.Draft == "" {
		id, err := c.draftOnce(ctx, a, media)
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
		c.sweep(ctx, a)
		return a.Draft, nil
	case errors.Is(err, social.ErrNotFound), errors.Is(err, social.ErrInvalid), errors.Is(err, errors.ErrUnsupported):
		return c.refusedDraft(ctx, a, err)
	default:
		return "", doubtful(err)
	}
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
	a.renew()
	return "", errNoDrafts
}

// renew has the photos uploaded again: those of a draft go with it.
func (a *attempt) renew() {
	for _, p := range a.Photos {
		*p = photoState{}
	}
}

// draftOnce makes a draft. One whose answer is lost is looked for, so that none is left lying about; not to find it
// does no harm, since nobody sees it.
func (c *Client) draftOnce(ctx context.Context, a *attempt, media []*social.Media) (ID, error) {
	for try := 0; ; try++ {
		if a.Lost {
			found, ok, err := c.findDraft(ctx, a)
			if err != nil || ok {
				return found, unseen(err)
			}
		}
		own := *a.Post
		own.Content = ContentDraft
		id, err := c.createPost(ctx, &own, rest.Lookup)
		switch {
		case err == nil:
			return id, nil
		case errors.Is(err, social.ErrInvalid) && blames(err, "unpublished_content_type", "published"):
			return "", errNoDrafts
		case a.Lost && errors.Is(err, social.ErrDuplicate):
			return c.lostDraft(ctx, a, media, err)
		case !errors.Is(err, social.ErrUncertain):
			return "", err
		}
		a.Lost = true
		if try >= c.graph.Rest().Options().Retries {
			return "", unseen(err)
		}
	}
}

// lostDraft finds the draft whose answer was lost and that does not show yet, though Facebook says that it has it.
// One with photos can be made anew from copies of them.
func (c *Client) lostDraft(ctx context.Context, a *attempt, media []*social.Media, refusal error) (ID, error) {
	id, ok, err := c.lookFor(ctx, func(ctx context.Context) (ID, bool, error) { return c.findDraft(ctx, a) })
	if err != nil || ok {
		return id, unseen(err)
	}
	if len(a.Photos) == 0 {
		return "", &social.Error{Network: network, Op: "feed.create", Kind: social.ErrUnavailable, Message: lagging{}.Error(), Err: refusal}
	}
	a.renew()
	if err := c.uploadPhotos(ctx, a, media); err != nil {
		return "", err
	}
	a.attach()
	own := *a.Post
	own.Content = ContentDraft
	id, err = c.createPost(ctx, &own, rest.Lookup)
	return id, unseen(err)
}

// sweep removes drafts that lost answers left behind, as far as they are certainly this program's.
func (c *Client) sweep(ctx context.Context, a *attempt) {
	if !a.Lost || c.cfg.App.ID == "" || strings.TrimSpace(a.Post.Message) == "" {
		return
	}
	a.Lost = false
	for {
		p, err := c.searchPosts(ctx, "feed", a.Since, time.Time{}, func(p *Post) bool {
			return p.ID != a.Draft && p.isDraft() && p.Application != nil && string(p.Application.ID) == c.cfg.App.ID &&
				sameText(p.Message, a.Post.Message)
		})
		if err == nil && p != nil {
			err = c.DeletePost(ctx, p.ID)
		}
		if err != nil {
			c.graph.Rest().Log().WarnContext(ctx, "a draft that nobody sees may be left over", "network", network, "error", err)
		}
		if err != nil || p == nil {
			return
		}
	}
}

// isDraft reports whether a post is neither published nor scheduled.
func (p *Post) isDraft() bool { return p.Published != nil && !*p.Published && p.ScheduledFor.IsZero() }

// tidy removes the draft of a publication that failed for good.
func (c *Client) tidy(ctx context.Context, a *attempt, failure error) {
	if a.Draft == "" || pending.Resumable(failure) {
		return
	}
	if err := c.DeletePost(ctx, a.Draft); err != nil && !errors.Is(err, social.ErrNotFound) {
		c.graph.Rest().Log().WarnContext(ctx, "a draft that nobody sees is left over", "network", network, "id", string(a.Draft), "error", err)
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
