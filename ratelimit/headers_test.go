package ratelimit_test

import (
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

var noon = time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)

func TestParseReset(t *testing.T) {
	t.Parallel()
	for v, want := range map[string]time.Time{
		"2026-08-01T15:00:00.993839Z":  time.Date(2026, 8, 1, 15, 0, 0, 993839000, time.UTC), // Mastodon
		"2026-08-01T15:00:00Z":         time.Date(2026, 8, 1, 15, 0, 0, 0, time.UTC),
		"2026-08-01T17:00:00.5+02:00":  time.Date(2026, 8, 1, 15, 0, 0, 500_000_000, time.UTC),
		"1785596400":                   time.Date(2026, 8, 1, 15, 0, 0, 0, time.UTC), // X, older GoToSocial
		"1785596400.25":                time.Date(2026, 8, 1, 15, 0, 0, 250_000_000, time.UTC),
		"1785596400123":                time.Date(2026, 8, 1, 15, 0, 0, 123_000_000, time.UTC),
		" 1785596400 ":                 time.Date(2026, 8, 1, 15, 0, 0, 0, time.UTC),
		"90":                           noon.Add(90 * time.Second),
		"0.5":                          noon.Add(500 * time.Millisecond),
		"0":                            noon,
		"":                             {},
		"soon":                         {},
		"-5":                           {},
		"1e9":                          {},
		"NaN":                          {},
		"99999999999999999999":         {},
		"500000000":                    {}, // sixteen years from now
		"2026-08-01":                   {},
		"2026-13-01T15:00:00Z":         {},
		"0x5F5E100":                    {},
		"..":                           {},
		"2026-08-01T15:00:00.993839Zz": {},
	} {
		got, ok := ratelimit.ParseReset(v, noon, nil)
		assert.Equal(t, !want.IsZero(), ok, "%q", v)
		assert.WithinDuration(t, want, got, time.Microsecond, "%q", v)
	}
}

func TestParseCount(t *testing.T) {
	t.Parallel()
	for v, want := range map[string]int64{"300": 300, " 0 ": 0, "300, 300;w=900": 300, "5;w=1": 5, "": -1, "-1": -1, "many": -1, "1.5": -1} {
		got, ok := ratelimit.ParseCount(v)
		if want < 0 {
			assert.False(t, ok, "%q", v)
			continue
		}
		assert.True(t, ok, "%q", v)
		assert.Equal(t, want, got, "%q", v)
	}
}

func TestHeadersWindow(t *testing.T) {
	t.Parallel()
	h := http.Header{}
	set := func(field, v string) { h.Set(field, v) }
	set("x-rate-limit-limit", "900")
	set("x-rate-limit-remaining", "899")
	set("x-rate-limit-reset", "1785596400")
	set("x-user-limit-24hour-limit", "1000")
	main := headers()
	main.Period = 15 * time.Minute
	w, ok := main.Window(budget, h, noon, noon, nil)
	assert.True(t, ok)
	assert.Equal(t, social.Window{
		Budget: budget, Limit: 900, Remaining: 899, Reset: noon.Add(3 * time.Hour), Period: 15 * time.Minute,
	}, w)
	day := &ratelimit.Headers{Name: "24h", Limit: "X-User-Limit-24hour-Limit"}
	w, ok = day.Window(budget, h, noon, noon, nil)
	assert.True(t, ok)
	assert.Equal(t, social.Window{Budget: budget, Name: "24h", Limit: 1000, Remaining: -1}, w)
	_, ok = (&ratelimit.Headers{Limit: "X-Other"}).Window(budget, h, noon, noon, nil)
	assert.False(t, ok)
}

func TestRetryAfterHeader(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		v, date string
		want    time.Duration
	}{
		{v: "120", want: 2 * time.Minute},
		{v: "0.5", want: 500 * time.Millisecond},
		{v: "Sat, 01 Aug 2026 12:00:30 GMT", want: 30 * time.Second},
		{v: "Sat, 01 Aug 2026 13:00:30 GMT", date: "Sat, 01 Aug 2026 13:00:00 GMT", want: 30 * time.Second},
		{v: "Sat, 01 Aug 2026 11:00:00 GMT"},
		{v: "Sat, 01 Aug 2065 11:00:00 GMT"},
		{v: "-3"}, {v: ""}, {v: "never"}, {v: "99999999999"},
	} {
		h := http.Header{}
		h.Set("Retry-After", test.v)
		if test.date != "" {
			h.Set("Date", test.date)
		}
		assert.Equal(t, test.want, ratelimit.RetryAfter(h, noon, nil), "%q", test.v)
	}
}

// dated is an answer's header with the time of a clock that is ahead.
func dated(local time.Time, ahead time.Duration) http.Header {
	return http.Header{"Date": {local.Add(ahead).UTC().Format(http.TimeFormat)}}
}

func TestSkew(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{90 * time.Second, -90 * time.Second, 1700 * time.Millisecond, -1300 * time.Millisecond} {
		var s ratelimit.Skew
		r := rand.New(rand.NewPCG(1, 2))
		at := noon
		for range 200 {
			at = at.Add(time.Duration(r.Int64N(int64(3 * time.Second))))
			s.Observe(dated(at.Add(20*time.Millisecond), ahead), at, at.Add(50*time.Millisecond))
			lo, hi, ok := s.Bounds()
			require.True(t, ok)
			require.LessOrEqual(t, lo, ahead, "the truth stays within the bounds")
			require.GreaterOrEqual(t, hi, ahead, "the truth stays within the bounds")
			require.LessOrEqual(t, s.Local(noon.Add(ahead)).Sub(noon), 1100*time.Millisecond)
			require.False(t, s.Local(noon.Add(ahead)).Before(noon), "never too early")
		}
		lo, hi, _ := s.Bounds()
		t.Logf("clock ahead by %v: between %v and %v after 200 answers", ahead, lo, hi)
		assert.Less(t, hi-lo, 100*time.Millisecond, "many answers narrow it to the latency")
	}
}

func TestSkewLeavesGoodClocksAlone(t *testing.T) {
	t.Parallel()
	var s ratelimit.Skew
	for i := range 100 {
		at := noon.Add(time.Duration(i) * 1370 * time.Millisecond)
		s.Observe(dated(at, 0), at, at)
		assert.Equal(t, noon, s.Local(noon))
	}
	var none *ratelimit.Skew
	none.Observe(dated(noon, time.Hour), noon, noon)
	assert.Equal(t, noon, none.Local(noon))
}

func TestSkewBeginsAgain(t *testing.T) {
	t.Parallel()
	var s ratelimit.Skew
	s.Observe(dated(noon, time.Hour), noon, noon)
	assert.Equal(t, noon, s.Local(noon.Add(time.Hour)))
	cached := dated(noon, -time.Hour)
	cached.Set("Age", "3600")
	s.Observe(cached, noon, noon)
	assert.Equal(t, noon, s.Local(noon.Add(time.Hour)), "a cached answer tells nothing")
	s.Observe(dated(noon, 0), noon, noon)
	assert.Equal(t, noon, s.Local(noon), "somebody has set the clock")
}

func TestMetaUsage(t *testing.T) {
	t.Parallel()
	h := http.Header{}
	h.Set("X-App-Usage", `{"call_count":28,"total_time":25,"total_cputime":25.2}`)
	assert.Equal(t, []social.Window{
		{Budget: "app", Name: ratelimit.Percent("app"), Limit: 100, Remaining: 72, Period: time.Hour},
	}, ratelimit.AppUsage("app", h, noon))

	h.Set("X-Business-Use-Case-Usage", `{"1234":[
		{"type":"pages","call_count":97,"total_cputime":23,"total_time":23,"estimated_time_to_regain_access":0},
		{"type":"pages","call_count":"10","total_cputime":100,"total_time":3,"estimated_time_to_regain_access":19},
		{"type":"ads_insights","call_count":1,"total_cputime":1,"total_time":1}],"99":[{"type":"pages","call_count":120}]}`)
	names := func(id, useCase string) string {
		if id != "1234" || useCase != "pages" {
			return ""
		}
		return "facebook/" + id
	}
	assert.Equal(t, []social.Window{{
		Budget: "facebook/1234", Name: ratelimit.Percent("pages"), Limit: 100, Remaining: 0,
		Reset: noon.Add(19 * time.Minute), Period: 24 * time.Hour,
	}}, ratelimit.BusinessUsage(h, noon, names), "the tighter of two entries counts")

	for _, v := range []string{"", "{", "[]", "null", `"x"`, `{"call_count":"many"}`} {
		h.Set("X-App-Usage", v)
		h.Set("X-Business-Use-Case-Usage", v)
		for _, w := range ratelimit.AppUsage("app", h, noon) {
			assert.EqualValues(t, 100, w.Remaining, "%q", v)
		}
		assert.Empty(t, ratelimit.BusinessUsage(h, noon, names), "%q", v)
	}
}
