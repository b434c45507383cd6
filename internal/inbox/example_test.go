package inbox_test

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// comment is what the network of the example calls so.
type comment struct {
	ID   string
	Text string
	At   time.Time
}

// client is what a network's client has anyway.
type client struct {
	list  []*comment // newest first, as the network lists it
	clock time.Time
}

func (c *client) now(context.Context) (time.Time, error) { return c.clock, nil }

// commentPage asks the network for one page.
func (c *client) commentPage(_ context.Context, _ string) (*social.Page[comment], error) {
	return &social.Page[comment]{Items: c.list}, nil
}

// event is the one conversion, of what is read and of what is pushed.
func (c *client) event(m *comment) *social.Event {
	return &social.Event{
		Kind: social.EventComment, ID: "comment:" + m.ID, Text: m.Text, Time: m.At,
		Ref: social.Ref{Network: "example", Kind: social.RefComment, ID: m.ID},
	}
}

// comments is a source.
func (c *client) comments(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	return inbox.Newest(since, rest.Map(rest.Pages(ctx, "", c.commentPage), c.event))
}

// pushed makes events of what the webhook took in: this network pushes comments whole.
func (c *client) pushed(_ context.Context, m *comment) ([]inbox.Pushed, error) {
	return []inbox.Pushed{{Event: c.event(m), Source: "comments"}}, nil
}

// inbox is all that a network needs for a Listener.
func (c *client) inbox(q *inbox.Queue[*comment]) *inbox.Config {
	return &inbox.Config{
		Network: "example",
		Now:     c.now, // in earnest: inbox.Clock(&c.skew, c.ping)
		Push:    inbox.NewPush(q, c.pushed),
		Sources: []inbox.Source{{
			Name: "comments", Kinds: []social.EventKind{social.EventComment}, Read: c.comments,
			Every: 2 * time.Minute, Safety: 15 * time.Minute, Margin: time.Minute,
		}},
	}
}

// Example reads a list and takes what a webhook has brought. One of the comments comes both ways.
func Example() {
	noon := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	c := &client{clock: noon.Add(5 * time.Second), list: []*comment{
		{ID: "2", Text: "Second.", At: noon.Add(time.Second)},
		{ID: "1", Text: "First.", At: noon},
	}}
	ctx := context.Background()

	webhook := inbox.NewQueue[*comment](0, 0) // its handler puts into it what the network signed
	_ = webhook.Put(ctx, c.list[0], &comment{ID: "3", Text: "Third.", At: noon.Add(2 * time.Second)})

	var cursor string
	for e, err := range inbox.Listen(ctx, c.inbox(webhook), &social.ListenQuery{After: social.FromStart, CatchUp: true}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(e.Text)
		cursor = e.Cursor
	}
	fmt.Println("later:")
	c.clock = noon.Add(time.Minute)
	c.list = append([]*comment{{ID: "4", Text: "Fourth.", At: noon.Add(3 * time.Second)}}, c.list...) // it shows late
	for e := range inbox.Listen(ctx, c.inbox(webhook), &social.ListenQuery{After: cursor, CatchUp: true}) {
		fmt.Println(e.Text)
	}
	// Output:
	// First.
	// Second.
	// Third.
	// later:
	// Fourth.
}
