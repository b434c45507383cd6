package instagram

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Bounds of the search for something whose answer was lost.
const (
	findMargin = graph.FindMargin
	findMost   = 100 // media
)

func itoa(n int) string { return strconv.Itoa(n) }

// caption is what is written below what an attempt publishes.
func (a *attempt) caption() string {
	if a.Carousel != nil {
		return a.Carousel.Caption
	}
	if len(a.Items) > 0 && a.Items[0].Params != nil {
		return a.Items[0].Params.Caption
	}
	return ""
}

// findMedia asks the container whether it was published, and then looks for what it has become: it does not tell. One
// that is still waiting may be about to be published: only when it waits for as long as the options say is it certain
// that it was not.
func (c *Client) findMedia(ctx context.Context, a *attempt, taken func(string) bool) (ID, bool, error) {
	settle := c.graph.Rest().Options().Settle
	end := time.Now().Add(settle)
	for pause := settle / 20; ; pause *= 2 {
		k, err := c.Container(ctx, a.container())
		switch {
		case errors.Is(err, social.ErrNotFound): // it may be Instagram that is confused: the list decides
			id, ok, lookup := c.searchMedia(ctx, a, taken)
			if lookup == nil && !ok {
				return "", false, err
			}
			return id, ok, lookup
		case err != nil:
			return "", false, err
		case k.State == ContainerPublished:
			a.out = true
			return c.searchMedia(ctx, a, taken)
		case k.State == ContainerFailed, k.State == ContainerExpired:
			return "", false, nil
		}
		left := time.Until(end)
		if left <= 0 {
			return "", false, nil
		}
		if err := rest.Sleep(ctx, min(pause, left)); err != nil {
			return "", false, err
		}
	}
}

// unlisted is the error for something that was published, and does not show in lists yet.
func unlisted() error {
	return &social.Error{
		Network: network, Op: "media.publish", Kind: social.ErrUncertain, Status: http.StatusOK,
		Message: "it was published, but Instagram does not show it yet: resume later to learn its ID",
	}
}

// searchMedia looks for what was published among the newest media.
func (c *Client) searchMedia(ctx context.Context, a *attempt, taken func(string) bool) (ID, bool, error) {
	edge, from := "media", a.Committing
	if a.Surface == SurfaceStory {
		edge = "stories"
	}
	if from.IsZero() {
		from = a.Since
	}
	r := &graph.Request{
		Op: "media.find", Path: c.userPath(edge), Fields: graph.Fields("id", "caption", "timestamp", "media_product_type", "media_type", "permalink"),
		Params: url.Values{"limit": {"25"}}, Priority: social.PriorityAnswer,
	}
	n := 0
	for m, err := range graph.List[Media](ctx, c.graph, r) {
		if err != nil {
			return "", false, err
		}
		old := !m.Timestamp.IsZero() && m.Timestamp.Before(from.Add(-findMargin))
		if !old && a.made(m) && !taken(string(m.ID)) {
			return m.ID, true, nil
		}
		if n++; n >= findMost || old {
			break
		}
	}
	return "", false, nil
}

// made reports whether a media is what the attempt would have made.
func (a *attempt) made(m *Media) bool {
	if a.Surface == SurfaceStory {
		return m.Product == ProductStory || m.Product == ""
	}
	if !sameCaption(m.Caption, a.caption()) {
		return false
	}
	switch a.Surface {
	case SurfaceCarousel:
		return m.Type == TypeCarousel || m.Type == ""
	case SurfaceReel:
		return m.Type == TypeVideo || m.Type == ""
	default:
		return m.Type == TypeImage || m.Type == ""
	}
}

// sameCaption compares a caption with what Instagram made of it, which trims it and may leave out the "@" of
// mentions.
func sameCaption(a, b string) bool {
	norm := func(s string) string {
		return strings.ReplaceAll(strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")), "@", "")
	}
	return norm(a) == norm(b)
}

// stands reads what was published. It stands whether or not it can be read.
func (c *Client) stands(ctx context.Context, a *attempt, id ID) *social.Post {
	m, err := c.readMedia(ctx, id, true)
	if err != nil {
		c.graph.Rest().Log().WarnContext(ctx, "the post stands, but cannot be read", "network", network, "id", string(id), "error", err)
		m = &Media{ID: id, Timestamp: Time{Time: c.now().UTC()}}
		if a != nil {
			m.Caption = a.caption()
		}
	}
	return m.portable(c.cfg.User)
}
