package x_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
)

// TestErrorTable reads every form in which X says no.
func TestErrorTable(t *testing.T) {
	t.Parallel()
	problem := func(kind, detail string) string {
		return `{"title":"T","detail":"` + detail + `","type":"` + kind + `","status":0}`
	}
	const old, now = "https://api.twitter.com/2/problems/", "https://api.x.com/2/problems/"
	tests := map[string]struct {
		status int
		body   string
		kind   error
		words  string
	}{
		"duplicate":          {403, problem("about:blank", "You are not allowed to create a Tweet with duplicate content."), social.ErrDuplicate, "duplicate"},
		"reply rule":         {403, problem("about:blank", "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to."), social.ErrPermission, "not available on this plan"},
		"reply settings":     {403, problem("about:blank", "You can only reply to or quote posts where you are mentioned or are the author."), social.ErrPermission, "author decides"},
		"quote":              {403, problem("about:blank", "Quoting this post is not allowed because of reasons"), social.ErrPermission, "not available on this plan"},
		"cashtags":           {403, problem("about:blank", "Your post contains more than the maximum of one cashtag."), social.ErrInvalid, "cashtag"},
		"long video":         {403, problem("about:blank", "This user is not allowed to post a video longer than 2 minutes."), social.ErrInvalid, "subscription"},
		"long text 400":      {400, problem("about:blank", "Your Tweet text is too long."), social.ErrInvalid, "subscription"},
		"long text 403":      {403, problem("about:blank", "Your Tweet text is too long."), social.ErrInvalid, "subscription"},
		"bad link":           {403, problem("about:blank", "The Tweet contains an invalid URL."), social.ErrInvalid, "URL"},
		"vague":              {403, problem("about:blank", "You are not permitted to perform this action."), social.ErrPermission, "gives no reason"},
		"not enrolled":       {403, `{"title":"Client Forbidden","type":"` + old + `client-forbidden","reason":"client-not-enrolled","detail":"x"}`, social.ErrPermission, "not available on this plan"},
		"wrong kind of auth": {403, problem(now+"unsupported-authentication", "x"), social.ErrPermission, "another kind of token"},
		"read-only program":  {403, problem(now+"oauth1-permissions", "x"), social.ErrPermission, "read and write"},
		"credits, old":       {402, `{"title":"CreditsDepleted","detail":"x","type":"` + old + `credits"}`, social.ErrQuota, "credit"},
		"credits, new":       {402, problem(now+"credits-depleted", "x"), social.ErrQuota, "credit"},
		"credits, bare":      {402, "", social.ErrQuota, ""},
		"month's cap":        {429, `{"title":"UsageCapExceeded","detail":"x","type":"` + now + `usage-capped","period":"Monthly","scope":"Product"}`, social.ErrQuota, "monthly"},
		"rate, problem":      {429, problem("about:blank", "Too Many Requests"), social.ErrRateLimited, ""},
		"rate, v1":           {429, `{"errors":[{"code":88,"message":"Rate limit exceeded"}]}`, social.ErrRateLimited, ""},
		"token, problem":     {401, problem("about:blank", "Unauthorized"), social.ErrAuth, ""},
		"token, v1":          {403, `{"errors":[{"code":89,"message":"Invalid or expired token."}]}`, social.ErrAuth, ""},
		"daily posts":        {403, `{"errors":[{"code":185,"message":"User is over daily status update limit."}]}`, social.ErrQuota, ""},
		"old API":            {403, `{"errors":[{"code":453,"message":"You currently have access to a subset"}]}`, social.ErrPermission, ""},
		"parameter":          {400, `{"title":"Invalid Request","detail":"One or more parameters","type":"` + now + `invalid-request","errors":[{"message":"ids: bad","parameters":{"ids":["x"]}}]}`, social.ErrInvalid, "ids: bad"},
		"not found":          {404, problem(now+"resource-not-found", "x"), social.ErrNotFound, ""},
		"oauth":              {400, `{"error":"invalid_request","error_description":"Value passed for the token was invalid."}`, social.ErrAuth, "invalid"},
		"plain text":         {403, "Forbidden.", social.ErrPermission, "forbidden"},
		"page":               {503, "<html>Over capacity</html>", social.ErrUnavailable, "HTML"},
		"type of a stranger": {403, `{"title":1,"detail":[],"type":{}}`, social.ErrPermission, ""},
		"empty":              {500, "", social.ErrUnavailable, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html") // X labels bodies wrongly
				w.Header().Set("X-Transaction-Id", "tx-1")
				w.WriteHeader(test.status)
				_, _ = w.Write([]byte(test.body))
			}))
			defer srv.Close()
			c, err := x.New(static("token-123"), &social.Options{BaseURL: srv.URL, Retries: -1, HTTPClient: srv.Client()})
			require.NoError(t, err)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			_, err = c.Post(ctx, "1", nil)
			require.ErrorIs(t, err, test.kind)
			e, ok := errors.AsType[*social.Error](err)
			require.True(t, ok)
			assert.Equal(t, test.kind, e.Kind, "one kind only")
			assert.Equal(t, test.status, e.Status)
			assert.Equal(t, "tx-1", e.RequestID)
			assert.Contains(t, err.Error(), test.words)
			assert.NotContains(t, err.Error(), "token-123")
		})
	}
}

// TestErrorNamesTheParameter takes the field from wherever an answer names it, the same one each time.
func TestErrorNamesTheParameter(t *testing.T) {
	t.Parallel()
	const kind = `"title":"Invalid Request","detail":"One or more parameters","type":"https://api.x.com/2/problems/invalid-request"`
	for body, field := range map[string]string{
		`{` + kind + `,"errors":[{"message":"bad","parameters":{"ids":["x"]}}]}`:                                                "ids",
		`{` + kind + `,"errors":[{"message":"bad"},{"message":"bad","parameters":{"until_id":["1"],"end_time":["2"],"z":[]}}]}`: "end_time",
		`{` + kind + `,"parameter":"id","errors":[{"parameters":{"ids":["x"]}}]}`:                                               "id",
		`{"errors":[{"message":"bad","parameters":{"b":["x"],"a":["x"],"c":["x"]}}]}`:                                           "a",
		`{` + kind + `,"errors":[{"parameters":7}]}`:                                                                            "",
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(body))
		}))
		c, err := x.New(static("token-123"), &social.Options{BaseURL: srv.URL, HTTPClient: srv.Client()})
		require.NoError(t, err)
		for range 5 {
			_, err = c.Post(t.Context(), "1", nil)
			e, ok := errors.AsType[*social.Error](err)
			require.True(t, ok)
			require.ErrorIs(t, err, social.ErrInvalid)
			require.Equal(t, field, e.Field, body)
		}
		srv.Close()
	}
}
