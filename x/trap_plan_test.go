package x_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// Enterprise plans may answer whom they like, and quote.
func TestReplyRuleSparesEnterprise(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &xtest.Options{Plan: xtest.Enterprise})
	c := w.configured(x.Config{Tokens: static(w.token), Plan: x.PlanEnterprise})
	other := w.srv.Post(w.person("ann"), "Nice weather", nil)
	_, err := c.Reply(t.Context(), postRef(other), &social.Draft{Text: "Indeed"})
	require.NoError(t, err)
	_, err = c.Publish(t.Context(), &social.Draft{Text: "Look", Quote: postRef(other)})
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{"Indeed", "Look"}, w.written())
}

// Where only typed mentions count, an answer to a comment is refused with words that explain it.
func TestReplyRuleStrictMentions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &xtest.Options{StrictMentions: true})
	c := w.client()
	post := w.srv.Post(w.brand, "News", nil)
	comment := w.srv.Reply(w.person("ann"), post, "Nice", nil)
	_, err := c.Reply(t.Context(), postRef(comment), &social.Draft{Text: "Thanks"})
	requireField(t, err, social.ErrPermission, "ReplyTo")
	require.ErrorContains(t, err, "mentions or quotes")
	mention := w.srv.Post(w.person("ben"), "@acme hello", nil)
	_, err = c.Reply(t.Context(), postRef(mention), &social.Draft{Text: "Hello"})
	require.NoError(t, err)
}

// Metrics of posts that are too old or foreign for the private ones come with the public ones all the same.
func TestPrivateMetricsPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &xtest.Options{Traps: xtest.Traps{PrivateMetricsPages: true}})
	c := w.client()
	own, foreign := w.srv.Post(w.brand, "Ours", nil), w.srv.Post(w.person("ann"), "Theirs", nil)
	w.srv.Like(w.person("ben"), foreign)
	reports, err := c.PostMetrics(t.Context(), postRef(own), postRef(foreign))
	require.NoError(t, err)
	require.Len(t, reports, 2)
	for _, r := range reports {
		require.NoError(t, r.Err)
		assert.Contains(t, r.Metrics, social.MetricLikes)
	}
	likes, _ := reports[1].Metrics.Get(social.MetricLikes)
	assert.InDelta(t, 1, likes, 0)
}

// Quotes that search hides are heard all the same.
func TestQuotesThatSearchHides(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &xtest.Options{Traps: xtest.Traps{UnsearchableQuotes: true}})
	w.premium()
	post := w.srv.Post(w.brand, "News", nil)
	quote := w.srv.Quote(w.person("fan"), post, "Read this", nil)
	assert.Equal(t, []string{quote}, refsOf(caughtUp(t, w.client().Listener(nil), social.FromStart)))
}
