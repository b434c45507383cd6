package mastodon_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

func TestInsight(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	require.NoError(t, c.Health(t.Context()))
	require.NoError(t, c.StreamingHealth(t.Context()))
	weeks, err := c.InstanceActivity(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, weeks)
	assert.False(t, weeks[0].Week.IsZero())
	for _, e := range w.srv.Requests().Find("GET /health") {
		assert.False(t, e.HadToken)
	}
	g := newWorld(t, &mastodontest.Options{Flavour: mastodontest.GoToSocial})
	require.NoError(t, g.client().Health(t.Context()))
}

func TestHealth(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		health, ready string // "" is a 404
		status        int
		err           error
	}{
		"well":       {`{"status":"UP"}`, "", 200, nil},
		"gotosocial": {"", `{"status":"OK"}`, 200, nil},
		"bare":       {" ", "", 200, nil},
		"ill":        {`{"status":"DOWN"}`, "", 200, social.ErrUnavailable},
		"broken":     {`oops`, "", 503, social.ErrUnavailable},
		"neither":    {"", "", 404, errors.ErrUnsupported},
		"a web page": {"<html>welcome, all is OK</html>", "", 200, errors.ErrUnsupported},
	} {
		c := stubClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body := map[string]string{"/health": tc.health, "/readyz": tc.ready}[r.URL.Path]
			if body == "" {
				w.WriteHeader(http.StatusNotFound)
				return
			}
			w.WriteHeader(tc.status)
			fmt.Fprint(w, body)
		}))
		require.ErrorIs(t, c.Health(t.Context()), tc.err, name)
	}
}

func TestAsyncRefresh(t *testing.T) {
	t.Parallel()
	rec, c := newRecorder(t)
	rec.reply(http.StatusOK, `{"async_refresh":{"id":"abc","status":"running","result_count":3}}`)
	r, err := c.AsyncRefresh(t.Context(), "abc")
	require.NoError(t, err)
	assert.Equal(t, []string{"GET /api/v1_alpha/async_refreshes/abc"}, rec.take())
	assert.Equal(t, "running", r.Status)
	require.NotNil(t, r.ResultCount)
	assert.EqualValues(t, 3, *r.ResultCount)
}

func TestAnnouncements(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c := t.Context(), w.client()
	first := mastodon.ID(w.srv.AddAnnouncement("We move on Sunday"))
	require.NoError(t, c.AddAnnouncementReaction(ctx, first, "👍"))
	require.NoError(t, c.DismissAnnouncement(ctx, first))
	list, err := c.Announcements(ctx)
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.True(t, list[0].Read)
	require.Len(t, list[0].Reactions, 1)
	assert.Equal(t, "👍", list[0].Reactions[0].Name)
	assert.True(t, list[0].Reactions[0].Me)
	require.NoError(t, c.RemoveAnnouncementReaction(ctx, first, "👍"))
	list, err = c.Announcements(ctx)
	require.NoError(t, err)
	assert.Empty(t, list[0].Reactions)
	require.ErrorIs(t, c.DismissAnnouncement(ctx, "404404"), social.ErrNotFound)
}
