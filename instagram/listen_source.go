package instagram

import (
	"context"
	"errors"
	"iter"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// Names of the sources, which cursors hold.
const (
	sourceComments = "comments"
	sourceTags     = "tags"
	sourceMessages = "messages"
)

// hearing is one call of Listen.
type hearing struct {
	*Listener
	me   *Account
	seen map[ID]threadState // what was read of the comments below a media

	missing inbox.Missing // what was listed, and is not there
}

// inbox describes what there is to listen to.
func (l *Listener) inbox() *inbox.Config {
	h := &hearing{
		Listener: l, seen: map[ID]threadState{}, missing: inbox.Missing{Network: network, Log: l.c.graph.Rest().Log()},
	}
	t := &l.timing
	cfg := &inbox.Config{
		Network: network, Now: l.c.graph.Clock(l.c.cfg.User), Log: l.c.graph.Rest().Log(), RetryWait: t.retryWait, RetryWaitMax: t.retryMost,
		Prepare: h.prepare, Own: h.own,
	}
	add := func(name string, read inbox.Reader, kinds ...social.EventKind) *inbox.Source {
		cfg.Sources = append(cfg.Sources, inbox.Source{
			Name: name, Kinds: kinds, Read: read, Every: t.poll, Safety: max(t.safety, t.poll), Margin: t.margin, Optional: true,
		})
		return &cfg.Sources[len(cfg.Sources)-1]
	}
	add(sourceMessages, h.messages, social.EventMessage)
	tags := add(sourceTags, h.tags, social.EventMention)
	tags.Every = max(t.older, t.poll)
	tags.Safety = 0 // they are not pushed
	comments := add(sourceComments, h.comments, social.EventComment, social.EventReply)
	comments.Optional = false
	if t.poll < t.older {
		comments.Every, comments.Peek, comments.PeekEvery = t.older, h.newComments, t.poll
		comments.Safety = max(t.safety, t.older)
	}
	if l.o.Webhook != nil {
		cfg.Push = inbox.NewPush(l.o.Webhook.queue(l.c.cfg.User), h.pushed)
		cfg.Push.Gap = graph.PushGapOf
	}
	return cfg
}

// prepare learns who the account is: in its own comments it has another ID.
func (l *hearing) prepare(ctx context.Context) error {
	me, err := l.c.Me(ctx)
	if err == nil {
		l.me = me
	}
	return err
}

// own reports whether the account itself did something.
func (l *hearing) own(e *social.Event) bool {
	id := e.Author.Ref.ID
	return id != "" && (id == string(l.c.cfg.User) || l.me != nil && id == string(l.me.ID)) ||
		l.me != nil && e.Author.Handle != "" && strings.EqualFold(e.Author.Handle, l.me.Username)
}

// tags reads posts that tag the account. They come newest first, or nearly so: it goes on until a page's worth of them
// in a row is older than since.
func (l *hearing) tags(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	return func(yield func(*social.Event, error) bool) {
		old := 0
		for m, err := range l.c.tagged(ctx, social.PriorityPoll) {
			switch {
			case err != nil:
				yield(nil, err)
				return
			case !inbox.Older(m.Timestamp.Time, since):
				old = 0
				if !yield(m.mention(), nil) {
					return
				}
			default:
				if old++; old >= pollPage {
					return
				}
			}
		}
	}
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
			for e, err := range l.exchange(ctx, v.ID, since) {
				if err != nil {
					if err = l.missing.Judge(ctx, string(v.ID), err); err != nil {
						yield(nil, err)
						return
					}
					break
				}
				if !yield(e, nil) {
					return
				}
			}
		}
	}
}

// exchange reads the messages of a conversation. Of what Instagram tells no details of, only what has come since is
// told; what has none among the newest was taken back.
func (l *hearing) exchange(ctx context.Context, id ID, since time.Time) iter.Seq2[*social.Event, error] {
	r := l.c.messagesRequest(id)
	r.Priority = social.PriorityPoll
	return func(yield func(*social.Event, error) bool) {
		var last *Message
		n := 0
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
			n++
			if m.From == nil && (since.IsZero() || n <= detailed) {
				continue
			}
			if !yield(m.event(id), nil) {
				return
			}
		}
	}
}

// limited asks for so many objects, and for what is wanted of them.
func limited(op, path string, limit int, fields ...graph.Field) *graph.Request {
	return &graph.Request{
		Op: op, Path: path, Fields: graph.Fields(fields...), Params: url.Values{"limit": {strconv.Itoa(limit)}}, Priority: social.PriorityPoll,
	}
}
