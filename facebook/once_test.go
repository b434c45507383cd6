package facebook_test

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

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/internal/oncetest"
	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/social"
)

// surfaces are what TestPublishOnce publishes to, with a draft of each.
func surfaces() map[string]func(i int) *social.Draft {
	photo := func(i int) *social.Media {
		return social.MediaBytes(fmt.Sprintf("p%d.jpg", i), probetest.JPEG(64, 64))
	}
	film := func(i int) *social.Media {
		m := probetest.Movie{Duration: 5 * time.Second, Width: 1080, Height: 1920, Size: 20_000}
		return m.Media(fmt.Sprintf("v%d.mp4", i))
	}
	return map[string]func(i int) *social.Draft{
		"Text": func(i int) *social.Draft { return &social.Draft{Text: fmt.Sprintf("Post %d", i)} },
		"Link": func(i int) *social.Draft {
			return &social.Draft{Text: fmt.Sprintf("Post %d", i), Link: fmt.Sprintf("https://example.com/%d", i)}
		},
		"Photo": func(i int) *social.Draft {
			return &social.Draft{Text: fmt.Sprintf("Post %d", i), Media: []*social.Media{photo(i)}}
		},
		"Photos": func(i int) *social.Draft {
			return &social.Draft{Text: fmt.Sprintf("Post %d", i), Media: []*social.Media{photo(i), photo(i)}}
		},
		"Scheduled": func(i int) *social.Draft {
			return &social.Draft{Text: fmt.Sprintf("Post %d", i), At: time.Now().Add(48 * time.Hour)}
		},
		"Album": func(i int) *social.Draft {
			return &social.Draft{
				Text: fmt.Sprintf("Post %d", i), Media: []*social.Media{photo(i)}, Extras: []social.Extra{&facebook.Extra{NoStory: true}},
			}
		},
		"Video": func(i int) *social.Draft {
			return &social.Draft{Text: fmt.Sprintf("Post %d", i), Media: []*social.Media{film(i)}}
		},
		"Reel": func(i int) *social.Draft {
			return &social.Draft{Text: fmt.Sprintf("Post %d", i), Format: social.FormatReel, Media: []*social.Media{film(i)}}
		},
		"PhotoStory": func(i int) *social.Draft {
			return &social.Draft{Format: social.FormatStory, Media: []*social.Media{photo(i)}}
		},
		"VideoStory": func(i int) *social.Draft {
			return &social.Draft{Format: social.FormatStory, Media: []*social.Media{film(i)}}
		},
	}
}

// TestPublishOnce publishes 200 times to each surface, while a third of the requests that write is cut, before or
// after it was executed, or answered with Meta's errors 1 and 2 although it took effect.
func TestPublishOnce(t *testing.T) {
	t.Parallel()
	n := 200
	if testing.Short() {
		n = 50
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
	for name, draft := range surfaces() {
		for _, direct := range []bool{false, true} {
			if direct && name != "Text" && name != "Photos" {
				continue
			}
			label := name
			if direct {
				label += "Direct"
			}
			t.Run(label, func(t *testing.T) {
				t.Parallel()
				publishOnce(t, n, direct, draft)
			})
		}
	}
}

// storm arms faults that hit a third of the writes, and returns what counts the hits.
func storm(w *world) (hits func() int) {
	failing := facebooktest.FailingAfter("", facebooktest.UnknownError())
	service := facebooktest.FailingAfter("", facebooktest.ServiceError())
	failing.Probability, service.Probability = 0.05, 0.05
	faults := []facebooktest.Fault{
		{Kind: facebooktest.CutBefore, Probability: 0.08},
		{Kind: facebooktest.CutAfter, Probability: 0.1},
		{Kind: facebooktest.FailAfter, Probability: 0.03},
		{Kind: facebooktest.CutBody, Probability: 0.04},
		failing, service,
	}
	for i := range faults {
		faults[i].Match = ""
		faults[i].Where = func(r *http.Request) bool { return r.Method == http.MethodPost && r.URL.Path != "/" }
	}
	return oncetest.Storm(w.srv.Faults(), faults...)
}

func publishOnce(t *testing.T, n int, direct bool, draft func(int) *social.Draft) {
	t.Helper()
	w := newWorld(t, &facebooktest.Options{
		Seed: 7, AllowDuplicates: true, Video: facebooktest.VideoOptions{Polls: -1, ReelsPerDay: 1 << 30},
	})
	c := w.configured(facebook.Config{Direct: direct, WaitVideo: 50 * time.Millisecond}, func(o *social.Options) { o.Retries = 6 })
	hits, hit := storm(w), 0
	var names map[string]string
	r, err := (&oncetest.Trial{
		N: n, Text: func(i int) string { return draft(i).Text },
		Publish: func(ctx context.Context, i int) (*social.Post, error) { return c.Publish(ctx, draft(i)) },
		Stands: func() (stands map[string]string) {
			hit = hits()
			w.srv.Faults().Clear()
			stands, names = w.stands(c)
			return stands
		},
		Name: func(id string) string {
			if other, ok := names[id]; ok {
				return other
			}
			return id
		},
	}).Run(t.Context())
	require.NoError(t, err)
	t.Logf("%s: %d publishes, %d faults: %+v", t.Name()[strings.LastIndex(t.Name(), "/")+1:], n, hit, *r)
	assert.Greater(t, hit, n/4)
	assert.GreaterOrEqual(t, r.Published, n*98/100)
}

// stands lists what people see, or will: the text by the ID. Names are the IDs of videos and of stories' media, which
// stand for the post that shows them.
func (w *world) stands(c *facebook.Client) (stands, names map[string]string) {
	stands, names = map[string]string{}, map[string]string{}
	for _, v := range w.srv.Videos(w.page) {
		if v.Kind == "story" || !v.Finished {
			continue
		}
		stands[v.ID] = v.Description
		if v.Post != "" {
			names[v.Post] = v.ID
		}
	}
	for _, p := range w.srv.Posts(w.page) {
		if (p.Published || !p.PublishAt.IsZero()) && p.Video == "" && !p.Story {
			stands[p.ID] = p.Message
		}
	}
	for _, p := range w.srv.Photos(w.page) {
		if p.Published && p.Post == "" {
			stands[p.ID] = p.Caption
		}
	}
	for s, err := range c.Stories(w.t.Context(), nil) {
		require.NoError(w.t, err)
		stands[string(s.PostID)] = ""
		names[string(s.MediaID)] = string(s.PostID)
	}
	return stands, names
}
