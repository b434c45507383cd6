package youtube

import (
	"cmp"
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// A Stream is where the pictures of a broadcast come in.
// See https://developers.google.com/youtube/v3/live/docs/liveStreams#resource.
type Stream struct {
	ID      ID                `json:"id,omitempty"`
	ETag    string            `json:"etag,omitempty"`
	Snippet *StreamSnippet    `json:"snippet,omitempty"`
	CDN     *StreamCDN        `json:"cdn,omitempty"`
	Status  *StreamStatus     `json:"status,omitempty"`
	Content *StreamProperties `json:"contentDetails,omitempty"`
}

// A StreamSnippet names a stream, for the channel's eyes only.
type StreamSnippet struct {
	PublishedAt Time   `json:"publishedAt,omitzero"`
	ChannelID   ID     `json:"channelId,omitempty"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	Default     bool   `json:"isDefaultStream,omitempty"`
}

// A StreamCDN says how a stream is sent.
// See https://developers.google.com/youtube/v3/live/docs/liveStreams#cdn.
type StreamCDN struct {
	Ingestion  string         `json:"ingestionType,omitempty"` // "rtmp", "hls", "dash", "webrtc"
	FrameRate  string         `json:"frameRate,omitempty"`     // "30fps", "60fps", "variable"
	Resolution string         `json:"resolution,omitempty"`    // "1080p", …, "variable"
	Info       *StreamAddress `json:"ingestionInfo,omitempty"`
}

// A StreamAddress is where an encoder sends to. Whoever knows the key can go on the air: keep it like a token.
// See https://developers.google.com/youtube/v3/live/docs/liveStreams#cdn.ingestionInfo.
type StreamAddress struct {
	Key          string `json:"streamName,omitempty"`
	Address      string `json:"ingestionAddress,omitempty"`
	Backup       string `json:"backupIngestionAddress,omitempty"`
	Secure       string `json:"rtmpsIngestionAddress,omitempty"`
	SecureBackup string `json:"rtmpsBackupIngestionAddress,omitempty"`
}

// A StreamStatus says what arrives.
// See https://developers.google.com/youtube/v3/live/docs/liveStreams#status.
type StreamStatus struct {
	Stream string        `json:"streamStatus,omitempty"` // "created", "ready", "active", "inactive", "error"
	Health *StreamHealth `json:"healthStatus,omitempty"`
}

// StreamHealth says how well it arrives.
type StreamHealth struct {
	Status string        `json:"status,omitempty"` // "good", "ok", "bad", "noData"
	Issues []StreamIssue `json:"configurationIssues,omitempty"`
}

// A StreamIssue is something that is wrong with what arrives.
type StreamIssue struct {
	Type        string `json:"type,omitempty"`     // "audioBitrateLow", "videoIngestionStarved", …
	Severity    string `json:"severity,omitempty"` // "info", "warning", "error"
	Reason      string `json:"reason,omitempty"`
	Description string `json:"description,omitempty"`
}

// StreamProperties are what else there is to a stream.
type StreamProperties struct {
	Reusable    *bool  `json:"isReusable,omitempty"` // for several broadcasts
	CaptionsURL string `json:"closedCaptionsIngestionUrl,omitempty"`
}

const streamParts = "snippet,cdn,contentDetails,status"

// StreamsPage reads a page of the channel's streams.
// See https://developers.google.com/youtube/v3/live/docs/liveStreams/list.
func (c *Client) StreamsPage(ctx context.Context, p *PageParams) (*Page[Stream], error) {
	return pageOf[Stream](ctx, c, streams(), p)
}

// Streams iterates over the channel's streams.
func (c *Client) Streams(ctx context.Context, p *PageParams) iter.Seq2[*Stream, error] {
	return paged[Stream](ctx, c, streams(), p)
}

func streams() *listing {
	return &listing{request{
		Op: "liveStreams.list", Path: data("liveStreams"), Query: url.Values{"part": {streamParts}, "mine": {"true"}}, Fresh: true,
	}, pageUsual}
}

// Stream reads one stream of the channel; [social.ErrNotFound] if there is none.
// See https://developers.google.com/youtube/v3/live/docs/liveStreams/list.
func (c *Client) Stream(ctx context.Context, id ID) (*Stream, error) {
	if err := needID("id", id); err != nil {
		return nil, err
	}
	return one[Stream](ctx, c, &request{
		Op: "liveStreams.list", Path: data("liveStreams"), Query: url.Values{"part": {streamParts}, "id": {string(id)}}, Fresh: true,
	})
}

// StreamParams describe a new stream.
// See https://developers.google.com/youtube/v3/live/docs/liveStreams/insert.
type StreamParams struct {
	Title      string // 128 characters
	Ingestion  string // "": "rtmp"
	FrameRate  string // "": "variable"
	Resolution string // "": "variable"
	Once       bool   // for one broadcast only
}

// CreateStream makes a stream, once: when the answer is lost, the channel's streams are looked through before anything is
// sent again. What to set an encoder to stands in its CDN.
// See https://developers.google.com/youtube/v3/live/docs/liveStreams/insert.
func (c *Client) CreateStream(ctx context.Context, p *StreamParams) (*Stream, error) {
	own := value(p)
	if own.Title == "" {
		return nil, social.Invalid(network, "Title", "is empty")
	}
	const variable = "variable"
	r := &request{
		Op: "liveStreams.insert", Method: http.MethodPost, Path: data("liveStreams"), Query: url.Values{"part": {streamParts}},
		Body: fields{
			"snippet": fields{"title": own.Title}, "contentDetails": fields{"isReusable": !own.Once},
			"cdn": fields{
				"ingestionType": cmp.Or(own.Ingestion, "rtmp"), "frameRate": cmp.Or(own.FrameRate, variable), "resolution": cmp.Or(own.Resolution, variable),
			},
		},
	}
	before := looking()
	return insert(ctx, c, r, &rest.Write[*Stream]{
		Twin: "stream " + own.Title,
		Find: func(ctx context.Context, taken func(string) bool) (*Stream, bool, error) {
			for s, err := range c.Streams(ctx, nil) {
				if err != nil {
					return nil, false, err
				}
				if s.Snippet != nil && s.Snippet.Title == own.Title && !s.Snippet.PublishedAt.Before(before) && !taken(string(s.ID)) {
					return s, true, nil
				}
			}
			return nil, false, nil
		},
		ID: func(s *Stream) string { return string(s.ID) },
	})
}

// DeleteStream deletes a stream; [social.ErrNotFound] if there is none. Broadcasts that need it must be over.
// See https://developers.google.com/youtube/v3/live/docs/liveStreams/delete.
func (c *Client) DeleteStream(ctx context.Context, id ID) error {
	return c.remove(ctx, "liveStreams.delete", data("liveStreams"), id)
}

// BindBroadcast gives a broadcast its stream, which it needs before it can be moved; "" takes the stream away.
// See https://developers.google.com/youtube/v3/live/docs/liveBroadcasts/bind.
func (c *Client) BindBroadcast(ctx context.Context, id, stream ID) (*Broadcast, error) {
	if err := needID("id", id); err != nil {
		return nil, err
	}
	q := url.Values{"id": {string(id)}, "part": {"snippet,status,contentDetails"}}
	setText(q, "streamId", string(stream))
	return change[Broadcast](ctx, c, &request{
		Op: "liveBroadcasts.bind", Method: http.MethodPost, Path: data("liveBroadcasts", "bind"), Query: q,
	})
}
