package facebook

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// transferred is Facebook's answer to a part of a video: what it wants next, until both are equal.
type transferred struct {
	Session graph.ID  `json:"upload_session_id"`
	Video   ID        `json:"video_id"`
	Start   graph.Int `json:"start_offset"`
	End     graph.Int `json:"end_offset"`
}

// videoRequest is a step of the upload of a video. It shows nothing to anybody and can be repeated.
func (c *Client) videoRequest(op string, v url.Values, body rest.Body) *graph.Request {
	r := &graph.Request{Op: op, Method: http.MethodPost, Host: graph.HostVideo, Path: c.pagePath("videos"), Class: rest.Idempotent, Params: v, Body: body}
	return r
}

// uploadChunks sends a video in the chunks that Facebook asks for, beginning where it is with it.
func (c *Client) uploadChunks(ctx context.Context, a *videoAttempt, m *social.Media, field string) error {
	file := c.file(m, field)
	size, err := c.graph.Rest().Measure(ctx, file)
	if err != nil {
		return err
	}
	next := transferred{Start: graph.Int(a.Next), End: graph.Int(a.End)}
	if a.Session == "" {
		first, err := ask[transferred](ctx, c, c.videoRequest("videos.start", url.Values{
			"upload_phase": {"start"}, "file_size": {strconv.FormatInt(size, 10)},
		}, nil))
		if err != nil {
			return err
		}
		if first.Session == "" || first.Video == "" {
			return &social.Error{Network: network, Op: "videos.start", Kind: social.ErrUnavailable, Message: "the answer names no upload"}
		}
		a.Session, a.ID, a.Size = string(first.Session), first.Video, size
		next = *first
	} else if a.Size != size {
		return social.Invalid(network, field+".Size", "is not what the upload began with")
	}
	parts := file.Parts(ctx, size)
	defer parts.Close()
	for idle := 0; next.Start < next.End; {
		a.Next, a.End = int64(next.Start), int64(next.End)
		if next.Start < 0 || int64(next.End) > size {
			return &social.Error{Network: network, Op: "videos.transfer", Kind: social.ErrMedia, Message: "Facebook asks for bytes that the file does not have"}
		}
		got, err := c.sendChunk(ctx, a, parts.Part(a.Next, a.End-a.Next))
		if err != nil {
			return err
		}
		if got.Start <= next.Start {
			if idle++; idle > c.graph.Rest().Options().Retries {
				return &social.Error{Network: network, Op: "videos.transfer", Kind: social.ErrUnavailable, Message: "Facebook keeps asking for the same bytes"}
			}
		} else {
			idle = 0
		}
		next = *got
	}
	a.Next, a.End, a.Uploaded = int64(next.Start), int64(next.End), true
	return nil
}

// sendChunk sends one chunk. One that has arrived already is refused, with what is wanted instead.
func (c *Client) sendChunk(ctx context.Context, a *videoAttempt, part *rest.File) (*transferred, error) {
	part.Type = "application/octet-stream"
	r := c.videoRequest("videos.transfer", nil, rest.Multipart(
		rest.Part{Name: "upload_phase", Text: "transfer"}, rest.Part{Name: "upload_session_id", Text: a.Session},
		rest.Part{Name: "start_offset", Text: strconv.FormatInt(a.Next, 10)}, rest.Part{Name: "video_file_chunk", File: part},
	))
	got, err := ask[transferred](ctx, c, r)
	if e, ok := errors.AsType[*Error](err); ok && e.Subcode == wrongOffset && e.Wanted != nil && e.Wanted.Start != a.Next {
		return &transferred{Start: graph.Int(e.Wanted.Start), End: graph.Int(e.Wanted.End)}, nil
	}
	return got, draft.InField(err, part.Field)
}

// wrongOffset is Facebook's subcode for a chunk that is not the one that it waits for, as when the answer to a chunk
// was lost.
const wrongOffset = 1363037
