package social_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// One draft goes to all accounts of a brand. One network is down: what is left to do is stored, and done by another
// call, in another process as it may be. What stands already is not published again.
func ExampleBroadcast() {
	ctx := context.Background()
	one, two := socialtest.NewNetwork("one", nil), socialtest.NewNetwork("two", nil)
	targets := []social.Target{
		{Name: "shop", Client: one.Client("shop", nil)},
		{Name: "jobs", Client: one.Client("jobs", nil), Variant: &social.Draft{Text: "We are open again, and hiring."}},
		{Name: "fans", Client: two.Client("shop", nil)},
	}
	draft := &social.Draft{Text: "We are open again."}

	mend := two.Break(socialtest.FaultDown)
	result, err := social.Broadcast(ctx, targets, draft, &social.BroadcastOptions{CheckFirst: true})
	fmt.Println(result.Done(), errors.Is(err, social.ErrUnavailable))
	stored, err := json.Marshal(result)
	if err != nil {
		fmt.Println(err)
		return
	}

	mend()
	var earlier social.BroadcastResult
	if err := json.Unmarshal(stored, &earlier); err != nil {
		fmt.Println(err)
		return
	}
	result, err = social.Broadcast(ctx, targets, draft, &social.BroadcastOptions{Earlier: &earlier})
	fmt.Println(result.Done(), err)
	for _, t := range result.Targets {
		fmt.Println(t.Target, t.Outcome, t.Post.Ref.Network, t.Tries)
	}
	// Output:
	// false true
	// true <nil>
	// shop stands one 1
	// jobs stands one 1
	// fans stands two 2
}
