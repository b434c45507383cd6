package facebook

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// VideoParams says how a video is to be published. It marshals to JSON, as part of a [social.Pending].
// See https://developers.facebook.com/docs/graph-api/reference/page/videos/#publish.
type VideoParams struct {
	Title       string    `json:"title,omitempty"`
	Description string    `json:"description,omitempty"`
	Unpublished bool      `json:"unpublished,omitempty"`
	ScheduledAt time.Time `json:"scheduled_at,omitzero"`

	Targeting     *Targeting    `json:"targeting,omitempty"`
	FeedTargeting *Targeting    `json:"feed_targeting,omitempty"`
	Backdated     time.Time     `json:"backdated,omitzero"`
	Granularity   Granularity   `json:"granularity,omitempty"`
	Place         ID            `json:"place,omitempty"` // of reels
	CallToAction  *CallToAction `json:"call_to_action,omitempty"`
	Category      string        `json:"category,omitempty"`
	ContentTags   []string      `json:"content_tags,omitempty"`
	CustomLabels  []string      `json:"custom_labels,omitempty"`
	Embeddable    *bool         `json:"embeddable,omitempty"`
	Secret        *bool         `json:"secret,omitempty"`
	NoStory       bool          `json:"no_story,omitempty"`
	Expires       time.Time     `json:"expires,omitzero"`
}

func videoParams(d *social.Draft) *VideoParams {
	p := &VideoParams{Title: d.Title, Description: compose(d), ScheduledAt: d.At}
	if e := social.ExtraOf[*Extra](d); e != nil {
		p.Targeting, p.FeedTargeting, p.Place, p.CallToAction = e.Targeting, e.FeedTargeting, e.Place, e.CallToAction
		p.Backdated, p.Granularity, p.Category = e.Backdated, e.Granularity, e.Category
		p.ContentTags, p.CustomLabels = e.ContentTags, e.CustomLabels
		p.Embeddable, p.Secret, p.NoStory, p.Expires = e.Embeddable, e.Secret, e.NoStory, e.Expires
	}
	return p
}

// form writes the parameters of a video of the feed.
func (p *VideoParams) form() (url.Values, error) {
	v := url.Values{}
	graph.SetText(v, "title", p.Title)
	graph.SetText(v, "description", p.Description)
	graph.SetText(v, "content_category", p.Category)
	graph.SetBool(v, "embeddable", p.Embeddable)
	graph.SetBool(v, "secret", p.Secret)
	if p.NoStory {
		v.Set("no_story", "true")
	}
	setSchedule(v, p.ScheduledAt, "")
	if p.Unpublished {
		v.Set("published", "false")
	}
	objects := map[string]any{
		"targeting": p.Targeting, "feed_targeting": p.FeedTargeting, "call_to_action": p.CallToAction,
		"content_tags": p.ContentTags, "custom_labels": p.CustomLabels,
	}
	if !p.Backdated.IsZero() {
		objects["backdated_post"] = map[string]any{"backdated_time": p.Backdated.Unix(), "backdated_time_granularity": p.granularity()}
	}
	if !p.Expires.IsZero() {
		objects["expiration"] = map[string]any{"time": p.Expires.Unix(), "type": "expire_and_delete"}
	}
	return v, setObjects(v, objects)
}

// unseen is the form of a video that nobody sees yet.
func (p *VideoParams) unseen() (url.Values, error) {
	own := *p
	own.ScheduledAt, own.Unpublished = time.Time{}, true
	return own.form()
}

func (p *VideoParams) granularity() Granularity {
	if p.Granularity == "" {
		return GranularityMin
	}
	return p.Granularity
}

func videoFields() []graph.Field {
	return []graph.Field{
		"id", "title", "description", "permalink_url", "post_id", "created_time", "updated_time", "length", "published",
		"scheduled_publish_time", "picture", "source", "views", "post_views", "embeddable", "status",
	}
}

// Video reads a video or reel. See https://developers.facebook.com/docs/graph-api/reference/video/.
func (c *Client) Video(ctx context.Context, id ID) (*Video, error) {
	return c.readVideo(ctx, id, false)
}

func (c *Client) readVideo(ctx context.Context, id ID, fresh bool, fields ...graph.Field) (*Video, error) {
	if len(fields) == 0 {
		fields = videoFields()
	}
	return ask[Video](ctx, c, &graph.Request{
		Op: "videos.get", Path: rest.Path(string(id)), Fields: graph.Fields(fields...), Fresh: fresh,
	})
}

// stateFields is what tells whether a video is out.
func stateFields() []graph.Field {
	return []graph.Field{"id", "status", "published", "scheduled_publish_time", "post_id", "permalink_url", "description", "title", "created_time", "picture"}
}

// Videos iterates over the videos that the Page uploaded, newest first.
// See https://developers.facebook.com/docs/graph-api/reference/page/videos/.
func (c *Client) Videos(ctx context.Context) iter.Seq2[*Video, error] {
	return graph.List[Video](ctx, c.graph, &graph.Request{
		Op: "videos.list", Path: c.pagePath("videos"), Fields: graph.Fields(videoFields()...), Params: url.Values{"type": {"uploaded"}, "limit": {"50"}},
	})
}

// VideoUpdate is what to change of a video. nil and zero keep what is there.
type VideoUpdate struct {
	Title       *string
	Description *string
	Published   *bool
	ScheduledAt time.Time
	Embeddable  *bool
	ContentTags []string
	ExpireNow   bool
}

// UpdateVideo changes a video or reel.
// See https://developers.facebook.com/docs/graph-api/reference/video/#updating.
func (c *Client) UpdateVideo(ctx context.Context, id ID, u *VideoUpdate) error {
	v := url.Values{}
	if u.Title != nil {
		v.Set("name", *u.Title)
	}
	if u.Description != nil {
		v.Set("description", *u.Description)
	}
	graph.SetBool(v, "published", u.Published)
	graph.SetBool(v, "embeddable", u.Embeddable)
	graph.SetTime(v, "scheduled_publish_time", u.ScheduledAt)
	if u.ExpireNow {
		v.Set("expire_now", "true")
	}
	if err := setObjects(v, map[string]any{"content_tags": u.ContentTags}); err != nil {
		return err
	}
	return c.order(ctx, &graph.Request{Op: "videos.update", Method: http.MethodPost, Path: rest.Path(string(id)), Params: v})
}

// DeleteVideo removes a video or reel, or cancels a scheduled one.
func (c *Client) DeleteVideo(ctx context.Context, id ID) error {
	return c.remove(ctx, "videos.delete", id)
}

// post is the post that shows a video; without one, the video itself stands for it.
func (v *Video) post(page ID) *Post {
	p := &Post{
		ID: v.ID, Message: v.Description, CreatedTime: v.CreatedTime, UpdatedTime: v.UpdatedTime, Permalink: v.Permalink,
		Published: v.Published, ScheduledFor: v.ScheduledFor,
	}
	switch {
	case v.PostID == "":
	case isNumber(v.PostID):
		p.ID = page + "_" + v.PostID
	default:
		p.ID = v.PostID
	}
	shown := &Attachment{MediaType: "video", Title: v.Title}
	shown.Target = &struct {
		ID  ID     `json:"id"`
		URL string `json:"url"`
	}{ID: v.ID}
	shown.Media = &struct {
		Image  *Picture `json:"image"`
		Source string   `json:"source"`
	}{Image: &Picture{URL: v.Picture}, Source: v.Source}
	p.Attachments = &graph.Edge[Attachment]{Data: []*Attachment{shown}}
	return p
}

// portable turns a video into the form that all networks share.
func (v *Video) portable() *social.Post {
	out := v.post("").portable()
	out.Ref.ID, out.Raw = string(v.ID), v
	out.Metrics = v.metrics()
	if out.State == social.StatePublished && v.Status != nil && v.Status.State == VideoProcessing {
		out.State = social.StateProcessing
	}
	return out
}

// metrics are the counters of a video that came along.
func (v *Video) metrics() social.Metrics {
	m := social.Metrics{}
	social.Set(m, social.MetricViews, v.Views)
	social.Set(m, social.MetricLikes, v.Likes.total())
	social.Set(m, social.MetricComments, v.Comments.total())
	return m
}
