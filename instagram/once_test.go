package instagram_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/internal/oncetest"
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
	unknown := instagramtest.Answer("", instagramtest.Error{Code: 1, Message: "An unknown error occurred", Status: http.StatusInternalServerError}, true)
	lost := instagramtest.Lost("")
	unknown.Probability, lost.Probability = 0.05, 0.05
	faults := []instagramtest.Fault{
		{Kind: instagramtest.CutBefore, Probability: 0.08},
		{Kind: instagramtest.CutAfter, Probability: 0.1},
		{Kind: instagramtest.FailBefore, Probability: 0.03},
		{Kind: instagramtest.FailAfter, Probability: 0.03},
		{Kind: instagramtest.CutBody, Probability: 0.04},
		unknown, lost,
	}
	for i := range faults {
		faults[i].Match = ""
		faults[i].Where = func(r *http.Request) bool { return r.Method == http.MethodPost }
	}
	return oncetest.Storm(w.host.Faults(), faults...)
}

func publishOnce(t *testing.T, n int, api instagramtest.API, name string) {
	t.Helper()
	w := newSite(t, &instagramtest.Options{Seed: 7, Quota: 1 << 30, Containers: 1 << 30}).as(api)
	draft := onceDrafts(w)[name]
	c := w.configured(instagram.Config{WaitVideo: time.Second}, func(o *social.Options) { o.Retries = 8 })
	hits, hit := storm(w), 0
	r, err := (&oncetest.Trial{
		N: n, Text: func(i int) string { return draft(i).Text },
		Publish: func(ctx context.Context, i int) (*social.Post, error) { return c.Publish(ctx, draft(i)) },
		Stands: func() map[string]string {
			hit = hits()
			w.host.Faults().Clear()
			stands := map[string]string{}
			for _, m := range w.srv.Published(w.user) {
				stands[m.ID] = m.Caption
			}
			return stands
		},
	}).Run(t.Context())
	require.NoError(t, err)
	t.Logf("%s: %d publishes, %d faults: %+v", strings.TrimPrefix(t.Name(), "TestPublishOnce/"), n, hit, *r)
	assert.Greater(t, hit, n/4)
	assert.GreaterOrEqual(t, r.Published, n*97/100)
}
