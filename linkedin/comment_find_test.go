package linkedin_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

const aComment = "POST /rest/socialActions/*/comments"

// TestLostCommentInEitherOrder: a comment whose answer was lost is found among many, whether LinkedIn lists the newest
// first or last, and none of the same words from before is taken for it.
func TestLostCommentInEitherOrder(t *testing.T) {
	t.Parallel()
	for _, oldest := range []bool{false, true} {
		clock := linkedintest.NewManualClock(time.Now().Add(-time.Hour))
		w := newWorld(t, &linkedintest.Options{Clock: clock.Now, Traps: linkedintest.Traps{OldestComments: oldest}})
		p := w.posted("News")
		w.srv.Comment(w.acme, p.URN, "Thanks!") // from long ago
		for i := range 1530 {
			w.srv.Comment(w.ann, p.URN, fmt.Sprintf("Comment %d", i))
		}
		clock.Advance(time.Hour)
		for _, kind := range []linkedintest.Fault{{Kind: linkedintest.CutAfter}, {Kind: linkedintest.CutBefore}, linkedintest.Lost("")} {
			before := len(w.srv.Comments(p.URN))
			kind.Match = aComment
			w.srv.Faults().Add(kind)
			k, err := w.client().CreateComment(t.Context(), urn(p.URN), plain(fmt.Sprintf("Thanks! (%v)", kind.Kind)))
			require.NoError(t, err, "oldest first: %v", oldest)
			all := w.srv.Comments(p.URN)
			require.Equal(t, before+1, len(all), "oldest first: %v", oldest) //nolint:testifylint // the list is long
			assert.Equal(t, all[before].URN, string(k.URN))
		}
		before := len(w.srv.Comments(p.URN))
		w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.CutBefore, Match: aComment})
		_, err := w.client().CreateComment(t.Context(), urn(p.URN), plain("Thanks!"))
		require.NoError(t, err)
		assert.Equal(t, before+1, len(w.srv.Comments(p.URN)), "the one of long ago is another") //nolint:testifylint // as above
	}
}

// TestLostCommentAmongTooMany: what was not looked through to the end is not certainly absent, and nothing is sent again.
func TestLostCommentAmongTooMany(t *testing.T) {
	t.Parallel()
	for name, flood := range map[string]struct {
		traps   linkedintest.Traps
		old, is int // comments from long ago, and while the answer was lost
	}{
		"NewestFirst":              {is: 2100},
		"OldestFirst":              {traps: linkedintest.Traps{OldestComments: true}, is: 2100},
		"OldestFirst, with others": {traps: linkedintest.Traps{OldestComments: true}, old: 150, is: 1300}, // of which the last pages are not all
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := linkedintest.NewManualClock(time.Now().Add(-time.Hour))
			w := newWorld(t, &linkedintest.Options{Clock: clock.Now, Traps: flood.traps})
			p := w.posted("News")
			comments := func(n int) {
				for i := range n {
					w.srv.Comment(w.ann, p.URN, fmt.Sprintf("Comment %d", i))
				}
			}
			comments(flood.old)
			clock.Advance(time.Hour)
			w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.CutAfter, Match: aComment})
			var others sync.Once
			w.srv.Faults().Add(linkedintest.Fault{
				Kind: linkedintest.SlowBefore, Match: "GET /rest/socialActions/*/comments",
				Where: func(*http.Request) bool {
					others.Do(func() { comments(flood.is) }) // they are quick
					return false
				},
			})
			_, err := w.client().CreateComment(t.Context(), urn(p.URN), plain("Thanks!"))
			if flood.old == 0 && flood.traps.OldestComments { // it is among the first
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, social.ErrUncertain)
				assert.ErrorContains(t, err, "too many")
			}
			assert.Equal(t, 1, w.srv.Requests().Count(aComment))
		})
	}
}

// TestLostPostAmongTooMany is the same of posts.
func TestLostPostAmongTooMany(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.CutAfter, Match: aPost})
	flood := linkedintest.Fault{Kind: linkedintest.SlowBefore, Match: "GET /rest/posts"}
	flood.Where = func(*http.Request) bool {
		if len(w.srv.Posts(w.acme)) < 100 {
			for i := range 2100 {
				w.srv.Post(w.acme, fmt.Sprintf("Post %d", i), nil)
			}
		}
		return false
	}
	w.srv.Faults().Add(flood)
	_, err := w.client().Publish(t.Context(), &social.Draft{Text: "Hello"})
	require.ErrorIs(t, err, social.ErrUncertain)
	assert.Equal(t, 1, w.srv.Requests().Count(aPost))
	assert.ErrorContains(t, err, "too many")
}
