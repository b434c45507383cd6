package facebook_test

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/social"
)

// TestSubscriptions registers an address and connects a Page, by the API alone.
func TestSubscriptions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	app := w.srv.App()
	auth, err := facebook.NewAuth(facebook.App{ID: app.ID, Secret: app.Secret}, w.options())
	require.NoError(t, err)
	ctx, c := t.Context(), w.client()
	h := handler(t, facebook.WebhookOptions{Secrets: []string{app.Secret}, VerifyToken: "verify-1"})
	front := httptest.NewServer(h)
	t.Cleanup(front.Close)

	err = auth.Subscribe(ctx, &facebook.SubscriptionParams{CallbackURL: front.URL, VerifyToken: "wrong"})
	require.Error(t, err, "the handler does not know that token")
	require.NoError(t, auth.Subscribe(ctx, &facebook.SubscriptionParams{CallbackURL: front.URL, VerifyToken: "verify-1"}))
	list, err := auth.Subscriptions(ctx)
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, front.URL, list[0].CallbackURL)
	assert.Equal(t, "page", list[0].Object)
	assert.Len(t, list[0].Fields, len(facebook.ManagerFields()))

	apps, err := c.SubscribedApps(ctx)
	require.NoError(t, err)
	assert.Empty(t, apps)
	require.NoError(t, c.SubscribeApp(ctx))
	apps, err = c.SubscribedApps(ctx)
	require.NoError(t, err)
	require.Len(t, apps, 1)
	assert.ElementsMatch(t, facebook.ManagerFields(), apps[0].Fields)
	w.srv.Comment(w.person("Fan"), w.srv.PublishInApp(w.page, "News"), "Nice")
	require.NoError(t, w.srv.WaitDeliveries(ctx))
	assert.Len(t, facebook.Queued(h, facebook.ID(w.page)), 2, "the post, and the comment")

	require.NoError(t, c.SubscribeApp(ctx, facebook.FieldMessages))
	assert.Equal(t, []string{"messages"}, w.srv.InstalledFields(w.page))
	require.NoError(t, c.UnsubscribeApp(ctx))
	assert.Empty(t, w.srv.InstalledFields(w.page))
	require.NoError(t, auth.Unsubscribe(ctx, facebook.FieldFeed))
	require.NoError(t, auth.Unsubscribe(ctx))
	list, err = auth.Subscriptions(ctx)
	require.NoError(t, err)
	assert.Empty(t, list)

	requireProblem(t, auth.Subscribe(ctx, nil), social.ErrInvalid, "CallbackURL")
	requireProblem(t, auth.Subscribe(ctx, &facebook.SubscriptionParams{CallbackURL: front.URL}), social.ErrInvalid, "VerifyToken")
	for _, r := range w.srv.Requests().All() {
		assert.NotContains(t, r.Query.Encode(), "verify-1", "secrets stay out of addresses")
	}
}
