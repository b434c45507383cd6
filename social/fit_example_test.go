package social_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// A text that is too long for a network becomes a thread, by that network's own way of counting.
func ExampleFit() {
	ctx := context.Background()
	client := socialtest.NewNetwork("example", nil).Client("acme", nil) // takes 500 characters

	fitted, err := social.Fit(ctx, client, &social.Draft{
		Key:  "reopening",
		Text: "We are open again. " + strings.Repeat("There is a lot to see. ", 30) + "Come in!",
		Link: "https://acme.example/hours",
	}, &social.FitOptions{Number: social.NumberAfter, Link: social.LinkLast})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range fitted.Drafts {
		fmt.Printf("%s: %.18s…%s %q\n", d.Key, d.Text, d.Text[len(d.Text)-12:], d.Link)
	}
	for _, c := range fitted.Changes {
		fmt.Println(c.Piece, c.Field, c.Kind, len(c.From), len(c.To))
	}
	// Output:
	// reopening: We are open again.… to see. 1/2 ""
	// reopening-2: There is a lot to …Come in! 2/2 "https://acme.example/hours"
	// 0 Text split 479 482
	// 1 Link moved 26 26
	// 1 Text split 238 242
}

// Where a thread would be too much, the text is shortened, and the changes say what was left out.
func ExampleFit_shorten() {
	ctx := context.Background()
	client := socialtest.NewNetwork("example", nil).Client("acme", nil)

	text := strings.Repeat("There is a lot to see. ", 21) + "And more, of course, than can be said here."
	fitted, err := social.Fit(ctx, client, &social.Draft{Text: text}, &social.FitOptions{Shorten: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(fitted.Drafts[0].Text[460:])
	fmt.Println(fitted.Changes[1])
	// Output:
	// There is a lot to see.…
	// piece 1: Text left out: " And more, of course, than can be said here."
}

// The pieces of a thread are published as answers to one another. When something goes wrong in the middle, the
// progress is stored, and another call goes on there.
func ExamplePublishThread() {
	ctx := context.Background()
	network := socialtest.NewNetwork("example", nil)
	client := network.Client("acme", nil)
	drafts := []*social.Draft{{Text: "First of all:", Key: "three"}, {Text: "we are open."}, {Text: "Come in!"}}

	var stored []byte // a file or database, in earnest
	mend := network.Break(socialtest.FaultBlindAfter)
	thread, err := social.PublishThread(ctx, client, drafts, nil)
	if err != nil {
		fmt.Println(len(thread.Posts), "of", thread.Pieces, "stand")
		stored, _ = json.Marshal(thread)
	}
	mend()

	var before social.Thread
	if err := json.Unmarshal(stored, &before); err != nil {
		fmt.Println(err)
	}
	thread, err = social.PublishThread(ctx, client, drafts, &social.ThreadOptions{From: &before})
	fmt.Println(thread.Done(), err)
	for _, p := range thread.Published {
		fmt.Println(p.Text)
	}
	// Output:
	// 0 of 3 stand
	// true <nil>
	// First of all:
	// we are open.
	// Come in!
}
