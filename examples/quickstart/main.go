// Quickstart does a community manager's round on one account: publish with a picture, hear what people answer,
// reply to one, moderate another, take back a post, and read the numbers.
//
// Without settings it talks to a simulated Mastodon server in this process. With MASTODON_SERVER and
// MASTODON_TOKEN set it does the same on that real account, and deletes at the end what it posted. A picture of
// your own can be named as its argument.
package main

import (
	"context"
	"embed"
	"fmt"
	"log"
	"os"
	"os/signal"
	"strconv"
	"time"

	"github.com/relais-go/relais/social"
)

//go:embed garden.png
var files embed.FS

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		log.Fatal("quickstart: ", err)
	}
}

// run goes once through everything. The account is only known through the portable interfaces of package social.
func run(ctx context.Context, args []string) error {
	acc, err := connect() //nolint:contextcheck // the simulated server ends with acc.close
	if err != nil {
		return err
	}
	defer acc.close()
	me, err := social.ProfileOf(ctx, acc.client)
	if err != nil {
		return err
	}
	fmt.Printf("Account: @%s on %s (%s)\n\n", me.Account.Handle, social.NetworkOf(acc.client), acc.where)

	draft, err := campaign(args)
	if err != nil {
		return err
	}
	if err := social.Check(ctx, acc.client, draft); err != nil {
		for _, p := range social.Problems(err) {
			fmt.Printf("  draft: %s: %s\n", p.Field, p.Message)
		}
		return err
	}
	cursor, err := social.Cursor(ctx, acc.client) // nothing that happens from here on will be missed
	if err != nil {
		return err
	}
	post, err := social.Publish(ctx, acc.client, draft)
	if err != nil {
		return err
	}
	fmt.Printf("Published %s\n  %q, %d picture, alt text %q\n\n", post.Ref.URL, post.Text, len(post.Media), post.Media[0].AltText)

	acc.audience(post.Ref)
	if err := attend(ctx, acc, cursor); err != nil {
		return err
	}
	if err := takeBack(ctx, acc); err != nil {
		return err
	}
	if err := measure(ctx, acc, post.Ref); err != nil {
		return err
	}
	return acc.cleanUp(ctx, post.Ref)
}

// campaign is one content for all networks, with words of its own for this one.
func campaign(args []string) (*social.Draft, error) {
	picture, err := social.MediaFS(files, "garden.png")
	if len(args) > 0 {
		picture, err = social.MediaFile(args[0])
	}
	if err != nil {
		return nil, err
	}
	picture.AltText = "A hill under the morning sun"
	return &social.Draft{
		Text:     "The garden opens on Saturday at ten. Come and see what has grown over the winter, and bring a friend!",
		Media:    []*social.Media{picture},
		Language: "en",
		Variants: map[string]*social.Draft{
			"mastodon": {Text: "The garden opens on Saturday at ten. Come and see what has grown!", Tags: []string{"gardening"}},
		},
	}, nil
}

// attend deals with what has come in since the cursor, until the round's time is over or enough was heard.
func attend(ctx context.Context, acc *account, cursor string) error {
	listening, cancel := context.WithTimeout(ctx, acc.patience)
	defer cancel()
	fmt.Println("Heard:")
	seen := 0
	for e, err := range social.Listen(listening, acc.client, &social.ListenQuery{After: cursor}) {
		if err != nil {
			return err
		}
		fmt.Printf("  %-9s @%s %s\n", e.Kind, e.Author.Handle, e.Text)
		if err := deal(ctx, acc, e); err != nil {
			return err
		}
		if seen++; seen == acc.expected {
			break
		}
	}
	if seen == 0 {
		fmt.Println("  nobody has answered yet")
	}
	fmt.Println()
	return nil
}

// deal answers questions and keeps spam away.
func deal(ctx context.Context, acc *account, e *social.Event) error {
	switch {
	case isQuestion(e):
		answer, err := social.Reply(ctx, acc.client, e.Ref, &social.Draft{Text: "Yes, the café is open too. See you on Saturday!", Language: "en"})
		if err != nil {
			return err
		}
		acc.mine = append(acc.mine, answer.Ref)
		fmt.Printf("            → answered: %q\n", answer.Text)
	case isSpam(e):
		action, target := remedy(acc.client, e)
		if err := social.Moderate(ctx, acc.client, target, action, nil); err != nil {
			return err
		}
		fmt.Printf("            → moderated: %s\n", action)
	}
	return nil
}

// takeBack deletes a post that should not have gone out.
func takeBack(ctx context.Context, acc *account) error {
	slip, err := social.Publish(ctx, acc.client, &social.Draft{Text: "This was not meant for here " + time.Now().Format(time.TimeOnly)})
	if err != nil {
		return err
	}
	if err := social.Delete(ctx, acc.client, slip.Ref); err != nil {
		return err
	}
	fmt.Printf("Took back %q\n\n", slip.Text)
	return nil
}

// measure prints what the network says of the post. What it does not say is not 0 but missing.
func measure(ctx context.Context, acc *account, ref social.Ref) error {
	reports, err := social.PostMetrics(ctx, acc.client, ref)
	if err != nil {
		return err
	}
	const row = "%-13s%s\n"
	fmt.Printf(row, "METRIC", "VALUE")
	for _, name := range []social.Metric{social.MetricLikes, social.MetricShares, social.MetricComments, social.MetricImpressions} {
		value := "not said by this network"
		if v, ok := reports[0].Metrics.Get(name); ok {
			value = strconv.FormatFloat(v, 'f', 0, 64)
		}
		fmt.Printf(row, name, value)
	}
	return nil
}
