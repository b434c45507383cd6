package instagram_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/social"
)

// onceDrafts are what TestPublishOnce publishes, to each surface and by each way that media can go.
func onceDrafts(w *world) map[string]func(i int) *social.Draft {
	text := func(i int) string { return fmt.Sprintf("Post %d", i) }
	drafts := map[string]func(i int) *social.Draft{
		"Photo": func(i int) *social.Draft { return &social.Draft{Text: text(i), Media: []*social.Media{w.photo()}} },
		"Reel":  func(i int) *social.Draft { return &social.Draft{Text: text(i), Media: []*social.Media{w.film()}} },
		"Carousel": func(i int) *social.Draft {
			return &social.Draft{Text: text(i), Media: []*social.Media{w.photo(), w.film()}}
		},
		"PhotoStory": func(int) *social.Draft {
			return &social.Draft{Format: social.FormatStory, Media: []*social.Media{w.photo()}}
		},
		"VideoStory": func(int) *social.Draft {
			return &social.Draft{Format: social.FormatStory, Media: []*social.Media{w.film()}}
		},
	}
	if w.api == fl {
		drafts["ReelByBytes"] = func(i int) *social.Draft {
			return &social.Draft{Text: text(i), Media: []*social.Media{bytesOf()}}
		}
	}
	return drafts
}

// TestPublishOnce publishes 200 times to each surface, while a third of the requests that write is cut, before or
// after it was executed, or answered with Meta's errors 1 and 2 or a proxy's although it took effect.
func TestPublishOnce(t *testing.T) {
	t.Parallel()
	n := 200
	if testing.Short() {
		n = 40
	}
	publishOnceEverywhere(t, n)
}

// TestLongPublishOnce does so 1,000 times.
func TestLongPublishOnce(t *testing.T) {
	if os.Getenv("RELAIS_LONG") == "" {
		t.Skip("set RELAIS_LONG=1 to publish 1,000 times to each surface")
	}
	t.Parallel()
	publishOnceEverywhere(t, 1000)
}

func publishOnceEverywhere(t *testing.T, n int) {
	t.Helper()
	for login, api := range logins() {
		for name := range onceDrafts(&world{api: api}) {
			t.Run(name+"/"+login, func(t *testing.T) {
				t.Parallel()
				publishOnce(t, n, api, name)
			})
		}
	}
}

// storm arms faults that hit a third of the writes, and returns what counts the hits.
func storm(w *world) (hits func() int) {
	isWrite := func(r *http.Request) bool { return r.Method == http.MethodPost }
	unknown := instagramtest.Answer("", instagramtest.Error{Code: 1, Message: "An unknown error occurred", Status: http.StatusInternalServerError}, true)
	lost := instagramtest.Lost("")
	unknown.Probability, lost.Probability = 0.05, 0.05
	var counts []func() int
	for _, f := range []instagramtest.Fault{
		{Kind: instagramtest.CutBefore, Probability: 0.08},
		{Kind: instagramtest.CutAfter, Probability: 0.1},
		{Kind: instagramtest.FailBefore, Probability: 0.03},
		{Kind: instagramtest.FailAfter, Probability: 0.03},
		{Kind: instagramtest.CutBody, Probability: 0.04},
		unknown, lost,
	} {
		f.Match, f.Where, f.Times = "", isWrite, instagramtest.Forever
		counts = append(counts, w.host.Faults().Add(f))
	}
	return func() int {
		n := 0
		for _, f := range counts {
			n += f()
		}
		return n
	}
}

func publishOnce(t *testing.T, n int, api instagramtest.API, name string) {
	t.Helper()
	w := newSite(t, &instagramtest.Options{Seed: 7, Quota: 1 << 30, Containers: 1 << 30}).as(api)
	draft := onceDrafts(w)[name]
	c := w.configured(instagram.Config{WaitVideo: time.Second}, func(o *social.Options) { o.Retries = 8 })
	hits := storm(w)
	posts, errs := make([]*social.Post, n), make([]error, n)
	var wg sync.WaitGroup
	slots := make(chan struct{}, 16)
	for i := range n {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			posts[i], errs[i] = c.Publish(t.Context(), draft(i))
		})
	}
	wg.Wait()
	hit := hits()

	w.host.Faults().Clear()
	stands := map[string]string{}
	for _, m := range w.srv.Published(w.user) {
		stands[m.ID] = m.Caption
	}
	published, uncertain, failed := 0, 0, 0
	claimed := map[string]bool{}
	for i := range n {
		switch {
		case errs[i] == nil:
			published++
			id := posts[i].Ref.ID
			require.False(t, claimed[id], "post %s was returned twice", id)
			claimed[id] = true
			text, ok := stands[id]
			require.True(t, ok, "post %d was returned as %s, which does not stand", i, id)
			require.Equal(t, draft(i).Text, text, "post %d", i)
		case errors.Is(errs[i], social.ErrUncertain):
			uncertain++
			_, ok := social.PendingOf(errs[i])
			require.True(t, ok)
		default:
			failed++
			require.ErrorIs(t, errs[i], social.ErrUnavailable)
		}
	}
	t.Logf("%s: %d publishes, %d faults: %d published, %d uncertain, %d certainly not; %d stand",
		strings.TrimPrefix(t.Name(), "TestPublishOnce/"), n, hit, published, uncertain, failed, len(stands))
	assert.Greater(t, hit, n/4)
	assert.GreaterOrEqual(t, len(stands), published, "no loss")
	assert.LessOrEqual(t, len(stands), published+uncertain, "no duplicate")
	assert.GreaterOrEqual(t, published, n*97/100)
}
