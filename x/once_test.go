package x_test

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x/xtest"
)

// TestPublishOnce publishes 1,000 posts while a third of the connections is cut, before or after the request was
// executed, and server errors follow executed requests: where X refuses the same words twice, and where it does not.
func TestPublishOnce(t *testing.T) {
	t.Parallel()
	servers := map[string]*xtest.Options{
		"DuplicatesRefused": {},
		"DuplicatesTaken":   {DuplicateWindow: -1},
	}
	for name, opts := range servers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			publishOnce(t, opts, 1000)
		})
	}
}

// storm arms the faults that hit a third of the publications, and returns what counts the hits.
func storm(w *world) (faults func() int) {
	isPublish := func(r *http.Request) bool { return r.Method == http.MethodPost && r.URL.Path == "/2/tweets" }
	var hits []func() int
	for _, f := range []xtest.Fault{
		{Kind: xtest.CutBefore, Probability: 0.12},
		{Kind: xtest.CutAfter, Probability: 0.14},
		{Kind: xtest.FailAfter, Probability: 0.05},
		{Kind: xtest.CutBody, Probability: 0.05},
	} {
		f.Where, f.Times = isPublish, xtest.Forever
		hits = append(hits, w.srv.Faults().Add(f))
	}
	return func() int {
		n := 0
		for _, f := range hits {
			n += f()
		}
		return n
	}
}

func publishOnce(t *testing.T, opts *xtest.Options, n int) {
	t.Helper()
	own := *opts
	own.Seed = 7
	w := newWorld(t, &own)
	c := w.client(func(o *social.Options) { o.Retries = 6 })
	faults := storm(w)
	parent := w.srv.Post(w.brand, "Ask us anything", nil)
	drafts := make([]*social.Draft, n)
	for i := range drafts {
		drafts[i] = &social.Draft{Text: fmt.Sprintf("Post %d", i)}
		switch i % 10 {
		case 0:
			if opts.DuplicateWindow < 0 {
				drafts[i].Text = "Good morning" // many alike
			}
		case 1:
			drafts[i].Media = []*social.Media{social.MediaBytes("a.png", png(drafts[i].Text))}
		case 2:
			drafts[i].ReplyTo = postRef(parent)
		case 3:
			drafts[i].Text += fmt.Sprintf(" & more: https://example.com/%d?a=1&b=2, <b>", i)
		case 4:
			drafts[i].Poll = &social.Poll{Options: []string{"Tea", "Coffee & cake"}, Duration: time.Hour}
		}
	}
	posts, errs := make([]*social.Post, n), make([]error, n)
	var wg sync.WaitGroup
	slots := make(chan struct{}, 16)
	for i, d := range drafts {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			posts[i], errs[i] = c.Publish(t.Context(), d)
		})
	}
	wg.Wait()
	hit := faults()

	stands := map[string]string{} // text by id
	for _, p := range w.srv.Posts(w.brand) {
		if p.ID != parent {
			stands[p.ID] = p.Text
		}
	}
	published, uncertain, failed := 0, 0, 0
	claimed := map[string]bool{}
	for i := range drafts {
		switch {
		case errs[i] == nil:
			published++
			id := posts[i].Ref.ID
			require.False(t, claimed[id], "post %s was returned twice", id)
			claimed[id] = true
			require.Equal(t, drafts[i].Text, stands[id], "post %d", i)
		case errors.Is(errs[i], social.ErrUncertain):
			uncertain++
			_, ok := social.PendingOf(errs[i])
			require.True(t, ok)
		default:
			failed++
			require.ErrorIs(t, errs[i], social.ErrUnavailable)
		}
	}
	t.Logf("%d publishes, %d faults: %d published, %d uncertain, %d certainly not; %d posts stand",
		n, hit, published, uncertain, failed, len(stands))
	assert.Greater(t, hit, n/4)
	assert.GreaterOrEqual(t, len(stands), published, "no loss")
	assert.LessOrEqual(t, len(stands), published+uncertain, "no duplicate")
	assert.GreaterOrEqual(t, published, n*98/100)
}
