package linkedin_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

// surface is a way in which something is published.
type surface struct {
	member bool // by a token that may not read what it wrote
	draft  func(w *world, i int) *social.Draft
}

func numbered(i int) string { return fmt.Sprintf("Story (no. %d) #garden", i) }

// film is an MP4 file of a size.
func film(size int64) *social.Media {
	data, _ := io.ReadAll(linkedintest.MP4(size))
	return social.MediaBytes("film.mp4", data)
}

func document() *social.Media { return social.MediaBytes("report.pdf", linkedintest.PDF()) }

func surfaces() map[string]surface {
	reel := film(80 << 10)
	text := func(_ *world, i int) *social.Draft { return &social.Draft{Text: numbered(i)} }
	with := func(change func(*world, *social.Draft)) func(*world, int) *social.Draft {
		return func(w *world, i int) *social.Draft {
			d := text(w, i)
			change(w, d)
			return d
		}
	}
	image := with(func(_ *world, d *social.Draft) { d.Media = []*social.Media{picture("a tree")} })
	return map[string]surface{
		"Text":        {draft: text},
		"MemberText":  {draft: text, member: true},
		"Image":       {draft: image},
		"MemberImage": {draft: image, member: true},
		"Images":      {draft: with(func(_ *world, d *social.Draft) { d.Media = []*social.Media{picture("a"), picture("b"), picture("c")} })},
		"Video":       {draft: with(func(_ *world, d *social.Draft) { d.Media, d.Title = []*social.Media{reel}, "Film" })},
		"Document":    {draft: with(func(_ *world, d *social.Draft) { d.Media = []*social.Media{document()} })},
		"Poll": {draft: with(func(_ *world, d *social.Draft) {
			d.Poll = &social.Poll{Question: "Well?", Options: []string{"yes", "no"}, Duration: 24 * time.Hour}
		})},
		"Link": {draft: with(func(_ *world, d *social.Draft) {
			d.Link, d.Title = "https://example.org/news", "News"
			d.Extras = []social.Extra{&linkedin.Extra{Thumbnail: picture("a house")}}
		})},
		"Reshare": {draft: with(func(w *world, d *social.Draft) {
			d.Quote = social.Ref{Network: "linkedin", ID: w.srv.Posts(w.bob())[0].URN}
		})},
		"Comment": {draft: with(func(w *world, d *social.Draft) {
			d.ReplyTo = social.Ref{Network: "linkedin", ID: w.srv.Posts(w.acme)[0].URN}
		})},
		"NoText": {draft: func(*world, int) *social.Draft { return &social.Draft{Media: []*social.Media{picture("a tree")}} }},
	}
}

// bob is a member whose posts are there to be shared.
func (w *world) bob() string {
	w.once.Do(func() {
		w.other = w.srv.CreateMember("Bob", "Ray")
		w.srv.Post(w.other, "Something new", nil)
	})
	return w.other
}

// storm arms the faults that hit a third of the writes, uploads among them, and returns what counts the hits.
func storm(w *world) (hits func() int) {
	var all []func() int
	lost := linkedintest.Lost("")
	lost.Probability = 0.08
	for _, f := range []linkedintest.Fault{
		{Kind: linkedintest.CutBefore, Probability: 0.1},
		{Kind: linkedintest.CutAfter, Probability: 0.1},
		{Kind: linkedintest.FailAfter, Probability: 0.04},
		{Kind: linkedintest.Malformed, Probability: 0.03},
		lost,
	} {
		f.Times, f.Where = linkedintest.Forever, func(r *http.Request) bool { return r.Method != http.MethodGet }
		all = append(all, w.srv.Faults().Add(f))
	}
	return func() int {
		n := 0
		for _, f := range all {
			n += f()
		}
		return n
	}
}

// TestPublishOnce publishes by every way while a third of the writes is cut off, before or after it was executed, or
// answered with a server error although it was executed.
func TestPublishOnce(t *testing.T) {
	t.Parallel()
	n := 40
	if testing.Short() {
		n = 8
	}
	for name, s := range surfaces() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			publishInStorm(t, s, n)
		})
	}
}

// TestLongPublishOnce is the same with 1,000 publications by each way.
func TestLongPublishOnce(t *testing.T) {
	if os.Getenv("RELAIS_LONG") == "" {
		t.Skip("set RELAIS_LONG=1 to publish 1,000 times by each way")
	}
	for name, s := range surfaces() {
		t.Run(name, func(t *testing.T) { publishInStorm(t, s, 1000) })
	}
}

func publishInStorm(t *testing.T, s surface, n int) {
	t.Helper()
	w := newWorld(t, &linkedintest.Options{
		Seed: 7, Lag: 10 * time.Millisecond, Processing: linkedintest.Processing{Polls: -1}, Traps: linkedintest.Traps{EncodedIDs: true},
	})
	author, c := w.acme, w.client
	if s.member {
		author, c = w.ann, w.sharer
	}
	client := c(func(o *social.Options) { o.Retries = 6 })
	before := w.srv.Post(w.acme, "Ask us anything", nil)
	w.bob()
	drafts := make([]*social.Draft, n)
	for i := range drafts {
		drafts[i] = s.draft(w, i)
	}
	hits := storm(w)
	posts, errs := make([]*social.Post, n), make([]error, n)
	var wg sync.WaitGroup
	slots := make(chan struct{}, 16)
	for i, d := range drafts {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			posts[i], errs[i] = client.Publish(t.Context(), d)
		})
	}
	wg.Wait()
	hit := hits()

	stands := map[string]string{} // text by URN
	for _, p := range w.standing(author) {
		if p.Ref.ID != before {
			stands[p.Ref.ID] = p.Text
		}
	}
	published, uncertain, failed := 0, 0, 0
	claimed := map[string]bool{}
	for i, d := range drafts {
		switch {
		case errs[i] == nil:
			published++
			id := posts[i].Ref.ID
			require.False(t, claimed[id], "%s was returned twice", id)
			claimed[id] = true
			require.Equal(t, d.Text, stands[id], "draft %d", i)
		case errors.Is(errs[i], social.ErrUncertain):
			uncertain++
			_, ok := social.PendingOf(errs[i])
			require.True(t, ok)
		default:
			failed++
			require.ErrorIs(t, errs[i], social.ErrUnavailable)
			for _, text := range stands {
				require.True(t, text != d.Text || d.Text == "", "%q stands: %v", d.Text, errs[i])
			}
		}
	}
	t.Logf("%d publications, %d faults: %d published, %d uncertain, %d certainly not; %d stand",
		n, hit, published, uncertain, failed, len(stands))
	assert.Greater(t, hit, n/5)
	assert.GreaterOrEqual(t, len(stands), published, "no loss")
	assert.LessOrEqual(t, len(stands), published+uncertain, "no duplicate")
	assert.GreaterOrEqual(t, published, n*9/10)
	if !s.member {
		resumeUncertain(t, c(), drafts, errs, author, before, w)
	}
}

// resumeUncertain goes on with what is uncertain once the network is well again: then each draft stands once.
func resumeUncertain(t *testing.T, c *linkedin.Client, drafts []*social.Draft, errs []error, author, before string, w *world) {
	t.Helper()
	w.srv.Faults().Clear()
	for i := range drafts {
		if errs[i] == nil {
			continue
		}
		p, ok := social.PendingOf(errs[i])
		require.True(t, ok)
		_, err := c.Resume(t.Context(), p)
		require.NoError(t, err)
	}
	stands := 0
	for _, p := range w.standing(author) {
		if p.Ref.ID != before {
			stands++
		}
	}
	assert.Equal(t, len(drafts), stands, "each stands once in the end")
}
