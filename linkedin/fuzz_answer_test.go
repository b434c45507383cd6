package linkedin_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/social"
)

// FuzzRefusals checks that whatever a server or a proxy answers becomes an error that says what to do.
func FuzzRefusals(f *testing.F) {
	for _, body := range []string{
		`{"status":429,"serviceErrorCode":101,"code":"TOO_MANY_REQUESTS","message":"Resource level throttle APPLICATION DAY limit for calls to this resource is reached."}`,
		`{"status":422,"code":"DUPLICATE_POST","message":"Content is a duplicate of urn:li:share:1"}`,
		`{"status":403,"serviceErrorCode":100,"code":"ACCESS_DENIED","message":"Not enough permissions to access: partnerApiSocialActions.CREATE.20260701"}`,
		`{"status":400,"errorDetails":{"inputErrors":[{"code":"MISSING_FIELD","input":{"inputPath":{"fieldPath":"/content/media/title"}}},null]}}`,
		`{"error":"invalid_grant","error_description":"The provided refresh token is invalid"}`, `{"status":426,"code":"NONEXISTENT_VERSION"}`,
		`<html><body><h1>502 Bad Gateway</h1></body></html>`, "", "null", "[null]", `{"status":"x","message":7,"errorDetails":[]}`,
	} {
		for _, status := range []int{400, 401, 403, 404, 409, 422, 426, 429, 500, 503} {
			f.Add(status, body)
		}
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 400 || status > 599 {
			return
		}
		for _, e := range []*social.Error{linkedin.Classify(status, body, time.Now()), linkedin.ClassifyLogin(status, body)} {
			require.NotNil(t, e)
			require.Error(t, e.Kind)
			assert.NotEmpty(t, e.Error())
			assert.GreaterOrEqual(t, e.RetryAfter, time.Duration(0))
			assert.LessOrEqual(t, e.RetryAfter, 24*time.Hour)
		}
		if e := linkedin.Classify(status, body, time.Now()); status == http.StatusTooManyRequests && e.Code == "" {
			assert.Positive(t, e.RetryAfter)
		}
	})
}

// FuzzAnswers checks that no answer of statistics, profiles and tokens does more than leave something out.
func FuzzAnswers(f *testing.F) {
	for _, body := range []string{
		`{"organizationalEntity":"urn:li:organization:1","totalShareStatistics":{"uniqueImpressionsCounts":3,"engagement":0.5},"timeRange":{"start":1,"end":2}}`,
		`{"followerCountsBySeniority":[{"seniority":"urn:li:seniority:3","followerCounts":{"organicFollowerCount":7}},null,{}]}`,
		`{"totalPageStatistics":{"views":{"allPageViews":{"pageViews":3}},"clicks":{"a":[{"customButtonType":"X","clicks":1}]}},"pageStatisticsByGeo":[{"geo":"g","pageStatistics":{"views":{}}}]}`,
		`{"count":3,"metricType":{"com.linkedin.X":"IMPRESSION"},"dateRange":{"start":{"day":1,"month":13,"year":2026}},"targetEntity":{"share":"urn:li:share:1"}}`,
		`{"active":true,"scope":"a,b","expires_at":1e30}`, `{"id":1,"name":{"localized":{"en_US":"x"}},"foundedOn":{"year":"x"},"locations":[null]}`,
		`null`, `[]`, `"x"`, `{"timeRange":[],"metricType":7,"totalShareStatistics":"x","clicks":{}}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, into := range []any{
			new(linkedin.ShareStatistics), new(linkedin.FollowerStatistics), new(linkedin.FollowerGains), new(linkedin.PageStatistics),
			new(linkedin.VideoStatistics), new(linkedin.MemberStatistics), new(linkedin.OrganizationProfile), new(linkedin.MemberProfile),
			new(linkedin.TokenInfo), new(linkedin.UserInfo),
		} {
			linkedin.Decode(body, into)
			_, err := json.Marshal(into)
			require.NoError(t, err, "%T", into)
		}
	})
}
