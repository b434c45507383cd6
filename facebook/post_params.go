package facebook

import (
	"net/url"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

// PostParams is a post of the feed. It marshals to JSON, as part of a [social.Pending].
// See https://developers.facebook.com/docs/graph-api/reference/page/feed/#publish.
type PostParams struct {
	Message     string      `json:"message,omitempty"`
	Link        string      `json:"link,omitempty"`
	Photos      []ID        `json:"photos,omitempty"` // of [Client.UploadPhoto], unpublished
	ScheduledAt time.Time   `json:"scheduled_at,omitzero"`
	Content     ContentType `json:"content,omitempty"` // "": published at once, or scheduled

	Targeting     *Targeting    `json:"targeting,omitempty"`
	FeedTargeting *Targeting    `json:"feed_targeting,omitempty"`
	Backdated     time.Time     `json:"backdated,omitzero"`
	Granularity   Granularity   `json:"granularity,omitempty"`
	Place         ID            `json:"place,omitempty"`
	Tagged        []ID          `json:"tagged,omitempty"`
	CallToAction  *CallToAction `json:"call_to_action,omitempty"`
	Background    string        `json:"background,omitempty"`
}

// ContentType is what kind of unpublished post one is.
type ContentType string

// Content types.
const (
	ContentScheduled ContentType = "SCHEDULED"
	ContentDraft     ContentType = "DRAFT" // nobody but the Page's people sees it, until it is published
	ContentAd        ContentType = "ADS_POST"
)

// postParams is what a draft says of a post of the feed.
func postParams(d *social.Draft) *PostParams {
	p := &PostParams{Message: compose(d), ScheduledAt: d.At}
	if len(d.Media) == 0 {
		p.Link = d.Link
	}
	if e := social.ExtraOf[*Extra](d); e != nil {
		p.Targeting, p.FeedTargeting = e.Targeting, e.FeedTargeting
		p.Backdated, p.Granularity = e.Backdated, e.Granularity
		p.Place, p.Tagged, p.CallToAction, p.Background = e.Place, e.Tagged, e.CallToAction, e.Background
	}
	return p
}

// form writes the parameters.
func (p *PostParams) form() (url.Values, error) {
	v := url.Values{}
	graph.SetText(v, "message", p.Message)
	graph.SetText(v, "link", p.Link)
	graph.SetText(v, "place", string(p.Place))
	graph.SetText(v, "tags", joinIDs(p.Tagged))
	graph.SetText(v, "text_format_preset_id", p.Background)
	setBackdated(v, p.Backdated, p.Granularity)
	setSchedule(v, p.ScheduledAt, p.Content)
	var media []attachedMedia
	for _, id := range p.Photos {
		media = append(media, attachedMedia{id})
	}
	return v, setObjects(v, map[string]any{
		"attached_media": media, "targeting": p.Targeting, "feed_targeting": p.FeedTargeting, "call_to_action": p.CallToAction,
	})
}

type attachedMedia struct {
	ID ID `json:"media_fbid"`
}

// setBackdated puts a post into the past.
func setBackdated(v url.Values, at time.Time, g Granularity) {
	graph.SetTime(v, "backdated_time", at)
	graph.SetText(v, "backdated_time_granularity", string(g))
}

// setSchedule keeps a post from being published now.
func setSchedule(v url.Values, at time.Time, c ContentType) {
	if !at.IsZero() && c == "" {
		c = ContentScheduled
	}
	graph.SetTime(v, "scheduled_publish_time", at)
	if c != "" {
		v.Set("published", "false")
		v.Set("unpublished_content_type", string(c))
	}
}

// setObjects sets parameters that are JSON, unless they are empty.
func setObjects(v url.Values, objects map[string]any) error {
	for name, o := range objects {
		empty := false
		switch t := o.(type) {
		case *Targeting:
			empty = t == nil
		case *CallToAction:
			empty = t == nil
		case []attachedMedia:
			empty = len(t) == 0
		case []string:
			empty = len(t) == 0
		}
		if empty {
			continue
		}
		if err := graph.SetJSON(v, name, o); err != nil {
			return social.Invalid(network, name, err.Error())
		}
	}
	return nil
}

func joinIDs(ids []ID) string {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = string(id)
	}
	return strings.Join(parts, ",")
}

// twin names what a look-up cannot tell from others: Facebook rewrites links and photos, and tells times late.
func (p *PostParams) twin() string { return "post\x00" + strings.TrimSpace(p.Message) }

// name tells posts with the same key apart, as those of a thread.
func (p *PostParams) name() string {
	return strings.Join([]string{"post", p.Message, p.Link, p.ScheduledAt.UTC().Format(time.RFC3339)}, "\x00")
}

// made reports whether a post is what the parameters would have made.
func (p *PostParams) made(got *Post) bool {
	if !sameText(got.Message, p.Message) {
		return false
	}
	shown := map[ID]bool{}
	for _, a := range got.leaves() {
		if a != nil && a.Target != nil {
			shown[a.Target.ID] = true
		}
	}
	for _, id := range p.Photos {
		if !shown[id] {
			return false
		}
	}
	if len(p.Photos) == 0 && hasFiles(got) {
		return false
	}
	if !p.onTime(got) {
		return false
	}
	return p.Link == "" || len(p.Photos) > 0 || len(got.leaves()) > 0 || strings.Contains(got.Message, p.Link)
}

// onTime reports whether a post is scheduled for the same second, as far as Facebook says.
func (p *PostParams) onTime(got *Post) bool {
	return p.ScheduledAt.IsZero() || got.ScheduledFor.IsZero() || got.ScheduledFor.Unix() == p.ScheduledAt.Unix()
}

// hasFiles reports whether a post shows photos or a video of its own.
func hasFiles(p *Post) bool { return len(p.media()) > 0 }

// sameText compares a text with what Facebook made of it, which trims it and may write line ends in its own way.
func sameText(a, b string) bool {
	norm := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	return norm(a) == norm(b)
}
