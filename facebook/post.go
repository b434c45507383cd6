package facebook

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// postFields is what is read of a post.
func postFields() []graph.Field {
	attachment := []graph.Field{
		"media_type", "type", "title", "description", "url", "target", "media",
	}
	sub := graph.Expand("subattachments").Select(attachment...)
	return []graph.Field{
		"id", "message", "story", "created_time", "updated_time", "permalink_url", "status_type", "is_published", "is_hidden",
		"scheduled_publish_time", "full_picture", "message_tags", "parent_id", "shares", "place", "privacy",
		graph.Expand("from").Select("id", "name"), graph.Expand("application").Select("id", "name"),
		graph.Expand("attachments").Select(append(attachment, sub)...),
	}
}

// postCounters asks for the numbers of a post without their members.
func postCounters() []graph.Field {
	fields := []graph.Field{
		graph.Expand("comments").Limit(0).Filter("stream").Summary(),
		graph.Expand("reactions").Limit(0).Summary("total_count"),
	}
	for _, k := range reactionKinds() {
		fields = append(fields, graph.Expand("reactions").Arg("type", k.kind).Limit(0).Summary("total_count").As(k.counter))
	}
	return fields
}

// Post reads a post with its counters.
// See https://developers.facebook.com/docs/graph-api/reference/page-post/.
func (c *Client) Post(ctx context.Context, id ID) (*Post, error) {
	return c.readPost(ctx, id, false, append(postFields(), postCounters()...)...)
}

// readPost reads some fields of a post. fresh says that it was just made.
func (c *Client) readPost(ctx context.Context, id ID, fresh bool, fields ...graph.Field) (*Post, error) {
	return ask[Post](ctx, c, &graph.Request{
		Op: "posts.get", Path: rest.Path(string(id)), Fields: graph.Fields(fields...), Fresh: fresh,
	})
}

// CreatePost makes a post of the feed with one call, and returns its ID. Facebook has no idempotency keys: a lost
// answer is [social.ErrUncertain]. [Client.Publish] looks for what became of it.
// See https://developers.facebook.com/docs/graph-api/reference/page/feed/#publish.
func (c *Client) CreatePost(ctx context.Context, p *PostParams) (ID, error) {
	return c.createPost(ctx, p, rest.Unsafe)
}

func (c *Client) createPost(ctx context.Context, p *PostParams, class rest.Class) (ID, error) {
	form, err := p.form()
	if err != nil {
		return "", err
	}
	return c.graph.Create(ctx, &graph.Request{
		Op: "feed.create", Method: http.MethodPost, Path: c.pagePath("feed"), Params: form, Class: class, Priority: social.PriorityAnswer,
	})
}

// pagePath is the path of an edge of the Page.
func (c *Client) pagePath(edge string) string { return rest.Path(string(c.cfg.Page), edge) }

// PostUpdate is what to change of a post. nil and zero keep what is there.
type PostUpdate struct {
	Message     *string
	Photos      []ID      // replace those that it shows
	ScheduledAt time.Time // of a scheduled post
	Published   *bool     // true publishes a scheduled post or a draft now
	Hidden      *bool     // from the timeline
	Pinned      *bool     // to its top
	Backdated   time.Time
	Place       ID
}

// UpdatePost changes a post. Facebook lets a program change only what the same program made.
// See https://developers.facebook.com/docs/graph-api/reference/page-post/#updating.
func (c *Client) UpdatePost(ctx context.Context, id ID, u *PostUpdate) error {
	v := url.Values{}
	if u.Message != nil {
		v.Set("message", *u.Message)
	}
	graph.SetBool(v, "is_published", u.Published)
	graph.SetBool(v, "is_hidden", u.Hidden)
	graph.SetBool(v, "is_pinned", u.Pinned)
	graph.SetTime(v, "scheduled_publish_time", u.ScheduledAt)
	graph.SetTime(v, "backdated_time", u.Backdated)
	graph.SetText(v, "place", string(u.Place))
	var media []attachedMedia
	for _, p := range u.Photos {
		media = append(media, attachedMedia{p})
	}
	if err := setObjects(v, map[string]any{"attached_media": media}); err != nil {
		return err
	}
	return c.order(ctx, &graph.Request{Op: "posts.update", Method: http.MethodPost, Path: rest.Path(string(id)), Params: v})
}

// DeletePost removes a post, or cancels a scheduled one.
func (c *Client) DeletePost(ctx context.Context, id ID) error {
	return c.remove(ctx, "posts.delete", id)
}

// limitParam asks for so many objects a page; 0 leaves it to Facebook.
func limitParam(n int) url.Values {
	v := url.Values{}
	if n > 0 {
		v.Set("limit", strconv.Itoa(n))
	}
	return v
}
