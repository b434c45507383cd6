package mastodon

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// How long a home timeline is waited for that the server has to build first.
const (
	homePause = 250 * time.Millisecond
	homeWait  = 30 * time.Second
)

// HomeTimelinePage reads a page of what the account follows, newest first: 20 by default, 40 at most. A server
// that has to build the timeline first, because the account was away, is waited for; after half a minute the
// error is [social.ErrUnavailable]. See https://docs.joinmastodon.org/methods/timelines/#home.
func (c *Client) HomeTimelinePage(ctx context.Context, p *PageParams) (*social.Page[Status], error) {
	q, err := p.query(nil)
	if err != nil {
		return nil, err
	}
	r := &rest.Request{Op: "timelines.home", Path: apiPath("timelines", "home"), Query: q}
	for waited, pause := time.Duration(0), homePause; ; pause = min(2*pause, 5*time.Second) {
		out := &social.Page[Status]{}
		a, err := c.do(ctx, familyAll, r, &out.Items)
		if err != nil {
			return nil, err
		}
		if a.Status != http.StatusPartialContent {
			if len(out.Items) > 0 {
				out.Next, out.Prev = cursorOf(a, "next"), cursorOf(a, "prev")
			}
			return out, nil
		}
		if waited += pause; waited > homeWait {
			return nil, &social.Error{
				Network: network, Op: r.Op, Kind: social.ErrUnavailable, Status: a.Status, RetryAfter: pause,
				Message: "the server is still building the home timeline",
			}
		}
		if err := rest.Sleep(ctx, pause); err != nil {
			return nil, &social.Error{Network: network, Op: r.Op, Err: err}
		}
	}
}

// HomeTimeline iterates over what the account follows, newest first.
func (c *Client) HomeTimeline(ctx context.Context, p *PageParams) iter.Seq2[*Status, error] {
	return paged(ctx, p, c.HomeTimelinePage)
}

// TimelineParams narrows a public timeline. nil means all that the server knows.
type TimelineParams struct {
	Local     bool // only from this server
	Remote    bool // only from other servers
	OnlyMedia bool
	Any       []string // hashtag timelines: or with one of these
	All       []string // hashtag timelines: and with all of these
	None      []string // hashtag timelines: and with none of these
}

func (p *TimelineParams) query() url.Values {
	q := url.Values{}
	if p != nil {
		setTrue(q, "local", p.Local)
		setTrue(q, "remote", p.Remote)
		setTrue(q, "only_media", p.OnlyMedia)
		addAll(q, "any[]", p.Any)
		addAll(q, "all[]", p.All)
		addAll(q, "none[]", p.None)
	}
	return q
}

// PublicTimelinePage reads a page of all public statuses that the server knows, newest first: 20 by default, 40
// at most. It is empty where the operator switched it off.
// See https://docs.joinmastodon.org/methods/timelines/#public.
func (c *Client) PublicTimelinePage(ctx context.Context, t *TimelineParams, p *PageParams) (*social.Page[Status], error) {
	return page[Status](ctx, c, "timelines.public", apiPath("timelines", "public"), t.query(), p)
}

// PublicTimeline iterates over all public statuses that the server knows, newest first.
func (c *Client) PublicTimeline(ctx context.Context, t *TimelineParams, p *PageParams) iter.Seq2[*Status, error] {
	return pages[Status](ctx, c, "timelines.public", apiPath("timelines", "public"), t.query(), p)
}

// TagTimelinePage reads a page of the public statuses with a hashtag, given without "#", newest first: 20 by
// default, 40 at most. About four tags may be named in each list of t.
// See https://docs.joinmastodon.org/methods/timelines/#tag.
func (c *Client) TagTimelinePage(ctx context.Context, tag string, t *TimelineParams, p *PageParams) (*social.Page[Status], error) {
	return page[Status](ctx, c, "timelines.tag", apiPath("timelines", "tag", tag), t.query(), p)
}

// TagTimeline iterates over the public statuses with a hashtag, newest first.
func (c *Client) TagTimeline(ctx context.Context, tag string, t *TimelineParams, p *PageParams) iter.Seq2[*Status, error] {
	return pages[Status](ctx, c, "timelines.tag", apiPath("timelines", "tag", tag), t.query(), p)
}

// ListTimelinePage reads a page of the statuses of a list's members, newest first: 20 by default, 40 at most.
// See https://docs.joinmastodon.org/methods/timelines/#list.
func (c *Client) ListTimelinePage(ctx context.Context, list ID, p *PageParams) (*social.Page[Status], error) {
	return page[Status](ctx, c, "timelines.list", apiPath("timelines", "list", string(list)), nil, p)
}

// ListTimeline iterates over the statuses of a list's members, newest first.
func (c *Client) ListTimeline(ctx context.Context, list ID, p *PageParams) iter.Seq2[*Status, error] {
	return pages[Status](ctx, c, "timelines.list", apiPath("timelines", "list", string(list)), nil, p)
}

// LinkTimelinePage reads a page of the public statuses that share a trending address, newest first: 20 by
// default, 40 at most; Mastodon 4.3. [social.ErrNotFound] means that the address does not trend.
// See https://docs.joinmastodon.org/methods/timelines/#link.
func (c *Client) LinkTimelinePage(ctx context.Context, address string, p *PageParams) (*social.Page[Status], error) {
	list, err := page[Status](ctx, c, "timelines.link", apiPath("timelines", "link"), url.Values{"url": {address}}, p)
	return list, c.absent(ctx, err, api43, "timelines of links")
}

// LinkTimeline iterates over the public statuses that share a trending address, newest first; Mastodon 4.3.
func (c *Client) LinkTimeline(ctx context.Context, address string, p *PageParams) iter.Seq2[*Status, error] {
	return paged(ctx, p, func(ctx context.Context, p *PageParams) (*social.Page[Status], error) {
		return c.LinkTimelinePage(ctx, address, p)
	})
}
