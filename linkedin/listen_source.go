package linkedin

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// sourceNotifications is the name of the one source, which cursors hold.
const sourceNotifications = "notifications"

// kept is how long LinkedIn lists notifications.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-social-action-notifications#pull-organizational-notifications.
const kept = 60 * 24 * time.Hour

// hearing is one call of Listen.
type hearing struct {
	*Listener
	details memory[*Comment]  // by the comment's URN, and when it was changed
	reacted memory[*Reaction] // by the ID of the notification
	posts   memory[URN]       // their own URNs, by those of their activities
	denied  map[string]bool   // what may not be read
	named   bool              // LinkedIn wants actions to be named
}

// inbox describes what there is to listen to.
func (l *Listener) inbox() *inbox.Config {
	h := &hearing{Listener: l, denied: map[string]bool{}}
	t := &l.timing
	cfg := &inbox.Config{
		Network: network, Log: l.c.rest.Log(), RetryWait: t.retryWait, RetryWaitMax: t.retryMost,
		Now: inbox.Clock(&l.c.skew, h.look),
		Prepare: func(context.Context) error {
			_, err := l.c.page()
			return err
		},
		Own: func(e *social.Event) bool { return URN(e.Author.Ref.ID).is(l.c.cfg.Author) },
		Gap: func(g *inbox.GapError) error {
			return &GapError{From: g.From, Until: g.Until, Cursor: g.Cursor}
		},
		Sources: []inbox.Source{{
			Name: sourceNotifications, Kinds: heardKinds(), Read: h.read, Every: t.poll, Safety: max(t.safety, t.poll), Margin: t.margin,
			Depth: kept - time.Hour,
		}},
	}
	if l.o.Webhook != nil {
		cfg.Push = inbox.NewPush(l.o.Webhook.queue(l.c.cfg.Author), h.pushed)
		cfg.Push.Kinds = heardKinds()
	}
	return cfg
}

// heardKinds are the kinds of events that there can be.
func heardKinds() []social.EventKind {
	return []social.EventKind{
		social.EventComment, social.EventReply, social.EventEdited, social.EventDeleted, social.EventReaction, social.EventShare,
		social.EventQuote, social.EventMention, social.EventOther,
	}
}

// look asks for as little as possible, to see LinkedIn's clock.
func (h *hearing) look(ctx context.Context) error {
	_, err := h.page(ctx, time.Now(), "", 1)
	return err
}

// page reads notifications in the background: of all actions, or, if LinkedIn wants them named, of those that are
// documented.
func (h *hearing) page(ctx context.Context, since time.Time, cursor string, limit int) (*Page[Notification], error) {
	params := &NotificationsParams{Since: since}
	for {
		if h.named {
			params.Actions = allActions()
		}
		list, err := h.c.notifications(params)
		if err != nil {
			return nil, err
		}
		list.Priority = social.PriorityPoll
		page, err := pageOf(ctx, h.c, list, &PageParams{Cursor: cursor, Limit: limit})
		if h.named || cursor != "" || !errors.Is(err, social.ErrInvalid) { // what is counted stays the same from page to page
			return page, err
		}
		h.named = true
	}
}

// read reads all notifications since a time: page by page, each with what else is to be known. Items that come meanwhile
// push others to the next page, where they are met again; nothing is passed over.
func (h *hearing) read(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	return func(yield func(*social.Event, error) bool) {
		told := map[string]bool{}
		for cursor, seen := "", map[string]bool{}; !seen[cursor]; {
			seen[cursor] = true
			page, err := h.page(ctx, since, cursor, 0)
			if err != nil {
				yield(nil, err)
				return
			}
			var fresh []*Notification
			for _, n := range page.Items {
				if name := n.name(); !told[name] {
					told[name] = true
					fresh = append(fresh, n)
				}
			}
			if err := h.complete(ctx, fresh); err != nil {
				yield(nil, err)
				return
			}
			for _, n := range fresh {
				if !yield(h.event(n), nil) {
					return
				}
			}
			if cursor = page.Next; cursor == "" || page.guessed && len(fresh) == 0 {
				return
			}
		}
	}
}

// pushed is what a push means: the event, which reading shows too.
func (h *hearing) pushed(ctx context.Context, n *Notification) ([]inbox.Pushed, error) {
	own := *n // another listening may deal with it again
	if err := h.complete(ctx, []*Notification{&own}); err != nil {
		return nil, err
	}
	return []inbox.Pushed{{Event: h.event(&own), Source: sourceNotifications}}, nil
}

// memory keeps the last few of something, so that what the overlap shows again is not asked for again.
type memory[T any] struct {
	young, old map[string]T
}

// remembered is how many things a memory holds at least.
const remembered = 2048

func (m *memory[T]) get(key string) (T, bool) {
	if v, ok := m.young[key]; ok {
		return v, true
	}
	v, ok := m.old[key]
	return v, ok
}

func (m *memory[T]) put(key string, v T) {
	if len(m.young) >= remembered {
		m.old, m.young = m.young, nil
	}
	if m.young == nil {
		m.young = map[string]T{}
	}
	m.young[key] = v
}
