package main

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"github.com/relais-go/relais/social"
)

//go:embed garden.jpg garden.mp4
var files embed.FS

const story = `The garden opens on Saturday at ten. Come and see what has grown over the winter: the first tulips are out, the old pear tree is in bloom, and the beds by the wall are ready for what you bring.

At eleven Ann shows how to prune roses without fear, and at two there is coffee and cake under the pear tree. Children plant a sunflower and take it home. Bring gloves, a friend, and a pot that you no longer need!`

// campaign is one content for all networks, with what is different for some of them.
func campaign() (*social.Draft, error) {
	photo, err := social.MediaFS(files, "garden.jpg")
	if err != nil {
		return nil, err
	}
	photo.AltText = "A hill under the morning sun"
	film, err := social.MediaFS(files, "garden.mp4")
	if err != nil {
		return nil, err
	}
	return &social.Draft{
		Text:  story,
		Media: []*social.Media{photo},
		Variants: map[string]*social.Draft{
			"mastodon": {Tags: []string{"gardening"}, Language: "en"},
			"youtube":  {Title: "The garden opens on Saturday", Media: []*social.Media{film}, Tags: []string{"garden", "spring"}},
		},
	}, nil
}

// publish shows what becomes of the campaign on each network, and publishes it everywhere at once. What is too long for
// a network becomes a thread there.
func publish(ctx context.Context, accounts []*account) error {
	draft, err := campaign()
	if err != nil {
		return err
	}
	var targets []social.Target
	for _, a := range accounts {
		targets = append(targets, social.Target{Name: a.network(), Client: a.client, Variant: a.variant})
	}
	result, err := social.Broadcast(ctx, targets, draft, &social.BroadcastOptions{
		CheckFirst: true, // all or nothing, as far as that can be known
		Fit:        &social.FitOptions{Number: social.NumberAfter},
	})
	if err != nil {
		// The result marshals to JSON. Given to BroadcastOptions.Earlier of another call, now or tomorrow, in this process
		// or another, only what did not succeed is tried again.
		return err
	}
	fmt.Println("\nPublished:")
	for _, a := range accounts {
		target := result.Target(a.network())
		a.post = target.Post.Ref
		if target.Thread != nil {
			a.more = target.Thread.Posts[1:]
		}
		fmt.Printf("  %-10s %s\n", a.network(), a.post.URL)
		for _, change := range target.Changes {
			fmt.Printf("  %10s   piece %d: %s %s: %s\n", "", change.Piece+1, change.Field, change.Kind, line(change.To))
		}
	}
	return nil
}

// line is the beginning of a text, for a terminal.
func line(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > 60 {
		text = string(r[:60]) + "…"
	}
	return text
}
