package social_test

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// One draft goes to a network: here to one in memory, elsewhere to any client of this library.
func ExamplePublish() {
	ctx := context.Background()
	client := socialtest.NewNetwork("example", nil).Client("acme", nil)

	post, err := social.Publish(ctx, client, &social.Draft{
		Text: "We are open again.",
		Variants: map[string]*social.Draft{
			"example": {Text: "We are open again, and happy to see you."},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(post.State, post.Text)
	// Output: published We are open again, and happy to see you.
}

// Check finds everything that is wrong with a draft before anything is sent.
func ExampleCheck() {
	ctx := context.Background()
	client := socialtest.NewNetwork("example", nil).Client("acme", nil)

	err := social.Check(ctx, client, &social.Draft{
		Poll:  &social.Poll{Options: []string{"Yes"}},
		Media: []*social.Media{{Name: "cat.png"}},
	})
	for _, p := range social.Problems(err) {
		fmt.Println(p.Field, "->", p.Kind)
	}
	// Output:
	// Media[0].Open -> invalid
	// Poll.Options -> invalid
}

// A job that runs now and then goes on where it stopped: it stores the cursor of the last event that it has
// dealt with.
func ExampleListen() {
	ctx := context.Background()
	network := socialtest.NewNetwork("example", nil)
	client, fan := network.Client("acme", nil), network.Client("fan", nil)

	cursor := social.FromStart // from a file or database, in earnest
	job := func() {
		q := &social.ListenQuery{After: cursor, CatchUp: true}
		for event, err := range social.Listen(ctx, client, q) {
			if err != nil {
				fmt.Println(err)
				return
			}
			fmt.Println(event.Kind, "by", event.Author.Handle+":", event.Text)
			cursor = event.Cursor
		}
	}
	for _, text := range []string{"@acme are you open?", "@acme hello?"} {
		if _, err := fan.Publish(ctx, &social.Draft{Text: text}); err != nil {
			fmt.Println(err)
		}
		job()
	}
	// Output:
	// mention by fan: @acme are you open?
	// mention by fan: @acme hello?
}

// What a network lacks is an error like any other, and can be asked beforehand.
func ExampleCan() {
	ctx := context.Background()
	client := struct{}{} // a client that can do nothing

	fmt.Println(social.Can[social.Moderator](client))
	err := social.Moderate(ctx, client, social.Ref{ID: "1"}, social.ActionHide, nil)
	fmt.Println(errors.Is(err, errors.ErrUnsupported))
	// Output:
	// false
	// true
}

// When it cannot be found out whether a post stands, the error carries what another process needs to find
// out later, and to publish it if it does not.
func ExampleResume() {
	ctx := context.Background()
	network := socialtest.NewNetwork("example", nil)
	client := network.Client("acme", nil)

	mend := network.Break(socialtest.FaultBlindAfter) // the answer is lost, and then the network is away
	_, err := social.Publish(ctx, client, &social.Draft{Text: "We are open again."})
	fmt.Println(errors.Is(err, social.ErrUncertain))
	mend()

	if pending, ok := social.PendingOf(err); ok {
		post, err := social.Resume(ctx, client, pending)
		fmt.Println(post.Text, err)
	}
	// Output:
	// true
	// We are open again. <nil>
}

// A job that runs now and then: where it has stopped is kept in a file, and what it could not deal with comes again.
func ExampleListenStored() {
	ctx := context.Background()
	network := socialtest.NewNetwork("example", nil)
	client, fan := network.Client("acme", nil), network.Client("fan", nil)
	dir, err := os.MkdirTemp("", "cursors")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()

	job := func() {
		store := social.NewFileCursors(dir)
		for event, err := range social.ListenStored(ctx, client, store, "example/acme", &social.ListenQuery{CatchUp: true}) {
			if err != nil {
				fmt.Println(err)
				return
			}
			fmt.Println(event.Kind, "by", event.Author.Handle+":", event.Text)
		}
	}
	job() // begins with the present
	for _, text := range []string{"@acme are you open?", "@acme hello?"} {
		if _, err := fan.Publish(ctx, &social.Draft{Text: text}); err != nil {
			fmt.Println(err)
		}
		job()
	}
	// Output:
	// mention by fan: @acme are you open?
	// mention by fan: @acme hello?
}

// Networks deliver some events more than once. What could not be dealt with is tried again, what was is not.
func ExampleDealOnce() {
	ctx := context.Background()
	seen := &social.MemorySeen{} // or one that many processes share
	tries := 0
	for _, id := range []string{"1", "1", "1", "2"} {
		err := social.DealOnce(ctx, seen, "example/acme/"+id, func(context.Context) error {
			if tries++; tries == 1 {
				return errors.New("the answer could not be published")
			}
			fmt.Println("answered", id)
			return nil
		})
		if err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// the answer could not be published
	// answered 1
	// answered 2
}
