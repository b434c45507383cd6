package x_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// simulated starts X in this process, with an account and a client for it.
func simulated() (srv *xtest.Server, client *x.Client, brand string) {
	srv = xtest.New(nil)
	base, err := srv.Start()
	if err != nil {
		log.Fatal(err)
	}
	brand = srv.CreateUser("acme")
	token := &oauth2.Token{AccessToken: srv.Token(brand)}
	client, err = x.New(oauth2.StaticTokenSource(token), &social.Options{BaseURL: base})
	if err != nil {
		log.Fatal(err)
	}
	return srv, client, brand
}

// One content for all networks, with words of its own for X.
func ExampleClient_Publish() {
	srv, client, _ := simulated()
	defer srv.Close()

	post, err := client.Publish(context.Background(), &social.Draft{
		Text:     "The garden opens on Saturday at ten. Come and see what has grown over the winter!",
		Tags:     []string{"garden"},
		Extras:   []social.Extra{&x.Extra{ReplySettings: x.ReplyFollowing}},
		Variants: map[string]*social.Draft{"x": {Text: "The garden opens on Saturday at ten."}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(post.State)
	fmt.Println(post.Text)
	// Output:
	// published
	// The garden opens on Saturday at ten.
	//
	// #garden
}

// The connection breaks after X has executed the write. The client looks before it sends anything again.
func ExampleClient_Publish_lostAnswer() {
	srv, client, brand := simulated()
	defer srv.Close()
	srv.Faults().Add(xtest.Fault{Kind: xtest.CutAfter, Match: "POST /2/tweets"})

	post, err := client.Publish(context.Background(), &social.Draft{Text: "We are open again."})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(post.Text, len(srv.Posts(brand)), "post")
	// Output: We are open again. 1 post
}

// An upload that was interrupted goes on in another process.
func ExampleClient_Resume() {
	srv, client, brand := simulated()
	defer srv.Close()

	photo := social.MediaBytes("garden.png", []byte("\x89PNG\r\n\x1a\n…"))
	ctx, cancel := context.WithCancel(context.Background())
	photo.Progress = func(int64, int64) { cancel() } // the program is told to stop
	_, err := client.Publish(ctx, &social.Draft{Text: "The garden at noon", Media: []*social.Media{photo}})
	pending, ok := social.PendingOf(err)
	if !ok {
		log.Fatal(err)
	}
	stored, err := json.Marshal(pending)
	if err != nil {
		log.Fatal(err)
	}

	// Later, in another process. Media from files are opened by their name again.
	var again social.Pending
	if err := json.Unmarshal(stored, &again); err != nil {
		log.Fatal(err)
	}
	again.Media[0].Open = photo.Open
	post, err := client.Resume(context.Background(), &again)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(post.State, len(srv.Posts(brand)), "post")
	// Output: published 1 post
}

// Every problem of a draft, before anything is sent.
func ExampleClient_Check() {
	srv, client, _ := simulated()
	defer srv.Close()

	err := client.Check(context.Background(), &social.Draft{
		Text:  "Did you like it?",
		Title: "News",
		Poll:  &social.Poll{Options: []string{"yes"}},
	})
	for _, p := range social.Problems(err) {
		fmt.Println(p.Field, errors.Is(p, errors.ErrUnsupported))
	}
	// Output:
	// Title true
	// Poll.Options false
	// Poll.Duration false
}

// Letters of most alphabets count as one, those of Chinese, Japanese and Korean and emoji as two, links as 23.
func ExampleCounter_Count() {
	var c x.Counter
	fmt.Println(c.Count("Open on Sunday"), c.Count("日曜日"), c.Count("👩‍🌾"), c.Count("https://acme.example.com/a/long/path/to/the/garden"))
	// Output: 14 6 2 23
}

// A query for posts that name the brand or its account, in French, reposts left out.
func ExampleQuery() {
	q := x.All(
		x.Any(x.Phrase("Café Lumière"), x.Where(x.OpMention, "cafelumiere")),
		x.Not(x.Where(x.OpIsRepost, "")),
		x.Where(x.OpLang, "fr"),
	)
	fmt.Println(q)
	fmt.Println(q.Check(x.QuerySearchRecent, x.PlanPayPerUse))
	// Output:
	// ("Café Lumière" OR @cafelumiere) -is:retweet lang:fr
	// <nil>
}
