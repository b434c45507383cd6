package youtube_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube/youtubetest"
)

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// storm arms the faults that hit a third of the writes, and returns what counts the hits.
func storm(w *world) (faults func() int) {
	var hits []func() int
	for _, f := range []youtubetest.Fault{
		{Kind: youtubetest.CutBefore, Probability: 0.12},
		{Kind: youtubetest.CutAfter, Probability: 0.14},
		{Kind: youtubetest.FailAfter, Probability: 0.05},
		{Kind: youtubetest.CutBody, Probability: 0.05},
	} {
		f.Where, f.Times = isWrite, youtubetest.Forever
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

// TestPublishOnce publishes videos and comments while a third of the connections is cut, before or after the request
// was executed, and server errors follow executed requests.
func TestPublishOnce(t *testing.T) {
	t.Parallel()
	const n = 600
	w := newWorld(t, &youtubetest.Options{Seed: 7, Processing: youtubetest.ProcessingOptions{Polls: -1}})
	c := w.client(func(o *social.Options) { o.Retries = 6 })
	parent := w.srv.Publish(w.brand, youtubetest.Video{Title: "Ask us anything"})
	question := w.srv.Comment(w.person(""), parent, "Well?")
	faults := storm(w)
	drafts := make([]*social.Draft, n)
	for i := range drafts {
		switch i % 4 {
		case 0:
			drafts[i] = &social.Draft{Text: fmt.Sprintf("Comment %d", i), ReplyTo: videoRef(parent)}
		case 1:
			drafts[i] = &social.Draft{Text: "Thank you", ReplyTo: commentRef(question)} // many alike
		case 2:
			drafts[i] = draftOf("Daily news") // many alike
		default:
			drafts[i] = draftOf(fmt.Sprintf("Video %d", i))
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
	for _, v := range w.srv.Videos(w.brand) {
		if v.ID != parent {
			stands[v.ID] = v.Description
		}
	}
	for _, m := range w.srv.Comments(parent) {
		if m.Author == w.brand {
			stands[m.ID] = m.Text
		}
	}
	published, uncertain, failed := 0, 0, 0
	claimed := map[string]bool{}
	for i := range drafts {
		switch {
		case errs[i] == nil:
			published++
			id := posts[i].Ref.ID
			require.False(t, claimed[id], "%s was returned twice", id)
			claimed[id] = true
			require.Equal(t, drafts[i].Text, stands[id], "draft %d", i)
		case errors.Is(errs[i], social.ErrUncertain):
			uncertain++
			_, ok := social.PendingOf(errs[i])
			require.True(t, ok)
		default:
			failed++
			require.ErrorIs(t, errs[i], social.ErrUnavailable)
		}
	}
	t.Logf("%d publications, %d faults: %d published, %d uncertain, %d certainly not; %d stand",
		n, hit, published, uncertain, failed, len(stands))
	assert.Greater(t, hit, n/4)
	assert.GreaterOrEqual(t, len(stands), published, "no loss")
	assert.LessOrEqual(t, len(stands), published+uncertain, "no duplicate")
	assert.GreaterOrEqual(t, published, n*98/100)
	sessions := 0
	for _, s := range w.srv.Sessions() {
		if strings.HasPrefix(s.Method, "videos.") {
			sessions++
		}
	}
	assert.Equal(t, n/2, sessions, "one session for each video")
}
