package youtubetest_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/youtube/youtubetest"
)

type values = map[string]float64

func (s *site) report(query string) reply {
	s.t.Helper()
	return s.do(s.token, get, "/v2/reports?ids=channel==MINE&startDate=2026-11-01&endDate=2026-11-10&"+query, nil)
}

func rows(r reply) string {
	data, _ := json.Marshal(r.body["rows"])
	return string(data)
}

func TestReports(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	s.AddMetrics(s.acme,
		youtubetest.MetricsRow{Day: "2026-11-02", Values: values{"views": 10, "estimatedMinutesWatched": 30, "averageViewPercentage": 40}},
		youtubetest.MetricsRow{Day: "2026-11-02", Video: "v1", Values: values{"views": 7}},
		youtubetest.MetricsRow{Day: "2026-11-02", Dimensions: map[string]string{"country": "FR"}, Values: values{"views": 6}},
		youtubetest.MetricsRow{Day: "2026-11-04", Video: "v1", Values: values{"views": 1, "averageViewPercentage": 80}},
		youtubetest.MetricsRow{Day: "2026-11-04", Video: "v2", Values: values{"views": 3, "averageViewPercentage": 40}},
		youtubetest.MetricsRow{Day: "2026-11-07", Values: values{"views": 100}},
		youtubetest.MetricsRow{Day: "2026-11-08", Values: values{"views": 1000}},
		youtubetest.MetricsRow{Day: "2026-11-03", Dimensions: map[string]string{"ageGroup": "age18-24", "gender": "female"}, Values: values{"viewerPercentage": 60.5}},
	)
	daily := s.report("dimensions=day&metrics=views,averageViewPercentage,likes")
	assert.Equal(t, `[["2026-11-02",10,40,0],["2026-11-04",4,50,0],["2026-11-07",100,0,0]]`, rows(daily), "days without data are absent, and so is the newest")
	assert.Equal(t, []any{
		object{"name": "day", "columnType": "DIMENSION", "dataType": "STRING"},
		object{"name": "views", "columnType": "METRIC", "dataType": "INTEGER"},
		object{"name": "averageViewPercentage", "columnType": "METRIC", "dataType": "FLOAT"},
		object{"name": "likes", "columnType": "METRIC", "dataType": "INTEGER"},
	}, daily.dig("columnHeaders"))
	s.clock.Advance(24 * time.Hour)
	s.token = s.Token(s.acme)
	assert.Equal(t, `[[1114,1]]`, rows(s.report("metrics=views,averageViewDuration")), "one more day is complete")
	assert.Equal(t, `[["v1",8],["v2",3]]`, rows(s.report("dimensions=video&metrics=views&sort=-views&maxResults=10")))
	assert.Equal(t, `[["v2",3]]`, rows(s.report("dimensions=video&metrics=views&sort=-views&maxResults=10&startIndex=2")))
	assert.Equal(t, `[["2026-11-02",7],["2026-11-04",1]]`, rows(s.report("dimensions=day&metrics=views&filters=video==v1")))
	assert.Equal(t, `[["FR",6]]`, rows(s.report("dimensions=country&metrics=views")))
	assert.Equal(t, `[["age18-24","female",60.5]]`, rows(s.report("dimensions=ageGroup,gender&metrics=viewerPercentage")))
	empty := s.report("dimensions=day&metrics=views&filters=country==DE")
	assert.Equal(t, http.StatusOK, empty.status)
	assert.NotContains(t, empty.text, "rows", "absent, not empty")
	assert.Equal(t, 0, s.Quota("").Pool, "an allowance of its own")
}

func TestReportRefusals(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	for query, want := range map[string]string{
		"metrics=fame":                                              "Unknown identifier (fame) given in field parameters.metrics.",
		"metrics=views&dimensions=mood":                             "Unknown identifier (mood) given in field parameters.dimensions.",
		"metrics=views&sort=likes":                                  "Unknown identifier (likes) given in field parameters.sort.",
		"metrics=views&dimensions=video":                            "The query is not supported.",
		"metrics=views&dimensions=video&sort=-views&maxResults=201": "The query is not supported.",
		"metrics=views&dimensions=gender":                           "The query is not supported.",
		"metrics=viewerPercentage":                                  "The query is not supported.",
		"metrics=views&dimensions=day,month":                        "The query is not supported.",
		"metrics=views&filters=country":                             "Invalid filter",
		"dimensions=day":                                            "Required",
	} {
		r := s.report(query)
		assert.Equal(t, http.StatusBadRequest, r.status, query)
		assert.Contains(t, r.dig("error", "message"), want, query)
	}
	assert.Equal(t, http.StatusForbidden, s.report("metrics=estimatedRevenue").status)
	s.SetProfile(s.acme, func(p *youtubetest.Profile) { p.Monetized = true })
	s.token = s.Token(s.acme, youtubetest.ScopeAnalyticsMonetary)
	assert.Equal(t, http.StatusOK, s.report("metrics=estimatedRevenue").status)
	other := s.do(s.token, get, "/v2/reports?ids=channel=="+s.fan+"&startDate=2026-11-01&endDate=2026-11-10&metrics=views", nil)
	assert.Equal(t, http.StatusForbidden, other.status)
	s.token = s.Token(s.acme, youtubetest.ScopeForceSSL)
	assert.Equal(t, "insufficientPermissions", s.report("metrics=views").reason(), "force-ssl does not do")
	s.Faults().Add(youtubetest.AnalyticsError())
	assert.Equal(t, "internalError", s.report("metrics=views").reason())
}
