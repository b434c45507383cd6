package youtube_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, test := range []struct {
		status         int
		domain, reason string
		kind           error
		field          string
	}{
		{400, "youtube.video", "invalidTitle", social.ErrInvalid, "Title"},
		{400, "youtube.video", "invalidDescription", social.ErrInvalid, "Text"},
		{400, "youtube.video", "invalidTags", social.ErrInvalid, "Tags"},
		{400, "youtube.video", "invalidCategoryId", social.ErrInvalid, "Extras.CategoryID"},
		{400, "youtube.video", "invalidPublishAt", social.ErrInvalid, "At"},
		{400, "youtube.video", "defaultLanguageNotSet", social.ErrInvalid, "Language"},
		{400, "youtube.video", "uploadLimitExceeded", social.ErrQuota, ""},
		{429, "youtube.thumbnail", "uploadRateLimitExceeded", social.ErrQuota, ""},
		{403, "youtube.quota", "quotaExceeded", social.ErrQuota, ""},
		{403, "usageLimits", "dailyLimitExceeded", social.ErrQuota, ""},
		{429, "global", "rateLimitExceeded", social.ErrRateLimited, ""},
		{403, "usageLimits", "rateLimitExceeded", social.ErrRateLimited, ""},
		{401, "global", "authError", social.ErrAuth, ""},
		{401, "youtube.header", "youtubeSignupRequired", social.ErrPermission, ""},
		{403, "youtube.common", "forbidden", social.ErrPermission, ""},
		{403, "global", "insufficientPermissions", social.ErrPermission, ""},
		{403, "usageLimits", "accessNotConfigured", social.ErrPermission, ""},
		{403, "youtube.video", "forbiddenPrivacySetting", social.ErrPermission, "Visibility"},
		{400, "youtube.video", "videoRatingDisabled", social.ErrPermission, ""},
		{404, "youtube.video", "videoNotFound", social.ErrNotFound, ""},
		{403, "youtube.comment", "commentNotFound", social.ErrNotFound, "ReplyTo"},
		{403, "youtube.liveChat", "liveChatEnded", social.ErrNotFound, ""},
		{409, "youtube.caption", "captionExists", social.ErrDuplicate, ""},
		{400, "youtube.subscription", "subscriptionDuplicate", social.ErrDuplicate, ""},
		{412, "global", "conditionNotMet", social.ErrInvalid, ""},
		{400, "youtube.comment", "operationNotSupported", errors.ErrUnsupported, ""},
		{400, "youtube.comment", "processingFailure", social.ErrInvalid, ""},
		{409, "global", "SERVICE_UNAVAILABLE", social.ErrUnavailable, ""},
		{503, "global", "backendError", social.ErrUnavailable, ""},
		{500, "global", "internalError", social.ErrUnavailable, ""},
		{418, "global", "somethingNew", social.ErrInvalid, ""},
	} {
		w.srv.Faults().Add(youtubetest.Refusal("", test.status, test.domain, test.reason, "No <b>such</b> luck"))
		c := w.client(func(o *social.Options) { o.Retries = -1 }) // a new one, as a used up bucket stays so
		_, err := c.Video(t.Context(), "aaaaaaaaaaa")
		require.ErrorIs(t, err, test.kind, test.reason)
		e, ok := errors.AsType[*social.Error](err)
		require.True(t, ok)
		assert.Equal(t, test.field, e.Field, test.reason)
		assert.Equal(t, test.reason, e.Code)
		assert.Equal(t, test.status, e.Status)
		assert.Contains(t, e.Message, "No such luck", "words, not HTML")
		wire, ok := errors.AsType[*youtube.Error](err)
		require.True(t, ok)
		assert.Equal(t, test.domain, wire.Domain())
		switch test.reason {
		case "uploadRateLimitExceeded":
			assert.Zero(t, e.RetryAfter, "YouTube does not say when, and it has nothing to do with the day")
		case "uploadLimitExceeded":
			assert.Equal(t, 24*time.Hour, e.RetryAfter)
		case "quotaExceeded":
			assert.Positive(t, e.RetryAfter)
		}
	}
	c := w.client(func(o *social.Options) { o.Retries = -1 })
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.FailBefore, Status: http.StatusBadGateway})
	_, err := c.Video(t.Context(), "aaaaaaaaaaa")
	require.ErrorIs(t, err, social.ErrUnavailable, "a page of a proxy")
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.FailBefore, Status: http.StatusForbidden, Body: `[{"error":{"code":403,"errors":[{"reason":"liveChatDisabled","message":"Off"}]}}]`})
	_, err = c.Video(t.Context(), "aaaaaaaaaaa")
	require.ErrorIs(t, err, social.ErrPermission, "as streams answer")
	assert.Contains(t, err.Error(), "liveChatDisabled")
}

// TestErrorsHoldNoSecrets, even if an answer repeats one.
func TestErrorsHoldNoSecrets(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	key := "key-" + w.token[len(w.token)-8:]
	body := `{"error":{"code":400,"message":"bad ` + w.token + ` and ` + key + `","errors":[{"reason":"badRequest"}]}}`
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.FailBefore, Status: http.StatusBadRequest, Body: body, Times: 2})
	_, err := w.client().Video(t.Context(), "aaaaaaaaaaa")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), w.token)
	c, err := youtube.NewKey(key, w.options())
	require.NoError(t, err)
	_, err = c.Video(t.Context(), "aaaaaaaaaaa")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), key)
	wire, _ := errors.AsType[*youtube.Error](err)
	assert.NotContains(t, wire.Message, key)
}

// TestAccountGuard: nothing is written for another channel than expected; the handle names it as well as the ID.
func TestAccountGuard(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for name, right := range map[string]bool{"@acme": true, w.brand: true, "other": false} {
		c := w.client(func(o *social.Options) { o.ExpectAccount = name })
		_, err := c.Publish(t.Context(), draftOf(name))
		if right {
			require.NoError(t, err)
		} else {
			require.ErrorIs(t, err, social.ErrWrongAccount)
		}
	}
	assert.Len(t, w.titles(), 2)
}

// TestDryRun sends nothing that changes anything.
func TestDryRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client(func(o *social.Options) { o.DryRun = true })
	_, err := c.Publish(t.Context(), w.fullDraft())
	require.ErrorIs(t, err, social.ErrDryRun)
	_, err = c.UpdateVideo(t.Context(), youtube.ID(w.srv.Publish(w.brand, youtubetest.Video{Title: "V"})), &youtube.VideoParams{Title: new("W")})
	require.ErrorIs(t, err, social.ErrDryRun)
	_, writes := w.traffic()
	assert.Zero(t, writes)
}

// TestEtags: what has not changed is not sent again.
func TestEtags(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	id := youtube.ID(w.srv.Publish(w.brand, youtubetest.Video{Title: "V", Uploaded: time.Now()}))
	first, err := c.Video(t.Context(), id)
	require.NoError(t, err)
	first.Snippet.Title = "changed by the caller"
	second, err := c.Video(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, "V", second.Snippet.Title, "each caller has a copy")
	e, _ := w.srv.Requests().Last("GET /youtube/v3/videos")
	assert.Equal(t, http.StatusNotModified, e.Status)
	w.srv.EditVideo(string(id), func(v *youtubetest.Video) { v.Title = "W" })
	third, err := c.Video(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, "W", third.Snippet.Title)
}
