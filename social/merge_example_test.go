package social_test

import (
	"context"
	"fmt"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// Two accounts are heard as one. The cursor of each event goes on for both, in another process too. A listener that
// fails is told of by name, and the other goes on.
func ExampleMerge() {
	ctx := context.Background()
	one, two := socialtest.NewNetwork("one", nil), socialtest.NewNetwork("two", nil)
	inbox, err := social.Merge([]social.Source{
		{Name: "shop", Listener: one.Client("shop", nil)},
		{Name: "jobs", Listener: two.Client("jobs", nil)},
	}, &social.MergeOptions{
		Watch: func(source string, err error) { fmt.Println(source, "needs a look:", err) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	say := func(n *socialtest.Network, text string) {
		if _, err := social.Publish(ctx, n.Client("fan", nil), &social.Draft{Text: text}); err != nil {
			fmt.Println(err)
		}
	}
	say(one, "@shop are you open?")
	say(two, "@jobs are you hiring?")
	say(one, "@shop and tomorrow?")

	cursor := social.FromStart // from a file or database, in earnest
	for range 2 {
		for event, err := range inbox.Listen(ctx, &social.ListenQuery{After: cursor, CatchUp: true}) {
			if err != nil {
				fmt.Println(err)
				return
			}
			fmt.Println(event.Source, event.Text)
			cursor = event.Cursor // store it when the event is dealt with
		}
		say(two, "@jobs still hiring?")
	}
	// Output:
	// shop @shop are you open?
	// jobs @jobs are you hiring?
	// shop @shop and tomorrow?
	// jobs @jobs still hiring?
}
