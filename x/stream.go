package x

import (
	"context"
	"iter"
	"net/url"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// StreamParams say what a stream brings. nil means posts with [DefaultPosts], from now on.
type StreamParams struct {
	Select *PostSelection // of the filtered stream; nil: DefaultPosts

	// BackfillMinutes, 1 to 5, has the posts of the last minutes sent first: for after a cut. Start and End, both
	// in the last 24 hours, send those of a period and end then. All three are for Enterprise plans.
	BackfillMinutes int
	Start, End      time.Time
}

// Stream opens one connection to the filtered stream and iterates over the posts that match the rules (see
// [Client.AddRules]), until the connection breaks: the error then says how, and is [social.ErrUnavailable] if it
// is worth trying again. Posts come within seconds, sometimes twice or out of order. What happened between two
// connections is not sent again; [Listener.Listen] reconnects and reads what was missed.
//
// X sends a sign of life every 20 seconds. A connection on which nothing arrives for 25 counts as broken. A slow
// consumer slows X down, which drops it in the end. X bills every post.
//
// The sequence ends without an error when ctx ends. Errors are [*social.Error]; when X says why it ends the
// stream, Code is the [DisconnectType]: [social.ErrInvalid] if there are no rules; [social.ErrUnavailable] with
// the [ConnectionIssue] TooManyConnections if there is another connection, of which a self-serve plan has one.
//
// It needs the program's own token ([Config.App]).
// See https://docs.x.com/x-api/posts/filtered-stream/introduction.
func (c *Client) Stream(ctx context.Context, p *StreamParams) iter.Seq2[*StreamMessage, error] {
	return streamOf(ctx, c, defaultTiming(), func() (*request, error) { return p.filtered() }, readStreamMessage)
}

// streamOf iterates over what one connection brings.
func streamOf[T any](ctx context.Context, c *Client, t timing, r func() (*request, error), read func([]byte) (*T, error)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		conn, err := dial(ctx, c, t, r)
		if err == nil {
			defer conn.close()
		}
		for err == nil {
			var v *T
			if v, err = nextOf(conn, read); err == nil && !yield(v, nil) {
				return
			}
		}
		if ctx.Err() == nil {
			yield(nil, err)
		}
	}
}

// filtered is the request for the filtered stream. Its fields have the older names on all plans.
func (p *StreamParams) filtered() (*request, error) {
	own := value(p)
	q, err := own.period()
	if err != nil {
		return nil, err
	}
	selection := DefaultPosts()
	if own.Select != nil {
		selection = *own.Select
	}
	fields, err := selection.Query(DialectTweet)
	if err != nil {
		return nil, err
	}
	return &request{Op: "stream", Path: path("tweets", "search", "stream"), Query: with(fields, q), App: true, Priority: social.PriorityPoll}, nil
}

// period is the part of the query that both kinds of streams share.
func (p *StreamParams) period() (url.Values, error) {
	q := url.Values{}
	if p.BackfillMinutes < 0 || p.BackfillMinutes > 5 {
		return nil, social.Invalid(network, "BackfillMinutes", "must be 0 to 5")
	}
	if !p.Start.IsZero() && time.Since(p.Start) > 24*time.Hour+time.Minute {
		return nil, social.Invalid(network, "Start", "is more than 24 hours ago")
	}
	setCount(q, "backfill_minutes", p.BackfillMinutes)
	setTime(q, "start_time", p.Start)
	setTime(q, "end_time", p.End)
	return q, nil
}

// readStreamMessage reads one line of the filtered stream.
func readStreamMessage(line []byte) (*StreamMessage, error) {
	m := new(StreamMessage)
	if err := rest.Decode(line, m); err != nil {
		return nil, broken("a line cannot be read", err)
	}
	if m.Post == nil {
		return nil, disconnected(line, m.Errors)
	}
	m.Includes.Join(m.Post)
	return m, nil
}

// readActivity reads one line of the activity stream.
func readActivity(line []byte) (*ActivityEvent, error) {
	m := new(ActivityMessage)
	if err := rest.Decode(line, m); err != nil {
		return nil, broken("a line cannot be read", err)
	}
	if m.Event == nil {
		return nil, disconnected(line, m.Errors)
	}
	return m.Event, nil
}

// disconnected is the error for a line by which X ends the stream, and for one that says nothing we know.
func disconnected(line []byte, problems []Problem) error {
	if len(problems) == 0 { // some come bare
		var bare Problem
		if rest.Decode(line, &bare) != nil || bare.Title == "" && bare.Type == "" {
			return broken("a line without data: "+rest.Clip(string(line)), nil)
		}
		problems = []Problem{bare}
	}
	p := &problems[0]
	e := p.social("stream")
	e.Kind = social.ErrUnavailable
	switch p.DisconnectType {
	case DisconnectInvalidRules:
		e.Kind = social.ErrInvalid
	case "":
	default:
	}
	switch {
	case p.DisconnectType != "":
		e.Code = string(p.DisconnectType)
	case p.ConnectionIssue != "":
		e.Code = string(p.ConnectionIssue)
	}
	return e
}

// broken is the error of a connection that ended, or could not be made for now.
func broken(message string, err error) *social.Error {
	return &social.Error{Network: network, Op: "stream", Kind: social.ErrUnavailable, Message: message, Err: err}
}

// Connections lists the streams of the program that are open, or, with all, also those of the last days that are
// not any more, with the reason. It needs the program's own token.
// See https://docs.x.com/x-api/connections/introduction.
func (c *Client) Connections(ctx context.Context, all bool, p *PageParams) iter.Seq2[*StreamConnection, error] {
	q := url.Values{
		"connection.fields": {"client_ip,connected_at,disconnect_reason,disconnected_at,endpoint_name,id"},
		"status":            {"active"},
	}
	if all {
		q.Set("status", "all")
	}
	l := &list{request: request{Op: "connections", Path: path("connections"), Query: q, App: true}, least: 1, most: 100}
	id := func(v *StreamConnection) ID { return v.ID }
	return paged(ctx, c, p, id, func(ctx context.Context, p *PageParams) (*Page[StreamConnection], error) {
		return pageOf[StreamConnection](ctx, c, l, p, nil)
	})
}

// CloseConnections ends all streams of the program: for one that X still counts although it is gone.
// See https://docs.x.com/x-api/connections/introduction.
func (c *Client) CloseConnections(ctx context.Context) error {
	_, err := order[any](ctx, c, &request{Op: "connections.close", Method: "DELETE", Path: path("connections", "all"), App: true})
	return err
}
