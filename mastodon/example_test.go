package mastodon_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

// simulated starts a server in this process, with an account and a client for it.
func simulated() (*mastodontest.Server, *mastodon.Client) {
	srv := mastodontest.New(nil)
	base, err := srv.Start()
	if err != nil {
		log.Fatal(err)
	}
	token := &oauth2.Token{AccessToken: srv.Token(srv.CreateAccount("acme"), mastodon.ManagerScopes()...)}
	client, err := mastodon.New(base, oauth2.StaticTokenSource(token), nil)
	if err != nil {
		log.Fatal(err)
	}
	return srv, client
}

// A post with a picture and a content warning.
func ExampleClient_Publish() {
	srv, client := simulated()
	defer srv.Close()

	photo := social.MediaBytes("garden.png", []byte("\x89PNG\r\n\x1a\n…"))
	photo.AltText = "The garden at noon"
	post, err := client.Publish(context.Background(), &social.Draft{
		Text:       "We are open again.",
		Warning:    "Flowers",
		Media:      []*social.Media{photo},
		Visibility: social.VisibilityUnlisted,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(post.State, post.Text, post.Media[0].AltText)
	// Output: published We are open again. The garden at noon
}

// Every problem of a draft, before anything is sent.
func ExampleClient_Check() {
	srv, client := simulated()
	defer srv.Close()

	err := client.Check(context.Background(), &social.Draft{
		Title: "Spring",
		Text:  strings.Repeat("🌷", 501),
		Poll:  &social.Poll{Options: []string{"Yes"}, Duration: time.Hour},
	})
	for _, p := range social.Problems(err) {
		fmt.Println(p.Field, "-", p.Message, "-", errors.Is(p, errors.ErrUnsupported))
	}
	// Output:
	// Title - posts have no title - true
	// Text - has 501 characters with its warning, 500 fit - false
	// Poll.Options - has 1 answers, from 2 to 4 fit - false
}

// Events from where the last run stopped.
func ExampleClient_Listen() {
	srv, client := simulated()
	defer srv.Close()
	ctx := context.Background()
	cursor, err := client.Cursor(ctx) // stored by the last run
	if err != nil {
		log.Fatal(err)
	}
	srv.Post(srv.CreateAccount("ann"), "@acme When do you open?", nil)

	for event, err := range client.Listen(ctx, &social.ListenQuery{After: cursor, CatchUp: true}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(event.Kind, event.Author.Handle, event.Text)
		cursor = event.Cursor
	}
	fmt.Println(cursor != "") // to be stored for the next run
	// Output:
	// mention ann @acme When do you open?
	// true
}

// An answer is no more visible than what it answers, and tells its author.
func ExampleClient_Reply() {
	srv, client := simulated()
	defer srv.Close()
	question := srv.Post(srv.CreateAccount("ann"), "@acme When do you open?", &mastodontest.PostOptions{Visibility: "unlisted"})

	to := social.Ref{Network: "mastodon", ID: question.ID} // an event's Ref
	answer, err := client.Reply(context.Background(), to, &social.Draft{Text: "At ten."})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Visibility, answer.Text)
	// Output: unlisted @ann At ten.
}

// The counters of a post. What Mastodon does not count is absent, not 0.
func ExampleClient_PostMetrics() {
	srv, client := simulated()
	defer srv.Close()
	ctx := context.Background()
	post, err := client.Publish(ctx, &social.Draft{Text: "Count me"})
	if err != nil {
		log.Fatal(err)
	}
	srv.Favourite(srv.CreateAccount("ann"), post.Ref.ID)

	reports, err := client.PostMetrics(ctx, post.Ref)
	if err != nil {
		log.Fatal(err)
	}
	likes, _ := reports[0].Metrics.Get(social.MetricLikes)
	_, said := reports[0].Metrics.Get(social.MetricImpressions)
	fmt.Println(likes, said)
	// Output: 1 false
}
