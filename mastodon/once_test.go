package mastodon_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

// reload sends a Pending through JSON, as another process would get it.
func reload(t *testing.T, p *social.Pending) *social.Pending {
	t.Helper()
	data, err := json.Marshal(p)
	require.NoError(t, err)
	out := new(social.Pending)
	require.NoError(t, json.Unmarshal(data, out))
	return out
}

// TestPublishOnce publishes 1,000 posts while a third of the connections is cut, before or after the request was
// executed, and server errors follow executed requests. Some posts have the same text, some have attachments,
// some are answers, some are scheduled.
func TestPublishOnce(t *testing.T) {
	t.Parallel()
	servers := map[string]*mastodontest.Options{
		"KeyHonoured":   {},
		"KeyIgnored":    {IgnoreIdempotencyKey: true},
		"KeyAnswers500": {IdempotencyBug: true},
		"GoToSocial":    {Flavour: mastodontest.GoToSocial},
	}
	for name, opts := range servers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			publishOnce(t, opts, 1000)
		})
	}
}

func publishOnce(t *testing.T, opts *mastodontest.Options, n int) {
	t.Helper()
	limits := mastodontest.DefaultLimits(opts.Flavour)
	limits.ScheduledTotal, limits.ScheduledPerDay = n, n
	own := *opts
	own.Limits, own.Seed = limits, 7
	w := newWorld(t, &own)
	c := w.client(func(o *social.Options) { o.Retries = 6 })
	parent := w.srv.Post(w.person("ann"), "Question?", nil)
	isPublish := func(r *http.Request) bool { return r.Method == http.MethodPost && r.URL.Path == "/api/v1/statuses" }
	var hits []func() int
	for _, f := range []mastodontest.Fault{
		{Kind: mastodontest.CutBefore, Probability: 0.12},
		{Kind: mastodontest.CutAfter, Probability: 0.14},
		{Kind: mastodontest.FailAfter, Probability: 0.05},
		{Kind: mastodontest.CutBody, Probability: 0.05},
	} {
		f.Where, f.Times = isPublish, mastodontest.Forever
		hits = append(hits, w.srv.Faults().Add(f))
	}

	drafts := make([]*social.Draft, n)
	for i := range drafts {
		drafts[i] = &social.Draft{Text: fmt.Sprintf("Post %d", i)}
		switch i % 10 {
		case 0:
			drafts[i].Text = "Good morning" // many alike
		case 1:
			drafts[i].Media = []*social.Media{social.MediaBytes("a.png", png(drafts[i].Text))}
		case 2:
			drafts[i].ReplyTo = postRef(parent.ID)
		case 3:
			drafts[i].At = time.Now().Add(time.Duration(24+rand.N(200)) * time.Hour).Truncate(time.Second)
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
	faults := 0
	for _, f := range hits {
		faults += f()
	}

	stands := map[string]string{} // text by ref
	for _, s := range w.srv.Statuses(w.brand) {
		stands[s.ID] = s.Text
	}
	for _, s := range w.srv.Scheduled(w.brand) {
		stands["scheduled/"+s.ID] = s.Text
	}
	published, uncertain, failed := 0, 0, 0
	claimed := map[string]bool{}
	for i := range drafts {
		switch {
		case errs[i] == nil:
			published++
			id := posts[i].Ref.ID
			if posts[i].Ref.Kind == social.RefScheduled {
				id = "scheduled/" + id
			}
			require.False(t, claimed[id], "post %s was returned twice", id)
			claimed[id] = true
			require.Contains(t, stands[id], drafts[i].Text, "post %d", i)
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
		n, faults, published, uncertain, failed, len(stands))
	assert.Greater(t, faults, n/4)
	assert.GreaterOrEqual(t, len(stands), published, "no loss")
	assert.LessOrEqual(t, len(stands), published+uncertain, "no duplicate")
	assert.GreaterOrEqual(t, published, n*98/100)
}
