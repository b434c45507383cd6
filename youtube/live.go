package youtube

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// BroadcastsParams say which broadcasts of the channel to list. nil means all.
// See https://developers.google.com/youtube/v3/live/docs/liveBroadcasts/list.
type BroadcastsParams struct {
	Status string // "active", "upcoming", "completed"; "": all
	Type   string // "event", "persistent"; "": all
	Parts  []BroadcastPart
}

// BroadcastsPage reads a page of the channel's broadcasts.
// See https://developers.google.com/youtube/v3/live/docs/liveBroadcasts/list.
func (c *Client) BroadcastsPage(ctx context.Context, params *BroadcastsParams, p *PageParams) (*Page[Broadcast], error) {
	return pageOf[Broadcast](ctx, c, broadcasts(params), p)
}

// Broadcasts iterates over the channel's broadcasts.
func (c *Client) Broadcasts(ctx context.Context, params *BroadcastsParams, p *PageParams) iter.Seq2[*Broadcast, error] {
	return paged[Broadcast](ctx, c, broadcasts(params), p)
}

func broadcasts(params *BroadcastsParams) *listing {
	own := value(params)
	q := broadcastQuery(own.Parts)
	if own.Status == "" {
		own.Status = "all"
	}
	if own.Type == "" {
		own.Type = "all"
	}
	q.Set("broadcastStatus", own.Status)
	q.Set("broadcastType", own.Type)
	return &listing{request{Op: "liveBroadcasts.list", Path: data("liveBroadcasts"), Query: q}, pageUsual}
}

func broadcastQuery(parts []BroadcastPart) url.Values {
	return partQuery(parts, BroadcastPartSnippet, BroadcastPartStatus, BroadcastPartContent)
}

// Broadcast reads one broadcast of the channel; [social.ErrNotFound] if there is none.
// See https://developers.google.com/youtube/v3/live/docs/liveBroadcasts/list.
func (c *Client) Broadcast(ctx context.Context, id ID, parts ...BroadcastPart) (*Broadcast, error) {
	if err := needID("id", id); err != nil {
		return nil, err
	}
	q := broadcastQuery(parts)
	q.Set("id", string(id))
	return one[Broadcast](ctx, c, &request{Op: "liveBroadcasts.list", Path: data("liveBroadcasts"), Query: q})
}

// BroadcastParams are the properties of a broadcast that can be set. nil leaves one out: a new broadcast then has
// YouTube's default, an existing one keeps what it has.
// See https://developers.google.com/youtube/v3/live/docs/liveBroadcasts/update.
type BroadcastParams struct {
	Title       *string // new broadcasts need one
	Description *string
	Start       *time.Time // new broadcasts need one
	End         *time.Time
	Privacy     *PrivacyStatus // new broadcasts need one
	MadeForKids *bool          // of new broadcasts only

	AutoStart *bool
	AutoStop  *bool
	DVR       *bool // viewers can go back
	Embed     *bool
	Record    *bool
	Latency   *string // "normal", "low", "ultraLow"
	Monitor   *bool
}

func (p BroadcastParams) fields() fields {
	f := fields{}
	snippet, status, content := f.in("snippet"), f.in("status"), f.in("contentDetails")
	set(snippet, "title", p.Title)
	set(snippet, "description", p.Description)
	setMoment(snippet, "scheduledStartTime", p.Start)
	setMoment(snippet, "scheduledEndTime", p.End)
	set(status, "privacyStatus", p.Privacy)
	set(status, "selfDeclaredMadeForKids", p.MadeForKids)
	set(content, "enableAutoStart", p.AutoStart)
	set(content, "enableAutoStop", p.AutoStop)
	set(content, "enableDvr", p.DVR)
	set(content, "enableEmbed", p.Embed)
	set(content, "recordFromStart", p.Record)
	set(content, "latencyPreference", p.Latency)
	if p.Monitor != nil {
		content["monitorStream"] = fields{"enableMonitorStream": *p.Monitor}
	}
	return f
}

// CreateBroadcast announces a live video, once: when the answer is lost, the channel's broadcasts are looked through
// before anything is sent again.
// See https://developers.google.com/youtube/v3/live/docs/liveBroadcasts/insert.
func (c *Client) CreateBroadcast(ctx context.Context, p *BroadcastParams) (*Broadcast, error) {
	own := value(p)
	if value(own.Title) == "" || own.Start == nil || own.Privacy == nil {
		return nil, social.Invalid(network, "params", "need Title, Start and Privacy")
	}
	body := own.fields()
	query := url.Values{}
	setList(query, "part", body.parts())
	before := looking()
	r := &request{Op: "liveBroadcasts.insert", Method: http.MethodPost, Path: data("liveBroadcasts"), Query: query, Body: body}
	return insert(ctx, c, r, &rest.Write[*Broadcast]{
		Twin: "broadcast " + *own.Title,
		Find: func(ctx context.Context, taken func(string) bool) (*Broadcast, bool, error) {
			for b, err := range c.Broadcasts(ctx, nil, nil) {
				if err != nil {
					return nil, false, err
				}
				if s := b.Snippet; s != nil && s.Title == *own.Title && !s.PublishedAt.Before(before) && !taken(string(b.ID)) {
					return b, true, nil
				}
			}
			return nil, false, nil
		},
		ID: func(b *Broadcast) string { return string(b.ID) },
	})
}

// UpdateBroadcast changes what is set and nothing else, and returns the parts that changed.
// See https://developers.google.com/youtube/v3/live/docs/liveBroadcasts/update.
func (c *Client) UpdateBroadcast(ctx context.Context, id ID, p *BroadcastParams) (*Broadcast, error) {
	return revise[Broadcast](ctx, c, &revision{kind: "liveBroadcasts", id: id, set: value(p).fields(), readOnly: broadcastReadOnly})
}

func broadcastReadOnly(part string) []string {
	switch part {
	case "snippet":
		return []string{"publishedAt", "channelId", "thumbnails", "actualStartTime", "actualEndTime", "isDefaultBroadcast", "liveChatId"}
	case "status":
		return []string{"lifeCycleStatus", "recordingStatus", "madeForKids", "liveBroadcastPriority"}
	case "contentDetails":
		return []string{"boundStreamId", "boundStreamLastUpdateTimeMs"}
	default:
		return nil
	}
}

// MoveBroadcast takes a broadcast to its next station: [LifeTesting], [LifeLive] or [LifeComplete].
// See https://developers.google.com/youtube/v3/live/docs/liveBroadcasts/transition.
func (c *Client) MoveBroadcast(ctx context.Context, id ID, to LifeCycle) (*Broadcast, error) {
	if err := needID("id", id); err != nil {
		return nil, err
	}
	return change[Broadcast](ctx, c, &request{
		Op: "liveBroadcasts.transition", Method: http.MethodPost, Path: data("liveBroadcasts", "transition"),
		Query: url.Values{"id": {string(id)}, "broadcastStatus": {string(to)}, "part": {"snippet,status,contentDetails"}},
	})
}

// DeleteBroadcast deletes a broadcast with its video; [social.ErrNotFound] if there is none.
// See https://developers.google.com/youtube/v3/live/docs/liveBroadcasts/delete.
func (c *Client) DeleteBroadcast(ctx context.Context, id ID) error {
	return c.remove(ctx, "liveBroadcasts.delete", data("liveBroadcasts"), id)
}
