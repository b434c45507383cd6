package inbox_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// board is a network in memory whose times are exact to a second.
type board struct {
	mu     sync.Mutex
	notes  []*note
	queue  *inbox.Queue[*note] // nil: it pushes nothing
	fault  map[socialtest.Fault]int
	people int
}

// note is what happened on it.
type note struct {
	kind social.EventKind
	id   string
	text string
	by   social.Ref
	at   time.Time
}

const me = "me"

func (b *board) ref(kind social.RefKind, id string) social.Ref {
	return social.Ref{Network: network, Kind: kind, ID: id}
}

// happens makes somebody do something.
func (b *board) happens(kind social.EventKind, text string) (n *note) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.people++
	n = &note{kind: kind, id: fmt.Sprintf("n_%d", len(b.notes)+1), text: text, at: time.Now().Truncate(time.Second)}
	n.by = b.ref(social.RefAccount, fmt.Sprint("person", b.people))
	b.notes = append(b.notes, n)
	if b.queue != nil {
		_ = b.queue.Put(context.Background(), n)
	}
	return n
}

// breaks returns the error of a fault that is on.
func (b *board) breaks() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for f, times := range b.fault {
		if times == 0 {
			continue
		}
		b.fault[f]--
		switch f {
		case socialtest.FaultAuth:
			return &social.Error{Network: network, Op: "read", Kind: social.ErrAuth}
		case socialtest.FaultRate:
			return &social.Error{Network: network, Op: "read", Kind: social.ErrRateLimited, RetryAfter: time.Hour}
		default:
			return &social.Error{Network: network, Op: "read", Kind: social.ErrUnavailable}
		}
	}
	return nil
}

// switchOn makes it fail.
func (b *board) switchOn(f socialtest.Fault) func() {
	times := map[socialtest.Fault]int{
		socialtest.FaultCut: 1, socialtest.FaultPassing: 2, socialtest.FaultDown: 1 << 30, socialtest.FaultAuth: 1 << 30,
		socialtest.FaultRate: 1 << 30,
	}
	if times[f] == 0 {
		return nil
	}
	set := func(n int) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.fault[f] = n
	}
	set(times[f])
	return func() { set(0) }
}

// member is a client of it.
type member struct{ b *board }

func (m member) Network() string { return network }

func (m member) read(kinds ...social.EventKind) inbox.Reader {
	return func(_ context.Context, since time.Time) iter.Seq2[*social.Event, error] {
		return inbox.Newest(since, func(yield func(*social.Event, error) bool) {
			if err := m.b.breaks(); err != nil {
				yield(nil, err)
				return
			}
			m.b.mu.Lock()
			notes := slices.Clone(m.b.notes)
			m.b.mu.Unlock()
			for _, n := range slices.Backward(notes) {
				if slices.Contains(kinds, n.kind) && !yield(m.event(n), nil) {
					return
				}
			}
		})
	}
}

func (m member) event(n *note) *social.Event {
	kind := social.RefPost
	if n.kind == social.EventMessage {
		kind = social.RefMessage
	}
	return &social.Event{
		Kind: n.kind, ID: n.id, Ref: m.b.ref(kind, n.id), Author: social.Account{Ref: n.by}, Text: n.text, Time: n.at,
		Private: n.kind == social.EventMessage,
	}
}

func (m member) config() *inbox.Config {
	loud := []social.EventKind{social.EventMention, social.EventFollow}
	quiet := []social.EventKind{social.EventMessage}
	c := &inbox.Config{
		Network: network,
		Now:     func(context.Context) (time.Time, error) { return time.Now(), m.b.breaks() },
		Sources: []inbox.Source{
			{Name: "loud", Kinds: loud, Read: m.read(loud...), Every: 5 * time.Millisecond, Safety: time.Hour},
			{Name: "quiet", Kinds: quiet, Read: m.read(quiet...), Every: 5 * time.Millisecond},
		},
		RetryWait: time.Millisecond, RetryWaitMax: 5 * time.Millisecond,
	}
	if m.b.queue != nil {
		c.Push = inbox.NewPush(m.b.queue, func(_ context.Context, n *note) ([]inbox.Pushed, error) {
			if n.kind == social.EventMessage {
				return []inbox.Pushed{{Source: "quiet"}}, m.b.breaks()
			}
			return []inbox.Pushed{{Event: m.event(n), Source: "loud"}}, m.b.breaks()
		})
	}
	return c
}

func (m member) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return inbox.Listen(ctx, m.config(), q)
}

func (m member) Cursor(ctx context.Context) (string, error) { return inbox.Cursor(ctx, m.config()) }

func newBoard(queue *inbox.Queue[*note]) *socialtest.Harness {
	b := &board{fault: map[socialtest.Fault]int{}, queue: queue}
	act := func(kind social.EventKind, text string) social.Ref { return member{b}.event(b.happens(kind, text)).Ref }
	return &socialtest.Harness{
		Client: member{b}, Fresh: func(func(*social.Options)) any { return member{b} },
		Account: social.Account{Ref: b.ref(social.RefAccount, me), Handle: me},
		Draft:   func() *social.Draft { return &social.Draft{Text: "text"} },
		Missing: func(k social.RefKind) social.Ref { return b.ref(k, "none") },
		Audience: socialtest.Audience{
			Mention: func(text string) social.Ref { return act(social.EventMention, text) },
			Message: func(text string) (social.Ref, social.Ref) {
				return act(social.EventMessage, text), b.ref(social.RefConversation, "c")
			},
			Follow: func() social.Ref { return b.happens(social.EventFollow, "").by },
		},
		Server: socialtest.Server{Break: b.switchOn},
	}
}

// TestConformance runs the suites of listening over a network that is read, and over one that pushes too.
func TestConformance(t *testing.T) {
	t.Parallel()
	for name, pushes := range map[string]bool{"Reading": false, "Pushing": true} {
		harness := func(t *testing.T) *socialtest.Harness {
			t.Helper()
			if pushes {
				return newBoard(inbox.NewQueue[*note](0, 0))
			}
			return newBoard(nil)
		}
		t.Run(name+"Listener", func(t *testing.T) {
			t.Parallel()
			socialtest.TestListener(t, harness)
		})
		t.Run(name+"Cursorer", func(t *testing.T) {
			t.Parallel()
			socialtest.TestCursorer(t, harness)
		})
	}
}
