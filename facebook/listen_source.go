package facebook

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// Names of the sources, which cursors hold.
const (
	sourceComments = "comments"
	sourceVisitors = "visitors"
	sourceTagged   = "tagged"
	sourceRatings  = "ratings"
	sourceMessages = "messages"
)

// hearing is one call of Listen.
type hearing struct {
	*Listener
	without map[string]bool    // lists that the Page does not have
	seen    map[ID]threadState // what was read of the comments below something
	missing inbox.Missing      // what was listed, and is not there
}

// inbox describes what there is to listen to.
func (l *Listener) inbox() *inbox.Config {
	h := &hearing{
		Listener: l, without: map[string]bool{}, seen: map[ID]threadState{},
		missing: inbox.Missing{Network: network, Log: l.c.graph.Rest().Log()},
	}
	t := &l.timing
	cfg := &inbox.Config{
		Network: network, Now: l.c.graph.Clock(l.c.cfg.Page), Log: l.c.graph.Rest().Log(), RetryWait: t.retryWait, RetryWaitMax: t.retryMost,
		Own: func(e *social.Event) bool { return e.Author.Ref.ID == string(l.c.cfg.Page) },
	}
	add := func(name string, read inbox.Reader, kinds ...social.EventKind) *inbox.Source {
		cfg.Sources = append(cfg.Sources, inbox.Source{
			Name: name, Kinds: kinds, Read: read, Every: t.poll, Safety: max(t.safety, t.poll), Margin: t.margin, Optional: true,
		})
		return &cfg.Sources[len(cfg.Sources)-1]
	}
	add(sourceVisitors, h.visitors, social.EventMention)
	add(sourceMessages, h.messages, social.EventMessage)
	seldom := max(t.older, t.poll)
	add(sourceTagged, h.tagged, social.EventMention).Every = seldom
	add(sourceRatings, h.ratings, social.EventReview).Every = seldom
	comments := add(sourceComments, h.comments, social.EventComment, social.EventReply)
	comments.Optional = false
	if t.poll < t.older {
		comments.Every, comments.Peek, comments.PeekEvery = t.older, h.recentComments, t.poll
		comments.Safety = max(t.safety, t.older)
	}
	if l.o.Webhook != nil {
		cfg.Push = inbox.NewPush(l.o.Webhook.queue(l.c.cfg.Page), func(_ context.Context, u *WebhookUpdate) ([]inbox.Pushed, error) {
			return h.pushed(u), nil
		})
		cfg.Push.Gap = graph.PushGapOf
	}
	return cfg
}

// pollPage is how many objects are asked for at once where few are expected.
const pollPage = 25

// newest reads a list that comes newest first, or nearly so: it goes on until a page's worth of objects in a row is
// older than since.
func newest[T any](ctx context.Context, l *hearing, r *graph.Request, since time.Time, event func(*T) *social.Event) iter.Seq2[*social.Event, error] {
	r.Priority = social.PriorityPoll
	return func(yield func(*social.Event, error) bool) {
		old := 0
		for item, err := range graph.List[T](ctx, l.c.graph, r) {
			if err != nil {
				yield(nil, err)
				return
			}
			e := event(item)
			if inbox.Older(e.Time, since) {
				if old++; old >= pollPage {
					return
				}
				continue
			}
			old = 0
			if !yield(e, nil) {
				return
			}
		}
	}
}

// visitors reads what others posted on the Page.
func (l *hearing) visitors(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	return newest(ctx, l, l.posts("visitors.list", "visitor_posts"), since, (*Post).event)
}

// tagged reads posts that tag the Page.
func (l *hearing) tagged(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	return newest(ctx, l, l.posts("tagged.list", "tagged"), since, (*Post).event)
}

func (l *hearing) posts(op, edge string) *graph.Request {
	return &graph.Request{Op: op, Path: l.c.pagePath(edge), Fields: graph.Fields(postFields()...), Params: limitParam(pollPage)}
}

// ratings reads recommendations.
func (l *hearing) ratings(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	return newest(ctx, l, l.c.ratingsRequest(pollPage), since, (*Rating).event)
}

// messages reads private messages: of each conversation that has new ones.
func (l *hearing) messages(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	r := l.c.conversationsRequest(&ConversationsParams{Limit: pollPage}, "id", "updated_time")
	r.Priority = social.PriorityPoll
	return func(yield func(*social.Event, error) bool) {
		for v, err := range graph.List[Conversation](ctx, l.c.graph, r) {
			switch {
			case err != nil:
				yield(nil, err)
				return
			case inbox.Older(v.Updated.Time, since):
				return
			}
			if !l.part(ctx, v.ID, l.exchange(ctx, v.ID, since), yield) {
				return
			}
		}
	}
}

// part passes on what is below something that was listed, and passes over what is not there. It reports whether to go on.
func (l *hearing) part(ctx context.Context, id ID, events iter.Seq2[*social.Event, error], yield func(*social.Event, error) bool) bool {
	for e, err := range events {
		if err != nil {
			if err = l.missing.Judge(ctx, string(id), err); err != nil {
				yield(nil, err)
				return false
			}
			continue
		}
		if !yield(e, nil) {
			return false
		}
	}
	return true
}

// exchange reads the messages of a conversation. Of what Facebook tells no details of, only what has come since is told.
func (l *hearing) exchange(ctx context.Context, id ID, since time.Time) iter.Seq2[*social.Event, error] {
	r := messagesRequest(id)
	r.Priority = social.PriorityPoll
	return func(yield func(*social.Event, error) bool) {
		var last *Message
		for m, err := range graph.List[Message](ctx, l.c.graph, r) {
			switch {
			case err != nil && last != nil && (errors.Is(err, social.ErrNotFound) || errors.Is(err, social.ErrInvalid)):
				yield(nil, &inbox.GapError{Until: last.CreatedTime.Time}) // it does not even list older ones
				return
			case err != nil:
				yield(nil, err)
				return
			case inbox.Older(m.CreatedTime.Time, since):
				return
			}
			last = m
			if since.IsZero() && m.From == nil {
				continue
			}
			if !yield(m.event(id), nil) {
				return
			}
		}
	}
}
