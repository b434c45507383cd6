package facebook_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/social"
)

// hidden are the drafts that lie about.
func (w *world) hidden() int {
	n := 0
	for _, p := range w.srv.Posts(w.page) {
		if p.ByPage && !p.Published && p.PublishAt.IsZero() {
			n++
		}
	}
	return n
}

// photoDrafts are a text and a post with photos: both go through drafts.
func photoDrafts() map[string]*social.Draft {
	return map[string]*social.Draft{
		"text":   {Text: "A text"},
		"photos": {Text: "Photos", Media: []*social.Media{jpeg("a.jpg"), jpeg("b.jpg")}},
	}
}

// first lets a fault hit the first of the requests that fit.
func first(fits func(*http.Request) bool) func(*http.Request) bool {
	var gone atomic.Bool
	return func(r *http.Request) bool { return fits(r) && !gone.Swap(true) }
}

func toFeed(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/feed")
}

// toPost fits the call that publishes a draft.
func toPost(r *http.Request) bool {
	last := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	return r.Method == http.MethodPost && strings.Contains(last, "_")
}

// TestDraftsRefused publishes where Facebook takes no drafts, or does not publish them.
func TestDraftsRefused(t *testing.T) {
	t.Parallel()
	for name, d := range photoDrafts() {
		for how, arm := range map[string]func(w *world){
			"creation": func(w *world) {
				w.srv.Faults().Add(withWhere(facebooktest.Failing("", facebooktest.Error{
					Code: 100, Message: "(#100) Param unpublished_content_type must be one of {SCHEDULED, ADS_POST}",
				}), first(toFeed)))
			},
			"publication": func(w *world) {
				f := withWhere(facebooktest.Failing("", facebooktest.Error{Code: 100, Message: "(#100) Drafts cannot be published"}), toPost)
				f.Times = facebooktest.Forever
				w.srv.Faults().Add(f)
			},
		} {
			w := newWorld(t, nil)
			arm(w)
			post, err := w.client().Publish(t.Context(), d)
			require.NoError(t, err, "%s %s", name, how)
			assert.Equal(t, []string{d.Text}, w.shown(), "%s %s", name, how)
			assert.Len(t, w.find(t, post.Ref.ID).Photos, len(d.Media))
			assert.Zero(t, w.hidden(), "nothing is left lying about: %s %s", name, how)
		}
	}
}

func withWhere(f facebooktest.Fault, where func(*http.Request) bool) facebooktest.Fault {
	f.Match, f.Where = "", where
	return f
}

// TestDraftLost loses the answer to the creation of a draft, while lists show it late or at once.
func TestDraftLost(t *testing.T) {
	t.Parallel()
	for name, d := range photoDrafts() {
		for _, lag := range []time.Duration{0, 30 * time.Millisecond, time.Hour} {
			for _, kind := range []facebooktest.Fault{{Kind: facebooktest.CutAfter}, facebooktest.FailingAfter("", facebooktest.ServiceError())} {
				w := newWorld(t, &facebooktest.Options{AllowDuplicates: lag > 0, Traps: facebooktest.Traps{ListLag: lag}})
				w.srv.Faults().Add(withWhere(kind, first(toFeed)))
				_, err := w.client().Publish(t.Context(), d)
				require.NoError(t, err, "%s %v", name, lag)
				assert.Equal(t, []string{d.Text}, w.shown(), "%s %v", name, lag)
				if lag == 0 {
					assert.Zero(t, w.hidden())
				}
			}
		}
	}
}

// TestDraftLostAndSwept finds the draft of a lost answer later than it made another: it is removed.
func TestDraftLostAndSwept(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &facebooktest.Options{AllowDuplicates: true})
	w.srv.Faults().Add(withWhere(facebooktest.Fault{Kind: facebooktest.CutAfter}, first(toFeed)))
	w.srv.Faults().Add(facebooktest.Fault{ // the list does not show it yet
		Kind: facebooktest.Malformed, Body: `{"data":[]}`, Status: http.StatusOK, Match: "GET /*/*/feed", Times: 1,
	})
	_, err := w.client().Publish(t.Context(), &social.Draft{Text: "Swept"})
	require.NoError(t, err)
	assert.Equal(t, []string{"Swept"}, w.shown())
	assert.Zero(t, w.hidden())
}

// TestDraftOfAFailure removes the draft of a publication that Facebook refuses for good.
func TestDraftOfAFailure(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	f := withWhere(facebooktest.Failing("", facebooktest.Blocked(1390008)), toPost)
	f.Times = facebooktest.Forever
	w.srv.Faults().Add(f)
	_, err := w.client().Publish(t.Context(), &social.Draft{Text: "Too fast"})
	require.ErrorIs(t, err, social.ErrPermission)
	assert.ErrorContains(t, err, "spam or abuse")
	_, ok := social.PendingOf(err)
	assert.False(t, ok)
	assert.Zero(t, w.hidden())
	assert.Empty(t, w.shown())
}

// TestDuplicate: what Facebook refuses as the repeat of a lost attempt is that attempt; what it refuses at once is not.
func TestDuplicate(t *testing.T) {
	t.Parallel()
	for _, direct := range []bool{false, true} {
		w := newWorld(t, nil)
		c := w.configured(facebook.Config{Direct: direct})
		_, err := c.Publish(t.Context(), &social.Draft{Text: "Again"})
		require.NoError(t, err)
		_, err = c.Publish(t.Context(), &social.Draft{Text: "Again"})
		require.ErrorIs(t, err, social.ErrDuplicate)
		_, ok := social.PendingOf(err)
		assert.False(t, ok)
		assert.Equal(t, []string{"Again"}, w.shown())
		assert.Zero(t, w.hidden())
	}
	// The list lags behind, so that the lost one is not found, sent again and refused.
	empty := facebooktest.Fault{Kind: facebooktest.Malformed, Body: `{"data":[]}`, Status: http.StatusOK, Match: "GET /*/*/published_posts"}
	lost := facebooktest.Fault{Kind: facebooktest.CutAfter, Match: "POST /*/*/feed"}
	w := newWorld(t, nil)
	empty.Times = 7
	w.srv.Faults().Add(empty)
	w.srv.Faults().Add(lost)
	c := w.configured(facebook.Config{Direct: true}, func(o *social.Options) { o.Settle = time.Second })
	post, err := c.Publish(t.Context(), &social.Draft{Text: "Late"})
	require.NoError(t, err)
	assert.Equal(t, []string{"Late"}, w.shown())
	assert.Equal(t, w.srv.Posts(w.page)[0].ID, post.Ref.ID)

	w = newWorld(t, nil)
	empty.Times = facebooktest.Forever
	w.srv.Faults().Add(empty)
	w.srv.Faults().Add(lost)
	_, err = w.configured(facebook.Config{Direct: true}).Publish(t.Context(), &social.Draft{Text: "Later"})
	require.ErrorIs(t, err, social.ErrUncertain, "never called a failure")
	pending, ok := social.PendingOf(err)
	require.True(t, ok)
	assert.Equal(t, social.StageConfirm, pending.Stage)
	w.srv.Faults().Clear()
	_, err = w.configured(facebook.Config{Direct: true}).Resume(t.Context(), reload(t, pending))
	require.NoError(t, err)
	assert.Equal(t, []string{"Later"}, w.shown())
}

// TestBackdatedIsFound loses the answer to posts of the past, which lists put where they say they belong.
func TestBackdatedIsFound(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]*social.Draft{
		"text": {Text: "Long ago"}, "photo": {Text: "Long ago", Media: []*social.Media{jpeg("a.jpg")}},
	} {
		w := newWorld(t, nil)
		d.Extras = []social.Extra{&facebook.Extra{Backdated: time.Now().AddDate(-1, 0, 0), NoStory: name == "photo"}}
		w.srv.Faults().Add(facebooktest.Fault{
			Kind:  facebooktest.CutAfter,
			Where: first(func(r *http.Request) bool { return r.Method == http.MethodPost }),
		})
		_, err := w.configured(facebook.Config{Direct: true}).Publish(t.Context(), d)
		require.NoError(t, err, name)
		assert.LessOrEqual(t, len(w.shown()), 1)
		assert.LessOrEqual(t, len(w.srv.Photos(w.page)), 1)
	}
}

// TestSameTextTogether publishes the same words with different links at once, while requests are lost before and after
// they took effect: each is told its own, and none is taken for another.
func TestSameTextTogether(t *testing.T) {
	t.Parallel()
	for seed := range uint64(5) {
		w := newWorld(t, &facebooktest.Options{AllowDuplicates: true, Seed: seed + 1})
		for _, kind := range []facebooktest.Fault{{Kind: facebooktest.CutAfter}, {Kind: facebooktest.CutBefore}} {
			kind.Times, kind.Probability, kind.Where = facebooktest.Forever, 0.4, toFeed
			w.srv.Faults().Add(kind)
		}
		c := w.configured(facebook.Config{Direct: true}, func(o *social.Options) { o.Retries = 6 })
		const n = 12
		wrong := make(chan string, n)
		for i := range n {
			go func() {
				link := fmt.Sprintf("https://example.com/%d", i)
				post, err := c.Publish(t.Context(), &social.Draft{Text: "Same", Link: link})
				if err != nil {
					wrong <- ""
					return
				}
				p, _ := w.srv.FindPost(post.Ref.ID)
				wrong <- map[bool]string{true: "", false: link + " was told " + p.Link}[p.Link == link]
			}()
		}
		for range n {
			assert.Empty(t, <-wrong)
		}
		assert.LessOrEqual(t, len(w.shown()), n)
	}
}

// lostFeed takes a post, and loses the answer.
func lostFeed() facebooktest.Fault {
	return facebooktest.Fault{Kind: facebooktest.CutAfter, Match: "POST /*/*/feed"}
}
