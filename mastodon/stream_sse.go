package mastodon

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/stream"
	"github.com/relais-go/relais/social"
)

// sseConn is a stream of server-sent events: one topic.
type sseConn struct {
	cancel context.CancelCauseFunc
	body   io.Closer
	dog    *stream.Watchdog
	events *stream.Events
}

// openSSE opens the stream of the only topic. ctx lives as long as the connection.
func openSSE(ctx context.Context, cancel context.CancelCauseFunc, d *dialer, origin *url.URL, topics []Topic) (streamConn, error) {
	path, query := ssePath(topics[0])
	resp, err := d.c.rest.Open(ctx, &rest.Request{
		Op: "stream", Path: path, Query: query, Base: origin, Priority: social.PriorityPoll,
		Single: true, // the listener has pauses of its own
		// A proxy that compresses holds events back until its buffer is full.
		Header: http.Header{"Accept": {"text/event-stream"}, "Accept-Encoding": {"identity"}},
	})
	if err != nil {
		return nil, err
	}
	if kind := resp.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/event-stream") {
		_ = resp.Body.Close()
		return nil, noStream(resp.StatusCode, "not an event stream but "+rest.Clip(kind))
	}
	dog := stream.NewWatchdog(d.timing.sseSilence, func() { cancel(stream.ErrSilent) })
	return &sseConn{
		cancel: cancel, body: resp.Body, dog: dog,
		events: stream.NewEvents(dog.Reader(resp.Body), maxStreamEvent),
	}, nil
}

// maxStreamEvent is the longest event that is read, in bytes.
const maxStreamEvent = stream.DefaultMax

// ssePath is where the stream of a topic is.
func ssePath(t Topic) (string, url.Values) {
	name, query := t.split()
	if plain, ok := strings.CutSuffix(name, ":media"); ok {
		name = plain
		query.Set("only_media", "true")
	}
	return rest.Path(append([]string{"api", "v1", "streaming"}, strings.Split(name, ":")...)...), query
}

func (s *sseConn) next() (*StreamEvent, error) {
	e, err := s.events.Next()
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, broken("the server ended the stream", err)
	case err != nil:
		return nil, broken("", err)
	}
	out := &StreamEvent{Event: StreamEventType(e.Name)}
	if string(e.Data) != "undefined" { // what the server's JavaScript makes of a payload that is missing
		out.Payload = StreamPayload(e.Data)
	}
	return out, nil
}

func (s *sseConn) close() {
	s.dog.Stop()
	s.cancel(nil)
	_ = s.body.Close()
}
