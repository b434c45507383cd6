package inboxtest_test

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/internal/inbox/inboxtest"
	"github.com/relais-go/relais/social"
)

// village is a network that lets read all that has happened, and pushes two of three things.
type village struct {
	mu    sync.Mutex
	news  []social.Event
	queue *inbox.Queue[social.Event]
}

// happen is something new.
func (v *village) happen(i int) string {
	e := social.Event{Kind: social.EventComment, ID: fmt.Sprint("news ", i), Time: time.Now(), Raw: "pushed"}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.news = append(v.news, e)
	if i%3 > 0 {
		_ = v.queue.Put(context.Background(), e) // a full one loses it
	}
	return e.ID
}

func (v *village) read(_ context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	v.mu.Lock()
	defer v.mu.Unlock()
	news := v.news
	return func(yield func(*social.Event, error) bool) {
		for _, e := range news {
			if e.Raw = "read"; !e.Time.Before(since) && !yield(&e, nil) {
				return
			}
		}
	}
}

// reader is a listener to the village.
type reader struct {
	*village
	every time.Duration
}

func (r reader) Network() string { return "village" }

func (r reader) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return inbox.Listen(ctx, &inbox.Config{
		Network: "village", Tick: time.Millisecond, Now: func(context.Context) (time.Time, error) { return time.Now(), nil },
		Sources: []inbox.Source{{Name: "news", Read: r.read, Every: r.every}},
		Push: inbox.NewPush(r.queue, func(_ context.Context, e social.Event) ([]inbox.Pushed, error) {
			return []inbox.Pushed{{Event: &e, Source: "news"}}, nil
		}),
	}, q)
}

func ExampleTrial() {
	v := &village{}
	trial := &inboxtest.Trial{
		Total: 1000, Lives: 4,
		Open: func(_ int, deaf bool) social.Listener {
			v.mu.Lock()
			defer v.mu.Unlock()
			v.queue = inbox.NewQueue[social.Event](0, 0)
			if deaf {
				return reader{v, time.Hour}
			}
			return reader{v, time.Millisecond}
		},
		Happen: v.happen,
		Name:   func(e *social.Event) string { return e.ID },
		Pushed: func(e *social.Event) bool { return e.Raw == "pushed" },
	}
	r, err := trial.Run(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Pushed >= 200, r.Pushed <= 667)
	// Output: true true
}
