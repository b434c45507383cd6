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
)

// FuzzErrors checks that whatever a server or a proxy answers becomes an error that says what to do.
func FuzzErrors(f *testing.F) {
	for _, body := range []string{
		`{"error":{"code":403,"message":"You have exceeded your <a href=\"/x\">quota</a>.","errors":[{"domain":"youtube.quota","reason":"quotaExceeded"}]}}`,
		`{"error":{"code":429,"message":"Quota exceeded for quota metric 'Video Uploads' and limit 'Video Uploads per day'","errors":[{"reason":"rateLimitExceeded"}]}}`,
		`{"error":{"code":400,"errors":[{"domain":"youtube.video","reason":"uploadLimitExceeded"}]}}`,
		`[{"error":{"code":403,"errors":[{"reason":"liveChatDisabled"}]}}]`,
		`{"error":"invalid_grant","error_description":"Token has been expired or revoked."}`,
		`<!DOCTYPE html><html><title>Error 502 (Server Error)!!1</title></html>`, "Not Found", "", "null", "[null]",
	} {
		for _, status := range []int{400, 401, 403, 404, 410, 429, 500, 503} {
			f.Add(status, []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 400 || status > 599 {
			return
		}
		e := youtube.Classify(status, body)
		require.NotNil(t, e)
		require.Error(t, e.Kind)
		assert.NotEmpty(t, e.Error())
		assert.GreaterOrEqual(t, e.RetryAfter, time.Duration(0))
		assert.LessOrEqual(t, e.RetryAfter, 25*time.Hour)
		if status >= http.StatusInternalServerError && status != http.StatusNotImplemented && e.Code == "" {
			assert.ErrorIs(t, e, social.ErrUnavailable)
		}
		unsaid := status == http.StatusPaymentRequired || e.Code == "uploadRateLimitExceeded" // when it will be over
		if errors.Is(e.Kind, social.ErrQuota) && !unsaid {
			assert.Positive(t, e.RetryAfter)
		}
	})
}
