package mastodon_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
)

// decode reads JSON as a lenient client does: a field of an unexpected type is lost, the rest is not.
func decode[T any](t *testing.T, in string) T {
	t.Helper()
	var v T
	var mismatch *json.UnmarshalTypeError
	if err := json.Unmarshal([]byte(in), &v); !errors.As(err, &mismatch) {
		require.NoError(t, err)
	}
	return v
}

func TestTime(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`"2026-05-04T03:02:01Z"`:           "2026-05-04T03:02:01Z",
		`"2026-05-04T03:02:01.5Z"`:         "2026-05-04T03:02:01.5Z",
		`"2026-05-04T03:02:01.123Z"`:       "2026-05-04T03:02:01.123Z",
		`"2026-05-04T03:02:01.123456789Z"`: "2026-05-04T03:02:01.123456789Z",
		`"2026-05-04T05:02:01.000+02:00"`:  "2026-05-04T03:02:01Z",
		`"2026-05-04T05:02:01.25+0200"`:    "2026-05-04T03:02:01.25Z",
		`"2026-05-04T03:02:01"`:            "2026-05-04T03:02:01Z",
		`"2026-05-04T03:02:01.5"`:          "2026-05-04T03:02:01.5Z",
		`"2026-05-04 03:02:01"`:            "2026-05-04T03:02:01Z",
		`"2026-05-04 03:02:01 UTC"`:        "2026-05-04T03:02:01Z",
		`"2026-05-04"`:                     "2026-05-04T00:00:00Z",
		`1777863721`:                       "2026-05-04T03:02:01Z",
		`"1777863721"`:                     "2026-05-04T03:02:01Z",
		`0`:                                "1970-01-01T00:00:00Z",
		`null`:                             "",
		`""`:                               "",
		`"soon"`:                           "",
		`true`:                             "",
		`{"a":1}`:                          "",
		`["2026-05-04"]`:                   "",
		`1777863721000`:                    "2026-05-04T03:02:01Z", // milliseconds
		`"9999-12-31T23:59:59-23:00"`:      "",
		`"2026-13-01T00:00:00Z"`:           "",
	} {
		got := decode[mastodon.Time](t, in)
		if want == "" {
			assert.True(t, got.IsZero(), in)
			continue
		}
		assert.Equal(t, want, got.Format(time.RFC3339Nano), in)
		assert.Equal(t, time.UTC, got.Location(), in)
	}
}

func TestTimeWrites(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal([]mastodon.Time{{}, {Time: time.Date(2026, 5, 4, 3, 2, 1, 5e8, time.UTC)}})
	require.NoError(t, err)
	assert.JSONEq(t, `[null,"2026-05-04T03:02:01.5Z"]`, string(b))
}

func TestID(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]mastodon.ID{
		`"01H8ZK"`:             "01H8ZK",
		`"114222333444555666"`: "114222333444555666",
		`114222333444555666`:   "114222333444555666", // more digits than a float holds
		`"A\u0042"`:            "AB",
		`""`:                   "",
		`null`:                 "",
		`{}`:                   "",
		`[1]`:                  "",
	} {
		assert.Equal(t, want, decode[mastodon.ID](t, in), in)
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]mastodon.Int{
		`12`: 12, `"12"`: 12, `-3`: -3, `"-3"`: -3, `12.0`: 12, `12.9`: 12, `"1e3"`: 1000, `9007199254740993`: 9007199254740993,
		`null`: 0, `""`: 0, `"many"`: 0, `true`: 0, `{}`: 0, `1e300`: 0, `"-"`: 0, `"NaN"`: 0,
	} {
		assert.Equal(t, want, decode[mastodon.Int](t, in), in)
	}
	for in, want := range map[string]mastodon.Float{`1.5`: 1.5, `"1.5"`: 1.5, `-2`: -2, `null`: 0, `"x"`: 0, `"Inf"`: 0} {
		assert.InDelta(t, float64(want), float64(decode[mastodon.Float](t, in)), 0, in)
	}
	for in, want := range map[string]mastodon.Bool{
		`true`: true, `"true"`: true, `1`: true, `"1"`: true, `"on"`: true,
		`false`: false, `"false"`: false, `0`: false, `"0"`: false, `"off"`: false, `null`: false, `""`: false,
	} {
		assert.Equal(t, want, decode[mastodon.Bool](t, in), in)
	}
	for in, want := range map[string]mastodon.Scalar{`"30/1"`: "30/1", `30`: "30", `true`: "true", `null`: "", `{}`: ""} {
		assert.Equal(t, want, decode[mastodon.Scalar](t, in), in)
	}
}

// TestScheduledTwice covers parameters that Mastodon 4.5 sends twice, as a number and as a word.
func TestScheduledTwice(t *testing.T) {
	t.Parallel()
	for _, params := range []string{
		`"quote_approval_policy":262144,"quoted_status_id":114222333444555666,"quote_approval_policy":"followers","quoted_status_id":"114222333444555666"`,
		`"quote_approval_policy":"followers","quoted_status_id":"114222333444555666","quote_approval_policy":262144,"quoted_status_id":null`,
	} {
		s := decode[mastodon.ScheduledStatus](t, `{"id":"7","scheduled_at":"2026-09-01T10:00:00.000Z","media_attachments":[],"params":{`+params+`,
			"poll":{"options":["a","b"],"expires_in":"3600","multiple":"1","hide_totals":false},"sensitive":"false","in_reply_to_id":12,"application_id":3,
			"media_ids":[1,"2"],"visibility":null,"language":null,"scheduled_at":null,"with_rate_limit":false,"idempotency":null,"text":"hi"}}`)
		p := s.Params
		assert.Equal(t, mastodon.QuoteFollowers, p.QuoteApprovalPolicy)
		assert.Equal(t, mastodon.ID("114222333444555666"), p.QuotedStatusID)
		assert.Equal(t, &mastodon.ScheduledPoll{Options: []string{"a", "b"}, ExpiresIn: 3600, Multiple: true}, p.Poll)
		assert.False(t, bool(p.Sensitive))
		assert.Equal(t, mastodon.ID("12"), p.InReplyToID)
		assert.Equal(t, []mastodon.ID{"1", "2"}, p.MediaIDs)
		assert.Equal(t, "hi", p.Text)
	}
}

// TestUnknownIsNotZero checks that a number which a server leaves out stays apart from 0.
func TestUnknownIsNotZero(t *testing.T) {
	t.Parallel()
	s := decode[mastodon.Status](t, `{"poll":{"voters_count":null,"options":[{"votes_count":null},{"votes_count":0}]}}`)
	assert.Nil(t, s.QuotesCount)
	assert.Nil(t, s.Poll.VotersCount)
	assert.Nil(t, s.Poll.Options[0].VotesCount)
	require.NotNil(t, s.Poll.Options[1].VotesCount)
	assert.Zero(t, *s.Poll.Options[1].VotesCount)
	assert.Equal(t, int64(3), *decode[mastodon.Status](t, `{"quotes_count":3}`).QuotesCount)
	assert.Nil(t, decode[mastodon.Source](t, `{}`).FollowRequestsCount)
	assert.Nil(t, decode[mastodon.AdminMeasure](t, `{"total":"3","previous_total":null}`).PreviousTotal)
	assert.Nil(t, decode[mastodon.NodeInfo](t, `{"usage":{}}`).Usage.LocalPosts)
}

func TestEnumerationsKeepUnknownValues(t *testing.T) {
	t.Parallel()
	n := decode[mastodon.Notification](t, `{"id":5,"type":"some.day","status":{"visibility":"mutuals_only","quote":{"state":"new","quoted_status_id":"4"}}}`)
	assert.Equal(t, mastodon.NotificationType("some.day"), n.Type)
	assert.Equal(t, mastodon.VisibilityMutualsOnly, n.Status.Visibility)
	assert.Equal(t, &mastodon.Quote{State: "new", QuotedStatusID: "4"}, n.Status.Quote)
}

func TestStreamEvent(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]mastodon.StreamEvent{
		`{"stream":["hashtag","jardin"],"event":"update","payload":"{\"id\":\"1\"}"}`: {
			Stream: []string{"hashtag", "jardin"}, Event: mastodon.StreamUpdate, Payload: `{"id":"1"}`,
		},
		`{"stream":["user"],"event":"delete","payload":"12"}`:        {Stream: []string{"user"}, Event: mastodon.StreamDelete, Payload: "12"},
		`{"stream":["user"],"event":"delete","payload":12}`:          {Stream: []string{"user"}, Event: mastodon.StreamDelete, Payload: "12"},
		`{"stream":["user"],"event":"update","payload":{"id":"1"}}`:  {Stream: []string{"user"}, Event: mastodon.StreamUpdate, Payload: `{"id":"1"}`},
		`{"stream":["user"],"event":"filters_changed","payload":""}`: {Stream: []string{"user"}, Event: mastodon.StreamFiltersChanged},
		`{"stream":["user"],"event":"filters_changed"}`:              {Stream: []string{"user"}, Event: mastodon.StreamFiltersChanged},
		`{"stream":"user","event":"delete","payload":null}`:          {Event: mastodon.StreamDelete},
		`{"error":"Unknown channel requested","status":400}`:         {Error: "Unknown channel requested", Status: 400},
	} {
		assert.Equal(t, want, decode[mastodon.StreamEvent](t, in), in)
	}
}

// TestStatusesPage reads a whole page and checks that writing and reading it again changes nothing.
func TestStatusesPage(t *testing.T) {
	t.Parallel()
	page := decode[[]*mastodon.Status](t, string(readPage(t)))
	require.Len(t, page, 40)
	reblogs, media, cards, polls := 0, 0, 0, 0
	for _, s := range page {
		assert.NotEmpty(t, s.ID)
		assert.False(t, s.CreatedAt.IsZero())
		assert.True(t, s.EditedAt.IsZero())
		assert.NotEmpty(t, s.Account.Acct)
		assert.NotNil(t, s.QuotesCount)
		if s.Reblog != nil {
			reblogs++
			assert.NotEqual(t, s.ID, s.Reblog.ID)
		}
		for _, m := range s.MediaAttachments {
			media++
			assert.Equal(t, mastodon.MediaImage, m.Type)
			assert.Equal(t, mastodon.Int(2048), m.Meta.Original.Width)
			assert.InDelta(t, -0.24, float64(m.Meta.Focus.X), 0)
		}
		if s.Card != nil {
			cards++
			assert.Equal(t, mastodon.Int(1200), s.Card.Width)
		}
		if s.Poll != nil {
			polls++
			assert.Equal(t, int64(12), *s.Poll.Options[0].VotesCount)
		}
	}
	assert.Equal(t, []int{8, 16, 8, 4}, []int{reblogs, media, cards, polls})

	written, err := json.Marshal(page)
	require.NoError(t, err)
	assert.Equal(t, page, decode[[]*mastodon.Status](t, string(written)))
}

func readPage(tb testing.TB) []byte {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "statuses.json"))
	require.NoError(tb, err)
	return b
}

func BenchmarkDecodeStatuses(b *testing.B) {
	page := readPage(b)
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		var statuses []*mastodon.Status
		if err := json.Unmarshal(page, &statuses); err != nil {
			b.Fatal(err)
		}
	}
}
