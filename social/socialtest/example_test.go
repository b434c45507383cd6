package socialtest_test

import (
	"context"
	"fmt"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// thank is what a program might do: it answers everybody who mentions the account.
func thank(ctx context.Context, client any) error {
	q := &social.ListenQuery{After: social.FromStart, CatchUp: true}
	for event, err := range social.Listen(ctx, client, q) {
		if err != nil {
			return err
		}
		if _, err := social.Reply(ctx, client, event.Ref, &social.Draft{Text: "Thank you!"}); err != nil {
			return err
		}
	}
	return nil
}

// A program is tested on a network in memory, where other accounts are clients too.
func ExampleNetwork() {
	ctx := context.Background()
	network := socialtest.NewNetwork("example", nil)
	acme, fan := network.Client("acme", nil), network.Client("fan", nil)
	if _, err := fan.Publish(ctx, &social.Draft{Text: "I like @acme"}); err != nil {
		fmt.Println(err)
	}

	if err := thank(ctx, acme); err != nil {
		fmt.Println(err)
	}

	for event := range fan.Listen(ctx, &social.ListenQuery{After: social.FromStart, CatchUp: true}) {
		fmt.Println(event.Author.Handle, event.Kind, event.Text)
	}
	// Output: acme comment Thank you!
}

// The network fails on demand, to see what the program makes of it.
func ExampleNetwork_Break() {
	ctx := context.Background()
	network := socialtest.NewNetwork("example", nil)
	acme := network.Client("acme", nil)

	mend := network.Break(socialtest.FaultAuth)
	fmt.Println(thank(ctx, acme))
	mend()
	fmt.Println(thank(ctx, acme))
	// Output:
	// example: listen: the token was revoked (not logged in, HTTP 401)
	// <nil>
}
