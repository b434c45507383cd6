package facebook

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

// Bounds of the search for something whose answer was lost.
const (
	findMargin = graph.FindMargin
	findPages  = 4 // of 100 objects

	backdateMargin = 25 * time.Hour // Facebook may move what is backdated to the beginning of a day somewhere
)

// findFields is what tells a post from others.
func findFields() string {
	attachment := []graph.Field{"media_type", "target", "media", "url"}
	sub := graph.Expand("subattachments").Select(attachment...)
	return graph.Fields("id", "message", "created_time", "is_published", "scheduled_publish_time", "permalink_url",
		graph.Expand("application").Select("id"), graph.Expand("attachments").Select(append(attachment, sub)...))
}

// findPost looks for the post that an attempt would have made: a draft that was published, or else among the newest.
func (c *Client) findPost(a *attempt) func(context.Context, func(string) bool) (ID, bool, error) {
	return func(ctx context.Context, taken func(string) bool) (ID, bool, error) {
		if a.Draft != "" {
			p, err := c.readPost(ctx, a.Draft, false, "id", "is_published")
			return a.Draft, err == nil && value(p.Published), err
		}
		edge := "published_posts"
		if !a.Post.ScheduledAt.IsZero() {
			edge = "scheduled_posts"
		}
		p, err := c.searchPosts(ctx, edge, a.Since, a.Post.Backdated, func(p *Post) bool {
			return !taken(string(p.ID)) && a.Post.made(p)
		})
		if p == nil {
			return "", false, err
		}
		return p.ID, true, nil
	}
}

// findDraft looks for a draft.
func (c *Client) findDraft(ctx context.Context, a *attempt) (ID, bool, error) {
	p, err := c.searchPosts(ctx, "feed", a.Since, a.Post.Backdated, func(p *Post) bool { return p.isDraft() && a.Post.made(p) })
	if p == nil {
		return "", false, err
	}
	return p.ID, true, nil
}

// findPhoto looks for a photo that was published by itself.
func (c *Client) findPhoto(a *attempt) func(context.Context, func(string) bool) (ID, bool, error) {
	if !a.Photo.ScheduledAt.IsZero() {
		wanted := &PostParams{Message: a.Photo.Caption, ScheduledAt: a.Photo.ScheduledAt}
		return func(ctx context.Context, taken func(string) bool) (ID, bool, error) {
			p, err := c.searchPosts(ctx, "scheduled_posts", a.Since, time.Time{}, func(p *Post) bool {
				return !taken(string(p.ID)) && sameText(p.Message, wanted.Message) && hasFiles(p) && wanted.onTime(p)
			})
			if p == nil {
				return "", false, err
			}
			return p.ID, true, nil
		}
	}
	return func(ctx context.Context, taken func(string) bool) (ID, bool, error) {
		n := 0
		for p, err := range c.Photos(ctx, a.Photo.Album) {
			if err != nil {
				return "", false, err
			}
			id := p.PostID
			if id == "" {
				id = p.ID
			}
			if isNear(p.CreatedTime.Time, a.Since, a.Photo.Backdated) && sameText(p.Caption, a.Photo.Caption) && !taken(string(id)) {
				return id, true, nil
			}
			if n++; n >= 100 {
				break
			}
		}
		return "", false, nil
	}
}

// isNear reports whether something may have been made by an attempt that began at a time, and put it into the past.
func isNear(made, began, backdated time.Time) bool {
	if !made.Before(began.Add(-findMargin)) {
		return true
	}
	return !backdated.IsZero() && made.Sub(backdated).Abs() <= backdateMargin
}

// searchPosts goes through an edge of the Page, newest first, back to a moment before the attempt began. What was put
// into the past is looked for there, too: lists may be in that order.
func (c *Client) searchPosts(ctx context.Context, edge string, began, backdated time.Time, fits func(*Post) bool) (*Post, error) {
	params := url.Values{"limit": {"100"}}
	if edge != "scheduled_posts" { // these have no such parameter, and are few
		params.Set("since", strconv.FormatInt(began.Add(-findMargin).Unix(), 10))
	}
	near := func(p *Post) bool { return p.CreatedTime.IsZero() || isNear(p.CreatedTime.Time, began, backdated) }
	p, err := c.searchRange(ctx, edge, params, func(p *Post) bool { return near(p) && fits(p) })
	if p != nil || err != nil || backdated.IsZero() {
		return p, err
	}
	params = url.Values{
		"limit": {"100"}, "since": {strconv.FormatInt(backdated.Add(-backdateMargin).Unix(), 10)},
		"until": {strconv.FormatInt(backdated.Add(backdateMargin).Unix(), 10)},
	}
	return c.searchRange(ctx, edge, params, func(p *Post) bool { return near(p) && fits(p) })
}

// searchRange goes through some pages of an edge.
func (c *Client) searchRange(ctx context.Context, edge string, params url.Values, fits func(*Post) bool) (*Post, error) {
	r := &graph.Request{
		Op: "posts.find", Path: c.pagePath(edge), Fields: findFields(), Params: params, Priority: social.PriorityAnswer,
	}
	cursor := ""
	for range findPages {
		page, err := graph.EdgeOf[Post](ctx, c.graph, r, cursor)
		if err != nil {
			return nil, err
		}
		for _, p := range page.Data {
			if p != nil && c.mayBeOurs(p) && fits(p) {
				return p, nil
			}
		}
		if cursor = page.Page().Next; cursor == "" {
			return nil, nil
		}
	}
	return nil, nil
}

// mayBeOurs rules posts out that another program made.
func (c *Client) mayBeOurs(p *Post) bool {
	return c.cfg.App.ID == "" || p.Application == nil || p.Application.ID == "" || string(p.Application.ID) == c.cfg.App.ID
}

// containsWord reports whether a word stands in a text, whatever surrounds it but letters and underscores.
func containsWord(text, word string) bool {
	return slices.Contains(strings.FieldsFunc(text, func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}), word)
}
