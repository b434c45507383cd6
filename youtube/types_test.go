package youtube_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/youtube"
)

const videoJSON = `{
	"kind": "youtube#video", "etag": "e1", "id": "dQw4w9WgXcQ",
	"snippet": {
		"publishedAt": "2026-11-20T10:00:00.123Z", "channelId": "UC1", "title": "Garden", "description": "Noon",
		"thumbnails": {"default": {"url": "https://i.example/d.jpg", "width": 120, "height": 90}, "high": {"url": "https://i.example/h.jpg"}},
		"tags": ["a", "b c"], "categoryId": "22", "liveBroadcastContent": "none"
	},
	"contentDetails": {"duration": "PT1H2M3S", "caption": "true", "definition": "hd", "contentRating": {"ytRating": "ytAgeRestricted"}},
	"status": {"uploadStatus": "uploaded", "privacyStatus": "private", "publishAt": "2026-12-01T08:00:00Z", "embeddable": false},
	"statistics": {"viewCount": "12345678901", "favoriteCount": "0"},
	"processingDetails": {"processingStatus": "processing", "processingProgress": {"partsTotal": "10", "partsProcessed": "3", "timeLeftMs": "1500"}}
}`

const threadJSON = `{
	"id": "Ugx", "snippet": {"videoId": "v", "totalReplyCount": 2, "canReply": true, "topLevelComment": {
		"id": "Ugx", "snippet": {"textDisplay": "Nice", "authorChannelId": {"value": "UC2"}, "likeCount": 3, "publishedAt": "2026-11-20T10:00:00Z"}}},
	"replies": {"comments": [{"id": "Ugx.1", "snippet": {"parentId": "Ugx"}}]}
}`

func TestVideo(t *testing.T) {
	t.Parallel()
	var v youtube.Video
	require.NoError(t, json.Unmarshal([]byte(videoJSON), &v))
	assert.Equal(t, time.Date(2026, 11, 20, 10, 0, 0, 123e6, time.UTC), v.Snippet.PublishedAt.Time)
	assert.Equal(t, "https://i.example/h.jpg", v.Snippet.Thumbnails.Best())
	assert.Equal(t, time.Hour+2*time.Minute+3*time.Second, v.ContentDetails.Duration.Duration)
	assert.True(t, bool(v.ContentDetails.Caption))
	assert.Equal(t, youtube.Count(12345678901), *v.Statistics.Views)
	assert.Nil(t, v.Statistics.Likes, "a hidden counter is not 0")
	assert.False(t, *v.Status.Embeddable)
	assert.Nil(t, v.Status.MadeForKids, "what is not said is not false")
	assert.Equal(t, youtube.Count(1500), v.Processing.Progress.LeftMillis)

	var c youtube.CommentThread
	require.NoError(t, json.Unmarshal([]byte(threadJSON), &c))
	assert.Equal(t, youtube.ID("UC2"), c.Snippet.TopLevel.AuthorID())
	assert.Equal(t, youtube.ID("Ugx"), c.Replies.Comments[0].Snippet.ParentID)
}

func TestDurations(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]time.Duration{
		"PT15S": 15 * time.Second, "PT4M": 4 * time.Minute, "PT1H2M3S": time.Hour + 2*time.Minute + 3*time.Second,
		"P1DT2H": 26 * time.Hour, "P0D": 0, "P2W": 14 * 24 * time.Hour, "PT1.5S": 1500 * time.Millisecond,
		"PT0,25S": 250 * time.Millisecond, "-PT5S": -5 * time.Second, "12.5s": 12500 * time.Millisecond, "0s": 0,
		"P100000DT23H59M59.999999999S": 100000*24*time.Hour + 24*time.Hour - 1,
	} {
		d := youtube.Duration{Duration: -1}
		require.NoError(t, json.Unmarshal([]byte(`"`+in+`"`), &d))
		assert.Equal(t, want, d.Duration, in)
		again := youtube.Duration{Duration: -1}
		require.NoError(t, json.Unmarshal([]byte(`"`+d.ISO()+`"`), &again))
		assert.Equal(t, want, again.Duration, d.ISO())
	}
	for _, in := range []string{`"P"`, `"PT"`, `"P1Y"`, `"P1M"`, `"PT1S2M"`, `"PTS"`, `"1:02"`, `"PT1e3S"`, `"P106752D"`, `""`, `null`, `{}`} {
		d := youtube.Duration{Duration: 7}
		require.NoError(t, json.Unmarshal([]byte(in), &d))
		assert.Equal(t, time.Duration(7), d.Duration, in)
	}
	for d, want := range map[time.Duration]string{
		0: "PT0S", time.Hour: "PT1H", 25*time.Hour + time.Second: "P1DT1H1S", 24 * time.Hour: "P1D", -90 * time.Second: "-PT1M30S",
	} {
		assert.Equal(t, want, youtube.Duration{Duration: d}.ISO())
	}
}

// TestOddScalars: a value that makes no sense leaves the rest readable.
func TestOddScalars(t *testing.T) {
	t.Parallel()
	var v struct {
		Count youtube.Count `json:"count"`
		Int   youtube.Int   `json:"int"`
		ID    youtube.ID    `json:"id"`
		Time  youtube.Time  `json:"time"`
		Bool  youtube.Bool  `json:"bool"`
	}
	for in, want := range map[string]string{
		`{"count":12,"int":"3","id":7,"time":"2026-01-02","bool":"false"}`:   `{"count":"12","int":3,"id":"7","time":"2026-01-02T00:00:00Z","bool":false}`,
		`{"count":"1e3","int":3.9,"time":"2026-01-02T03:04:05+01:00"}`:       `{"count":"1000","int":3,"id":"","time":"2026-01-02T02:04:05Z","bool":false}`,
		`{"count":"many","int":null,"id":{},"time":"soon","bool":null}`:      `{"count":"0","int":0,"id":"","time":null,"bool":false}`,
		`{"count":"99999999999999999999","time":"99999-01-01","bool":"yes"}`: `{"count":"0","int":0,"id":"","time":null,"bool":true}`,
	} {
		fresh := v
		require.NoError(t, json.Unmarshal([]byte(in), &fresh))
		written, err := json.Marshal(fresh)
		require.NoError(t, err)
		assert.JSONEq(t, want, string(written), in)
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	var r youtube.Report
	require.NoError(t, json.Unmarshal([]byte(`{"columnHeaders":[{"name":"day","columnType":"DIMENSION"},{"name":"views"}],"rows":[["2026-11-01",12],["2026-11-02",null]]}`), &r))
	assert.Equal(t, "2026-11-01", r.Text(0, "day"))
	n, ok := r.Float(0, "views")
	assert.True(t, ok)
	assert.InDelta(t, 12, n, 0)
	_, ok = r.Float(1, "views")
	assert.False(t, ok, "a missing number is not 0")
	_, ok = r.Float(0, "likes")
	assert.False(t, ok)
	_, ok = r.Float(9, "views")
	assert.False(t, ok)
}

func TestErrorBodies(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]struct {
		reason, text string
		daily        bool
	}{
		`{"error":{"code":403,"message":"The request cannot be completed because you have exceeded your <a href=\"/youtube/v3/getting-started#quota\">quota</a>.","errors":[{"domain":"youtube.quota","reason":"quotaExceeded"}]}}`: {
			"quotaExceeded", "quotaExceeded: The request cannot be completed because you have exceeded your quota.", false,
		},
		`{"error":{"code":429,"message":"Quota exceeded for quota metric 'Video Uploads' and limit 'Video Uploads per day' of service 'youtube.googleapis.com'","errors":[{"domain":"global","reason":"rateLimitExceeded"}],"status":"RESOURCE_EXHAUSTED"}}`: {
			"rateLimitExceeded", "rateLimitExceeded: Quota exceeded for quota metric 'Video Uploads' and limit 'Video Uploads per day' of service 'youtube.googleapis.com'", true,
		},
		`{"error":{"message":"slow down","details":[{"reason":"RATE_LIMIT_EXCEEDED","metadata":{"quota_limit":"SearchPerDayPerProject"}}]}}`: {
			"RATE_LIMIT_EXCEEDED", "RATE_LIMIT_EXCEEDED: slow down", true,
		},
		`{"error":"invalid_grant","error_description":"Token has been expired or revoked."}`: {
			"invalid_grant", "invalid_grant: Token has been expired or revoked.", false,
		},
		`{"error":{"code":"400","message":7,"errors":[{"reason":"badRequest","message":"No"}]}}`: {"badRequest", "badRequest: No", false},
		`{}`: {},
	} {
		var e youtube.Error
		require.NoError(t, json.Unmarshal([]byte(in), &e))
		assert.Equal(t, want.reason, e.Reason(), in)
		assert.Equal(t, want.text, e.Error(), in)
		assert.Equal(t, want.daily, e.PerDay(), in)
	}
}
