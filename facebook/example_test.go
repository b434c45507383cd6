package facebook_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/social"
)

// simulated starts a Facebook for examples, and makes a client of a Page there. In earnest it is
//
//	client, err := facebook.New(os.Getenv("FACEBOOK_PAGE_ID"), tokens, nil)
func simulated() (*facebook.Client, *facebooktest.Server, error) {
	srv := facebooktest.New(&facebooktest.Options{Video: facebooktest.VideoOptions{Polls: -1}})
	base, err := srv.Start()
	if err != nil {
		return nil, nil, err
	}
	page := srv.CreatePage("Acme")
	tokens := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: srv.Token(page)})
	client, err := facebook.New(page, tokens, &social.Options{BaseURL: base})
	return client, srv, err
}

// Photos are uploaded first, and shown by one post.
func ExampleClient_Publish() {
	client, srv, err := simulated()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	garden := social.MediaBytes("garden.jpg", probetest.JPEG(640, 480))
	garden.AltText = "The garden at noon"
	house := social.MediaBytes("house.jpg", probetest.JPEG(640, 480))
	post, err := client.Publish(context.Background(), &social.Draft{
		Text: "We are open again.", Tags: []string{"spring"}, Media: []*social.Media{garden, house},
		FirstComment: "Opening hours: acme.example/hours",
		Extras:       []social.Extra{&facebook.Extra{FeedTargeting: &facebook.Targeting{Geo: &facebook.GeoTargeting{Countries: []string{"DE", "AT"}}}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(post.State, len(post.Media), "photos")
	fmt.Println(post.Text)
	// Output:
	// published 2 photos
	// We are open again.
	//
	// #spring
}

// A reel that waits for its hour on Facebook, and is moved.
func ExampleClient_Reschedule() {
	client, srv, err := simulated()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	ctx := context.Background()
	movie := probetest.Movie{Duration: 5 * time.Second, Width: 1080, Height: 1920}
	reel, err := client.Publish(ctx, &social.Draft{
		Text: "How we make chairs", Format: social.FormatReel, Media: []*social.Media{movie.Media("chairs.mp4")},
		At: time.Now().Add(24 * time.Hour),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	moved, err := client.Reschedule(ctx, reel.Ref, time.Now().Add(48*time.Hour))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(moved.State, time.Until(moved.Time).Round(time.Hour))
	fmt.Println(client.Unschedule(ctx, reel.Ref))
	// Output:
	// scheduled 48h0m0s
	// <nil>
}

// What Facebook has nothing for is named, before anything is sent.
func ExampleClient_Check() {
	client, srv, err := simulated()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	err = client.Check(context.Background(), &social.Draft{
		Text: "Which one?", Poll: &social.Poll{Options: []string{"red", "blue"}}, At: time.Now().Add(time.Minute),
	})
	for _, problem := range social.Problems(err) {
		fmt.Println(problem.Field, errors.Is(problem, errors.ErrUnsupported))
	}
	// Output:
	// Poll true
	// At false
}

// The numbers of a post and of a week.
func ExampleClient_AccountMetrics() {
	client, srv, err := simulated()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	ctx, page := context.Background(), string(client.PageID())
	yesterday := time.Now().AddDate(0, 0, -1)
	srv.SetInsight(facebooktest.InsightKey{Object: page, Metric: "page_media_view", Day: yesterday}, 1200)
	report, err := client.AccountMetrics(ctx, &social.MetricsQuery{
		From: time.Now().AddDate(0, 0, -7), Metrics: []social.Metric{social.MetricViews, social.MetricSaves},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("views", report.Metrics[social.MetricViews])
	fmt.Println(report.Missing[social.MetricSaves])
	// Output:
	// views 1200
	// facebook: check: Metrics: Facebook does not count saves of a Page (unsupported operation)
}

// A reader is answered, and the answer liked: replies go below the comment and never change it.
func ExampleClient_Reply() {
	client, srv, err := simulated()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	ctx := context.Background()
	post, err := client.Publish(ctx, &social.Draft{Text: "We are open again."})
	if err != nil {
		fmt.Println(err)
		return
	}
	question := srv.Comment(srv.CreatePerson("Ann"), post.Ref.ID, "On Sundays, too?")
	ref := social.Ref{Network: "facebook", Kind: social.RefComment, ID: question}
	if _, err := client.Reply(ctx, ref, &social.Draft{Text: "From noon on."}); err != nil {
		fmt.Println(err)
		return
	}
	for c, err := range client.Comments(ctx, facebook.ID(post.Ref.ID), &facebook.CommentsParams{All: true, Order: facebook.OldestFirst}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(c.From.Name+":", c.Message)
	}
	// Output:
	// Ann: On Sundays, too?
	// Acme: From noon on.
}
