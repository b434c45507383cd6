package linkedin_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/social"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		status     int
		kind       error
		code       string
		field      string
		says       string
	}{
		{"token", `{"status":401,"serviceErrorCode":65602,"code":"EXPIRED_ACCESS_TOKEN","message":"expired"}`, 401, social.ErrAuth, "EXPIRED_ACCESS_TOKEN", "", "expired"},
		{"a field", `{"status":400,"code":"MISSING_FIELD","message":"m","errorDetails":{"inputErrors":[{"code":"MISSING_FIELD","description":"d",` +
			`"input":{"inputPath":{"fieldPath":"/content/media/title"}}}]}}`, 400, social.ErrInvalid, "MISSING_FIELD", "Title", "m d"},
		{"a code that stands in the details only", `{"status":400,"message":"m","errorDetails":{"inputErrors":[{"code":"FIELD_LENGTH_TOO_LONG",` +
			`"input":{"inputPath":{"fieldPath":"commentary"}}}]}}`, 400, social.ErrInvalid, "FIELD_LENGTH_TOO_LONG", "Text", "m"},
		{"an image of several", `{"status":400,"code":"FIELD_LENGTH_TOO_LONG","errorDetails":{"inputErrors":[{"input":{"inputPath":{"fieldPath":` +
			`"/content/multiImage/images/3/altText"}}}]}}`, 400, social.ErrInvalid, "FIELD_LENGTH_TOO_LONG", "Media[3].AltText", ""},
		{"posting", `{"status":403,"serviceErrorCode":100,"code":"ACCESS_DENIED","message":"Not enough permissions to access: partnerApiPostsExternal.CREATE.20260901"}`,
			403, social.ErrPermission, "ACCESS_DENIED", "", "w_member_social, of the product Share on LinkedIn"},
		{"commenting", `{"status":403,"code":"ACCESS_DENIED","message":"Not enough permissions to access: partnerApiSocialActions.CREATE.20260901"}`,
			403, social.ErrPermission, "ACCESS_DENIED", "", "w_organization_social_feed, of the product Community Management API"},
		{"reading", `{"status":403,"code":"ACCESS_DENIED","message":"Not enough permissions to access: partnerApiPostsExternal.FINDER-author.20260901"}`,
			403, social.ErrPermission, "ACCESS_DENIED", "", "r_organization_social"},
		{"a role", `{"status":403,"code":"ACCESS_DENIED","message":"Unpermitted fields present in REQUEST_BODY: Data Processing Exception while processing fields [/author]"}`,
			403, social.ErrPermission, "ACCESS_DENIED", "", "no role on that Page"},
		{"a role of another kind", `{"status":400,"code":"ILLEGAL_ARGUMENT","message":"Organization permissions must be used when using organization as author"}`,
			400, social.ErrPermission, "ILLEGAL_ARGUMENT", "", "w_organization_social"},
		{"not found", `{"status":404,"code":"NOT_FOUND","message":"gone"}`, 404, social.ErrNotFound, "NOT_FOUND", "", "gone"},
		{"a young post", `{"status":400,"message":"Unable to obtain activity from urn"}`, 400, social.ErrNotFound, "", "", "activity"},
		{"unready", `{"status":400,"code":"MEDIA_ASSET_WAITING_UPLOAD","message":"wait"}`, 400, social.ErrMedia, "MEDIA_ASSET_WAITING_UPLOAD", "", "wait"},
		{"conflict", `{"status":409,"code":"CONFLICT","message":"again"}`, 409, social.ErrUnavailable, "CONFLICT", "", "again"},
		{"oauth", `{"error":"invalid_grant","error_description":"revoked"}`, 400, social.ErrAuth, "invalid_grant", "", "revoked"},
		{"down", `{"status":500,"code":"INTERNAL_SERVER_ERROR","message":"Internal Server Error"}`, 500, social.ErrUnavailable, "INTERNAL_SERVER_ERROR", "", "Internal"},
		{"a version, without words", "", 426, social.ErrInvalid, "", "Config.Version", "update the library"},
		{"a version, by a gateway", "<html>Upgrade Required</html>", 426, social.ErrInvalid, "", "Config.Version", "update the library"},
		{"a duplicate in the details", `{"status":422,"code":"UNPROCESSABLE_ENTITY","message":"Unprocessable Entity","errorDetails":{"inputErrors":[{"code":` +
			`"DUPLICATE_POST","description":"Content is a duplicate of urn:li:share:9"}]}}`, 422, social.ErrDuplicate, "DUPLICATE_POST", "", "urn:li:share:9"},
		{"a duplicate without a name", `{"status":422,"message":"Duplicate post is detected"}`, 422, social.ErrDuplicate, "", "", "Duplicate"},
		{"a duplicate of another status", `{"status":400,"message":"Content is a duplicate of urn:li:ugcPost:9"}`, 400, social.ErrDuplicate, "", "", "9"},
		{"too fast, in odd words", `{"status":429,"message":"Too many, such as a duplicate of urn:li:share:9"}`, 429, social.ErrRateLimited, "", "", "Too many"},
		{"not processed", `{"status":422,"code":"UNPROCESSABLE_ENTITY","message":"no"}`, 422, social.ErrInvalid, "UNPROCESSABLE_ENTITY", "", "no"},
		{"a day, at the end", `{"status":429,"message":"Throttled: MEMBER DAY"}`, 429, social.ErrQuota, "", "", "DAY"},
		{"a day, in other words", `{"status":429,"message":"Daily limit of this application reached."}`, 429, social.ErrQuota, "", "", "Daily"},
		{"two days ago", `{"status":429,"message":"This resource was busier two days ago."}`, 429, social.ErrRateLimited, "", "", "busier"},
		{"too fast", `{"status":429,"message":"Resource level throttle limit for calls to this resource is reached."}`, 429, social.ErrRateLimited, "", "", "throttle"},
		{"a gateway", `<html><body>Bad gateway</body></html>`, 502, social.ErrUnavailable, "", "", ""},
	} {
		e := linkedin.Classify(c.status, c.body, time.Now())
		assert.ErrorIs(t, e.Kind, c.kind, c.name)
		assert.Equal(t, c.code, e.Code, c.name)
		assert.Equal(t, c.field, e.Field, c.name)
		assert.Contains(t, e.Message, c.says, c.name)
	}
}

func TestDuplicateNamesThePost(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"status":422,"code":"DUPLICATE_POST","message":"Content is a duplicate of urn:li:share:7"}`,
		`{"status":422,"message":"com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of urn:li:share:7"}`,
		`{"status":422,"message":"Unprocessable","errorDetails":{"inputErrors":[{"code":"DUPLICATE_POST","description":"Content is a duplicate of urn:li:share:7"}]}}`,
	} {
		e := linkedin.Classify(422, body, time.Now())
		assert.ErrorIs(t, e.Kind, social.ErrDuplicate, body)
		own, ok := errors.AsType[*linkedin.Error](e)
		require.True(t, ok)
		assert.Equal(t, linkedin.URN("urn:li:share:7"), own.Duplicate(), body)
	}
	e := linkedin.Classify(422, `{"status":422,"code":"UNPROCESSABLE_ENTITY","message":"The parent urn:li:share:7 cannot be shared"}`, time.Now())
	assert.ErrorIs(t, e.Kind, social.ErrInvalid)
	own, ok := errors.AsType[*linkedin.Error](e)
	require.True(t, ok)
	assert.Empty(t, own.Duplicate())
}

func TestThrottling(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 21, 22, 30, 0, 0, time.UTC)
	day := linkedin.Classify(429, `{"status":429,"code":"TOO_MANY_REQUESTS","message":"Resource level throttle MEMBER DAY limit for calls to this resource is reached."}`, at)
	assert.ErrorIs(t, day.Kind, social.ErrQuota)
	assert.Equal(t, 90*time.Minute, day.RetryAfter)
	fast := linkedin.Classify(429, `{"status":429,"code":"TOO_MANY_REQUESTS","message":"Comment create throttled"}`, at)
	assert.ErrorIs(t, fast.Kind, social.ErrRateLimited)
	assert.Equal(t, time.Minute, fast.RetryAfter)
}

// FuzzError: an answer of any form is an error of some kind, and never a panic.
func FuzzError(f *testing.F) {
	f.Add(400, `{"status":400,"code":"MISSING_FIELD","errorDetails":{"inputErrors":[{"code":1,"input":null}]}}`)
	f.Add(422, `{"message":"Content is a duplicate of urn:li:share:7"}`)
	f.Add(401, `{"error":{"code":1}}`)
	f.Add(500, "<html>")
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 400 || status > 599 {
			return
		}
		e := linkedin.Classify(status, body, time.Now())
		require.Error(t, e.Kind)
		require.LessOrEqual(t, len(e.Field), len(body)+20)
	})
}

// TestVersionErrorWithoutWords: 426 is about the version, whoever answers it.
func TestVersionErrorWithoutWords(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "<html>Upgrade Required</html>", `{"status":426}`} {
		err := error(linkedin.Classify(426, body, time.Now()))
		require.ErrorIs(t, err, linkedin.ErrVersion, body)
		require.ErrorIs(t, err, social.ErrInvalid, body)
	}
}

// TestQuotaEndsByLinkedInsClock: the day that is over is that of LinkedIn, not that of a clock which goes wrong.
func TestQuotaEndsByLinkedInsClock(t *testing.T) {
	t.Parallel()
	const said = `{"status":429,"message":"Resource level throttle MEMBER DAY limit for calls to this resource is reached."}`
	at := time.Date(2026, 3, 1, 23, 30, 0, 0, time.UTC)
	slow := at.Add(-24 * time.Hour)
	head := http.Header{"Date": {at.Format(http.TimeFormat)}}
	assert.Equal(t, 30*time.Minute, linkedin.ClassifyAnswer(429, head, said, slow.Add(7*time.Hour)).RetryAfter)
	assert.Equal(t, 17*time.Hour, linkedin.ClassifyAnswer(429, nil, said, at.Add(-16*time.Hour-30*time.Minute)).RetryAfter)
}
