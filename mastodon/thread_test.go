package mastodon_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/social"
)

// TestFitAnswer: the mention that an answer gets takes room, and so does its warning.
func TestFitAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	question := w.srv.Post(w.person("ann"), "Question?", nil)
	text := strings.TrimSpace(strings.Repeat("word ", 100))
	d := &social.Draft{Text: text, ReplyTo: postRef(question.ID), Extras: []social.Extra{&mastodon.Extra{QuotePolicy: mastodon.QuoteNobody}}}
	require.LessOrEqual(t, mastodon.Counter{}.Count(text), 500)

	f, err := social.Fit(t.Context(), c, d, nil)
	require.NoError(t, err)
	require.Len(t, f.Drafts, 2, "with the mention it is too long")
	assert.Equal(t, d.Extras, f.Drafts[1].Extras, "who may quote is a matter of each piece")
	thread, err := social.PublishThread(t.Context(), c, f.Drafts, nil)
	require.NoError(t, err)
	first, _ := w.srv.Status(thread.Posts[0].ID)
	second, _ := w.srv.Status(thread.Posts[1].ID)
	assert.Equal(t, "@ann "+f.Drafts[0].Text, first.Text)
	assert.Equal(t, first.ID, second.ReplyTo)

	own := &social.Draft{Text: text, ReplyTo: thread.Posts[1]}
	f, err = social.Fit(t.Context(), c, own, nil)
	require.NoError(t, err)
	assert.Len(t, f.Drafts, 1, "nobody is mentioned in an answer to oneself")
	own.Warning = "words"
	f, err = social.Fit(t.Context(), c, own, nil)
	require.NoError(t, err)
	require.Len(t, f.Drafts, 2)
	assert.Equal(t, own.Warning, f.Drafts[1].Warning)

	_, err = social.Fit(t.Context(), c, &social.Draft{Text: text, ReplyTo: postRef("404")}, nil)
	requireField(t, err, social.ErrNotFound, "ReplyTo")
	_, err = c.ReplyLimits(t.Context(), social.Ref{Network: "x", ID: "1"})
	requireField(t, err, social.ErrInvalid, "ReplyTo")
}

// TestFitPrivateThread: every piece of a private thread reaches those whom the first one mentions.
func TestFitPrivateThread(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	w.person("ann")
	d := &social.Draft{Text: "@ann " + strings.Repeat("between us ", 60), Visibility: social.VisibilityDirect}
	f, err := social.Fit(t.Context(), c, d, nil)
	require.NoError(t, err)
	thread, err := social.PublishThread(t.Context(), c, f.Drafts, nil)
	require.NoError(t, err)
	require.Len(t, thread.Posts, 2)
	for _, p := range thread.Published {
		assert.Equal(t, social.VisibilityDirect, p.Visibility)
		assert.Contains(t, p.Text, "@ann")
	}
}
