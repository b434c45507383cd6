package linkedin_test

import (
	"errors"
	"fmt"
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

// TestCommentsStandOnce: however answers are lost, and however many write the same at once, each comment stands once; or,
// if nothing can tell, the error says so.
func TestCommentsStandOnce(t *testing.T) {
	t.Parallel()
	n := 200
	if testing.Short() {
		n = 60
	}
	if os.Getenv("RELAIS_LONG") != "" {
		n = 1000
	}
	w := newWorld(t, &linkedintest.Options{Seed: 3})
	for _, kind := range []linkedintest.Fault{
		{Kind: linkedintest.CutBefore}, {Kind: linkedintest.CutAfter}, {Kind: linkedintest.CutBody}, {Kind: linkedintest.FailBefore}, {Kind: linkedintest.FailAfter},
		linkedintest.Lost(""),
	} {
		kind.Match, kind.Probability, kind.Times = "POST /rest/socialActions/*/comments", 0.08, linkedintest.Forever
		w.srv.Faults().Add(kind)
	}
	c, p := w.client(), w.posted("News")
	below := w.srv.Comment(w.member("Bob"), p.URN, "Questions?")
	var mu sync.Mutex
	made, uncertain := map[string]int{}, map[string]int{}
	var wg sync.WaitGroup
	slots := make(chan struct{}, 8)
	for i := range n {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			on, text := urn(p.URN), fmt.Sprint("Comment ", i/2) // each text comes twice
			if i%4 >= 2 {
				on = urn(below)
			}
			k, err := c.CreateComment(t.Context(), on, plain(text))
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				made[string(k.URN)]++
			case errors.Is(err, social.ErrUncertain):
				uncertain[text]++
			default:
				assert.ErrorIs(t, err, social.ErrUnavailable, "certainly not written")
			}
		})
	}
	wg.Wait()
	stand := map[string]int{}
	for _, k := range w.srv.Comments(p.URN) {
		if k.URN == below {
			continue
		}
		if stand[k.Text]++; uncertain[k.Text] == 0 {
			assert.Equal(t, 1, made[k.URN], "%q stands, and its writer was told of it once", k.Text)
		}
	}
	for text, times := range stand {
		assert.LessOrEqual(t, times, 2, text)
	}
	for u, times := range made {
		assert.Equal(t, 1, times, "one comment was given to two writers")
		_, ok := w.srv.FindComment(u)
		assert.True(t, ok)
	}
	t.Logf("%d comments: %d certainly written, %d uncertain, %d requests", n, len(made), len(uncertain), w.srv.Requests().Total())
	assert.Greater(t, len(made), n*9/10)
}

// TestCommentsThatCannotBeLookedUp: below posts of members nothing can be read, so that a lost answer stays lost.
func TestCommentsThatCannotBeLookedUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	foreign := w.srv.Post(w.member("Eve"), "Mine", nil)
	for _, f := range []linkedintest.Fault{{Kind: linkedintest.CutAfter}, {Kind: linkedintest.CutBefore}, linkedintest.Lost("")} {
		f.Match = "POST /rest/socialActions/*/comments"
		w.srv.Faults().Add(f)
		_, err := w.client().CreateComment(t.Context(), urn(foreign), plain("Hello"))
		require.ErrorIs(t, err, social.ErrUncertain)
	}
	assert.Len(t, w.srv.Comments(foreign), 2, "each was sent once")
}

// TestCommentAnswers: an answer may say nothing, or only in its head.
func TestCommentAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, p := w.client(), w.posted("News")
	empty := linkedintest.Fault{Kind: linkedintest.Malformed, Match: "POST /rest/socialActions/*/comments", Body: `{"odd":[`}
	w.srv.Faults().Add(empty)
	k, err := c.CreateComment(t.Context(), urn(p.URN), plain("Hello"))
	require.NoError(t, err)
	stands, ok := w.srv.FindComment(string(k.URN))
	require.True(t, ok, "%s", k.URN)
	assert.Equal(t, "Hello", stands.Text)
	assert.Equal(t, "Hello", k.Message.Text)
	assert.Equal(t, urn(w.acme), k.Actor)
	assert.WithinDuration(t, time.Now(), k.Created.Time.Time, time.Minute)
	assert.Len(t, w.srv.Comments(p.URN), 1)
	theirs := w.srv.Comment(w.member("Bob"), p.URN, "Me too")
	w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.CutBefore, Match: "POST /rest/socialActions/*/comments"})
	k, err = c.CreateComment(t.Context(), urn(p.URN), plain("Me too"))
	if err == nil {
		assert.NotEqual(t, urn(theirs), k.URN, "what somebody else wrote is not taken for it")
	} else {
		require.ErrorIs(t, err, social.ErrUncertain)
	}
	_, err = c.CreateComment(t.Context(), urn(p.URN), plain(" \n"))
	require.ErrorIs(t, err, social.ErrInvalid)
	_, err = c.CreateComment(t.Context(), "", nil)
	require.ErrorIs(t, err, social.ErrInvalid)
	_, err = c.UpdateComment(t.Context(), k.URN, linkedin.Text{})
	require.ErrorIs(t, err, social.ErrInvalid)
}

// TestDeletionsWhoseAnswersAreLost: what is gone at the second attempt was deleted by the first.
func TestDeletionsWhoseAnswersAreLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, p, app := w.client(), w.posted("News"), urn(w.srv.App().URN)
	k, err := c.CreateComment(t.Context(), urn(p.URN), plain("Hello"))
	require.NoError(t, err)
	require.NoError(t, c.CreateReaction(t.Context(), urn(p.URN), linkedin.Like))
	w.webhook(c)
	for name, remove := range map[string]func() error{
		"comment":      func() error { return c.DeleteComment(t.Context(), k.URN) },
		"reaction":     func() error { return c.DeleteReaction(t.Context(), urn(p.URN)) },
		"subscription": func() error { return c.Unsubscribe(t.Context(), app) },
	} {
		w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.CutAfter, Match: "DELETE /**"})
		require.NoError(t, remove(), name)
		require.ErrorIs(t, remove(), social.ErrNotFound, name)
	}
	assert.Empty(t, w.srv.Comments(p.URN))
	assert.Empty(t, w.srv.Reactions(p.URN))
	assert.Empty(t, w.srv.Subscriptions())
}
