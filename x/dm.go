package x

import (
	"context"
	"io"
	"iter"
	"net/url"

	"github.com/relais-go/relais/internal/rest"
)

// DMParams narrow a list of private messages. nil means all of the last 30 days, with [DefaultDMs].
type DMParams struct {
	Select *DMSelection
	Types  []DMEventType // nil: messages, joins and leaves
}

// dmList is a list of events of conversations.
func (c *Client) dmList(op, path string, d *DMParams) (*list, error) {
	own := value(d)
	selection := own.Select
	if selection == nil {
		selection = new(DefaultDMs())
	}
	q, err := selection.Query(c.cfg.Dialect)
	if err != nil {
		return nil, err
	}
	setList(q, "event_types", own.Types)
	return &list{
		request: request{Op: op, Path: path, Query: q}, least: 1, most: 100,
		bill: func(n int) cost { return dmCost(selection, n) },
	}, nil
}

// dmCost is what n messages cost at most, with what comes along.
func dmCost(s *DMSelection, n int) cost {
	k := cost{Billed: BilledDM, Most: n}
	for _, e := range s.Expansions {
		switch e {
		case ExpandDMSender, ExpandDMParticipants:
			k.Users += n
		case ExpandDMReferences:
			k.Posts += n
		case ExpandDMMedia:
		}
	}
	return k
}

func (c *Client) dmPage(ctx context.Context, l *list, p *PageParams) (*Page[DMEvent], error) {
	return pageOf(ctx, c, l, p, func(in *Includes, events []*DMEvent) { in.JoinDMs(events...) })
}

// dmPages is a page method and its iterator in one.
func (c *Client) dmPages(ctx context.Context, op, path string, d *DMParams, p *PageParams) iter.Seq2[*DMEvent, error] {
	return paged(ctx, c, p, func(e *DMEvent) ID { return e.ID }, func(ctx context.Context, p *PageParams) (*Page[DMEvent], error) {
		l, err := c.dmList(op, path, d)
		if err != nil {
			return nil, err
		}
		return c.dmPage(ctx, l, p)
	})
}

// DMEventsPage reads a page of what happened in all conversations, newest first: 100 by default. Scope dm.read.
// See https://docs.x.com/x-api/direct-messages/get-dm-events.
func (c *Client) DMEventsPage(ctx context.Context, d *DMParams, p *PageParams) (*Page[DMEvent], error) {
	l, err := c.dmList("dm_events", path("dm_events"), d)
	if err != nil {
		return nil, err
	}
	return c.dmPage(ctx, l, p)
}

// DMEvents iterates over what happened in all conversations, newest first. X allows 15 requests in 15 minutes.
// See https://docs.x.com/x-api/direct-messages/get-dm-events.
func (c *Client) DMEvents(ctx context.Context, d *DMParams, p *PageParams) iter.Seq2[*DMEvent, error] {
	return c.dmPages(ctx, "dm_events", path("dm_events"), d, p)
}

// DMEventsWith iterates over the messages with one other person, newest first.
// See https://docs.x.com/x-api/direct-messages/get-dm-events-for-a-dm-conversation.
func (c *Client) DMEventsWith(ctx context.Context, participant ID, d *DMParams, p *PageParams) iter.Seq2[*DMEvent, error] {
	return c.dmPages(ctx, "dm_conversations.with.events", path("dm_conversations", "with", string(participant), "dm_events"), d, p)
}

// DMEventsIn iterates over the messages of a conversation, newest first.
// See https://docs.x.com/x-api/direct-messages/get-dm-events-for-a-dm-conversation-1.
func (c *Client) DMEventsIn(ctx context.Context, conversation string, d *DMParams, p *PageParams) iter.Seq2[*DMEvent, error] {
	return c.dmPages(ctx, "dm_conversations.events", path("dm_conversations", conversation, "dm_events"), d, p)
}

// DMEvent reads one message, join or leave. s chooses what comes along; nil means [DefaultDMs].
// See https://docs.x.com/x-api/direct-messages/get-dm-events-by-id.
func (c *Client) DMEvent(ctx context.Context, id ID, s *DMSelection) (*DMEvent, error) {
	if s == nil {
		s = new(DefaultDMs())
	}
	q, err := s.Query(c.cfg.Dialect)
	if err != nil {
		return nil, err
	}
	a, err := one[DMEvent](ctx, c, &request{Op: "dm_events.get", Path: path("dm_events", string(id)), Query: q, Cost: dmCost(s, 1)})
	if err != nil {
		return nil, err
	}
	a.Includes.JoinDMs(a.Data)
	return a.Data, nil
}

// OpenDMMedia reads a picture or film of a private message, by the three parts of its address. It takes the
// account's token by OAuth 2.0. The caller closes it.
// See https://docs.x.com/x-api/direct-messages/download-dm-media.
func (c *Client) OpenDMMedia(ctx context.Context, message, media ID, resource string) (io.ReadCloser, error) {
	r := &request{Op: "dm_conversations.media", Path: path("dm_conversations", "media", string(message), string(media), resource), Query: url.Values{}, Class: rest.Read}
	as, err := c.actor(r)
	if err != nil {
		return nil, err
	}
	w, err := c.wire(r, as)
	if err != nil {
		return nil, err
	}
	resp, err := as.Open(ctx, w)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}
