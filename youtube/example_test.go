package youtube_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"time"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// simulated starts YouTube in this process, with a channel and a client for it.
func simulated() (*youtubetest.Server, *youtube.Client) {
	srv := youtubetest.New(&youtubetest.Options{Processing: youtubetest.ProcessingOptions{Polls: -1}})
	base, err := srv.Start()
	if err != nil {
		log.Fatal(err)
	}
	token := &oauth2.Token{AccessToken: srv.Token(srv.CreateChannel("acme"))}
	client, err := youtube.New(oauth2.StaticTokenSource(token), &social.Options{BaseURL: base})
	if err != nil {
		log.Fatal(err)
	}
	return srv, client
}

// A video with a picture of its own and captions, in a category, as an unlisted one.
func ExampleClient_Publish() {
	srv, client := simulated()
	defer srv.Close()

	film := social.MediaBytes("garden.mp4", []byte("…"))
	film.Thumbnail = social.MediaBytes("cover.jpg", []byte("\xff\xd8\xff…"))
	captions := social.MediaBytes("garden.srt", []byte("1\n00:00:00,000 --> 00:00:02,000\nWelcome\n"))
	captions.Language = "en"
	film.Captions = []*social.Media{captions}
	post, err := client.Publish(context.Background(), &social.Draft{
		Title:        "The garden at noon",
		Text:         "We are open again.",
		Media:        []*social.Media{film},
		Tags:         []string{"garden", "open air"},
		Visibility:   social.VisibilityUnlisted,
		FirstComment: "What shall we plant next?",
		Extras:       []social.Extra{&youtube.Extra{CategoryID: "26", MadeForKids: new(false)}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(post.State, post.Visibility, post.Text)
	// Output: published unlisted We are open again.
}

// What publishing will take from the day's quota, before anything is sent.
func ExampleClient_PublishCost() {
	srv, client := simulated()
	defer srv.Close()

	film := social.MediaBytes("garden.mp4", []byte("…"))
	film.Thumbnail = social.MediaBytes("cover.jpg", []byte("\xff\xd8\xff…"))
	cost := client.PublishCost(&social.Draft{Title: "The garden", Media: []*social.Media{film}, FirstComment: "Hello"})
	fmt.Println(cost[youtube.BucketUploads], "upload,", cost[youtube.BucketUnits], "units")
	// Output: 1 upload, 100 units
}

// An upload that was interrupted goes on in another process, in the same session.
func ExampleClient_Resume() {
	srv, client := simulated()
	defer srv.Close()

	film := social.MediaBytes("garden.mp4", make([]byte, 1<<20))
	ctx, cancel := context.WithCancel(context.Background())
	film.Progress = func(int64, int64) { cancel() } // the program is told to stop
	_, err := client.Publish(ctx, &social.Draft{Title: "The garden", Media: []*social.Media{film}})
	pending, ok := social.PendingOf(err)
	if !ok {
		log.Fatal(err)
	}
	stored, err := json.Marshal(pending)
	if err != nil {
		log.Fatal(err)
	}

	// Later, in another process. Films from files are opened by their name again.
	var again social.Pending
	if err := json.Unmarshal(stored, &again); err != nil {
		log.Fatal(err)
	}
	again.Media[0].Open = film.Open
	post, err := client.Resume(context.Background(), &again)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(post.State, len(srv.Sessions()))
	// Output: published 1
}

// Every problem of a draft, before anything is sent.
func ExampleClient_Check() {
	srv, client := simulated()
	defer srv.Close()

	err := client.Check(context.Background(), &social.Draft{
		Title: "1 < 2",
		Poll:  &social.Poll{},
		At:    time.Now().Add(-time.Hour),
		Media: []*social.Media{social.MediaBytes("garden.mp4", []byte("…"))},
	})
	for _, p := range social.Problems(err) {
		fmt.Println(p.Field, "-", p.Message, "-", errors.Is(p, errors.ErrUnsupported))
	}
	// Output:
	// Poll - there are polls in live chats only - true
	// Title - holds < or >, which YouTube refuses - false
	// At - must lie 1m0s ahead at least - false
}

// A change names what is to change; the rest of the video stays as it is.
func ExampleClient_UpdateVideo() {
	srv, client := simulated()
	defer srv.Close()
	ctx := context.Background()
	post, err := client.Publish(ctx, &social.Draft{
		Title: "The garden", Text: "We are open again.", Media: []*social.Media{social.MediaBytes("garden.mp4", []byte("…"))}, Tags: []string{"garden"},
	})
	if err != nil {
		log.Fatal(err)
	}

	video, err := client.UpdateVideo(ctx, youtube.ID(post.Ref.ID), &youtube.VideoParams{Title: new("The garden in spring")})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(video.Snippet.Title, video.Snippet.Description, video.Snippet.Tags)
	// Output: The garden in spring We are open again. [garden]
}
