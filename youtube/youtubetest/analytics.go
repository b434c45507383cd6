package youtubetest

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MetricsRow is what happened on one day.
type MetricsRow struct {
	Day string // "2026-08-20", in Los Angeles
	// Video is the id of the video that the row is about. Rows without one are about the whole channel; on a
	// day that has none, the sum over the videos stands for them.
	Video string
	// Dimensions are what the row is broken down by, such as country or ageGroup. A report uses the rows
	// that are broken down by exactly the dimensions and filters it names, so that a day may have totals
	// and breakdowns side by side.
	Dimensions map[string]string
	Values     map[string]float64 // by metric
}

// AddMetrics adds rows to what reports about a channel are made from.
func (s *Server) AddMetrics(channel string, rows ...MetricsRow) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.mustChannel(channel)
	for _, row := range rows {
		if _, err := time.Parse(time.DateOnly, row.Day); err != nil {
			panic("youtubetest: not a day: " + row.Day)
		}
		row.Dimensions, row.Values = maps.Clone(row.Dimensions), maps.Clone(row.Values)
		s.days[ch.id] = append(s.days[ch.id], row)
	}
}

// report is a parsed query.
type report struct {
	channel    *channel
	from, to   string
	metrics    []string
	dimensions []string
	filters    map[string][]string
	sort       []string
	limit      int
	start      int
}

func unsupported(message string) *apiError { return malformed(message) }

func notSupported() *apiError {
	return unsupported("The query is not supported. Check the documentation for supported queries.")
}

// queryReport is reports.query, see https://developers.google.com/youtube/analytics/reference/reports/query.
func queryReport(c *call) (any, error) {
	q, err := c.readReport()
	if err != nil {
		return nil, err
	}
	if err := c.checkReport(q); err != nil {
		return nil, err
	}
	rows := c.srv.rowsOf(q)
	headers := []object{}
	for _, name := range q.dimensions {
		headers = append(headers, object{"name": name, "columnType": "DIMENSION", "dataType": "STRING"})
	}
	for _, name := range q.metrics {
		headers = append(headers, object{"name": name, "columnType": "METRIC", "dataType": metricType(name)})
	}
	out := object{"kind": "youtubeAnalytics#resultTable", "columnHeaders": headers}
	if table := q.table(rows); len(table) > 0 { // absent, not empty
		out["rows"] = table
	}
	return out, nil
}

func split(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

// readReport reads the parameters.
func (c *call) readReport() (*report, error) {
	for _, name := range []string{"ids", "startDate", "endDate", "metrics"} {
		if c.text(name) == "" {
			return nil, badRequest("global", "required", "Required").at(name)
		}
	}
	q := &report{
		from: c.text("startDate"), to: c.text("endDate"), metrics: split(c.text("metrics")), dimensions: split(c.text("dimensions")),
		sort: split(c.text("sort")), filters: map[string][]string{}, limit: -1, start: 1,
	}
	for _, day := range []string{q.from, q.to} {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return nil, malformed("Invalid value for date: " + day)
		}
	}
	if q.to < q.from {
		return nil, malformed("The end date is before the start date.")
	}
	for filter := range strings.SplitSeq(c.text("filters"), ";") {
		if filter == "" {
			continue
		}
		name, values, ok := strings.Cut(filter, "==")
		if !ok {
			return nil, malformed("Invalid filter: " + filter)
		}
		q.filters[name] = strings.Split(values, ",")
	}
	for name, into := range map[string]*int{"maxResults": &q.limit, "startIndex": &q.start} {
		if text := c.text(name); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 1 {
				return nil, malformed("Invalid value for " + name + ": " + text)
			}
			*into = n
		}
	}
	return q, c.reportChannel(q)
}

// reportChannel reads whose report is wanted.
func (c *call) reportChannel(q *report) error {
	me, err := c.me()
	if err != nil {
		return err
	}
	kind, id, _ := strings.Cut(c.text("ids"), "==")
	switch {
	case kind == "channel" && (id == "MINE" || id == me.id):
		q.channel = me
		return nil
	case kind == "channel" || kind == "contentOwner":
		e := forbidden("global", "forbidden", "Forbidden")
		e.rpc = "PERMISSION_DENIED"
		return e
	}
	return malformed("Invalid value for ids: " + c.text("ids"))
}

func times() []string { return []string{"day", "month"} }

func breakdowns() []string {
	return []string{
		"country", "province", "city", "continent", "subContinent", "ageGroup", "gender", "deviceType", "operatingSystem",
		"insightTrafficSourceType", "insightTrafficSourceDetail", "insightPlaybackLocationType", "subscribedStatus",
		"creatorContentType", "liveOrOnDemand", "youtubeProduct", "sharingService", "elapsedVideoTimeRatio", "audienceType",
	}
}

func revenueMetrics() []string {
	return []string{
		"estimatedRevenue", "estimatedAdRevenue", "estimatedRedPartnerRevenue", "grossRevenue", "cpm", "playbackBasedCpm",
		"adImpressions", "monetizedPlaybacks",
	}
}

func metrics() []string {
	return append([]string{
		"views", "engagedViews", "redViews", "comments", "likes", "dislikes", "shares", "videosAddedToPlaylists",
		"videosRemovedFromPlaylists", "estimatedMinutesWatched", "estimatedRedMinutesWatched", "averageViewDuration",
		"averageViewPercentage", "subscribersGained", "subscribersLost", "viewerPercentage", "audienceWatchRatio",
		"relativeRetentionPerformance", "averageConcurrentViewers", "peakConcurrentViewers", "cardImpressions", "cardClicks",
		"cardClickRate", "cardTeaserImpressions", "cardTeaserClicks", "cardTeaserClickRate",
	}, revenueMetrics()...)
}

func metricType(name string) string {
	switch name {
	case "averageViewPercentage", "viewerPercentage", "audienceWatchRatio", "relativeRetentionPerformance", "cardClickRate",
		"cardTeaserClickRate", "estimatedRevenue", "estimatedAdRevenue", "estimatedRedPartnerRevenue", "grossRevenue", "cpm",
		"playbackBasedCpm", "averageConcurrentViewers":
		return "FLOAT"
	}
	return "INTEGER"
}

// averaged metrics are weighted with the views instead of added.
func averaged(name string) bool {
	switch name {
	case "averageViewDuration", "averageViewPercentage", "cpm", "playbackBasedCpm", "cardClickRate", "cardTeaserClickRate",
		"audienceWatchRatio", "relativeRetentionPerformance", "averageConcurrentViewers":
		return true
	}
	return false
}

// checkReport knows which metrics and dimensions go together, see
// https://developers.google.com/youtube/analytics/channel_reports.
func (c *call) checkReport(q *report) error {
	unknown := func(name, parameter string) error {
		return unsupported("Unknown identifier (" + name + ") given in field parameters." + parameter + ".")
	}
	for _, name := range q.metrics {
		if !slices.Contains(metrics(), name) {
			return unknown(name, "metrics")
		}
		if slices.Contains(revenueMetrics(), name) && (!slices.Contains(c.scopes, ScopeAnalyticsMonetary) || !q.channel.Monetized) {
			e := forbidden("global", "forbidden", "Insufficient permission to access this report.")
			e.rpc = "PERMISSION_DENIED"
			return e
		}
	}
	known := slices.Concat(times(), breakdowns(), []string{"video", "channel", "playlist", "group"})
	for _, name := range q.dimensions {
		if !slices.Contains(known, name) {
			return unknown(name, "dimensions")
		}
	}
	for name, values := range q.filters {
		if !slices.Contains(known, name) || slices.Contains(times(), name) {
			return unknown(name, "filters")
		}
		if name == "video" && len(values) > 500 {
			return malformed("Too many values for filter video.")
		}
	}
	for _, name := range q.sort {
		name = strings.TrimPrefix(name, "-")
		if !slices.Contains(q.dimensions, name) && !slices.Contains(q.metrics, name) {
			return unknown(name, "sort")
		}
	}
	return q.supported()
}

func (q *report) supported() error {
	count := func(names []string) int {
		n := 0
		for _, name := range q.dimensions {
			if slices.Contains(names, name) {
				n++
			}
		}
		return n
	}
	people := []string{"ageGroup", "gender"}
	demographic := count(people)
	top := slices.Contains(q.dimensions, "video") && len(q.filters["video"]) == 0
	switch {
	case count(times()) > 1,
		slices.Contains(q.metrics, "viewerPercentage") != (demographic > 0),
		demographic > 0 && (len(q.metrics) > 1 || count(times()) > 0),
		demographic == 0 && count(breakdowns()) > 2,
		top && (len(q.sort) == 0 || q.limit < 1 || q.limit > 200 || count(times()) > 0):
		return notSupported()
	case slices.Contains(q.dimensions, "month") && (q.from[8:] != "01" || q.to[8:] != "01"):
		return malformed("Dates must be the first day of a month when the dimension month is used.")
	}
	return nil
}

// rowsOf are the rows that a report is made from.
func (s *Server) rowsOf(q *report) []MetricsRow {
	about := map[string]bool{}
	for _, name := range slices.Concat(q.dimensions, slices.Collect(maps.Keys(q.filters))) {
		if slices.Contains(breakdowns(), name) {
			about[name] = true
		}
	}
	_, filtered := q.filters["video"]
	videos := filtered || slices.Contains(q.dimensions, "video")
	to := q.to
	if slices.Contains(q.dimensions, "month") { // the month that begins with the last day is meant whole
		to = q.to[:7] + "-31"
	}
	totals := map[string]bool{}
	var found []MetricsRow
	for _, row := range s.days[q.channel.id] {
		if row.Day < q.from || row.Day > to || !s.complete(row.Day) || videos && row.Video == "" || !sameKeys(row.Dimensions, about) || !q.takes(row) {
			continue
		}
		totals[row.Day] = totals[row.Day] || row.Video == ""
		found = append(found, row)
	}
	return slices.DeleteFunc(found, func(row MetricsRow) bool { return !videos && row.Video != "" && totals[row.Day] })
}

// complete reports whether reports have a day already.
func (s *Server) complete(day string) bool {
	if s.opts.AnalyticsLag < 0 {
		return true
	}
	start, err := time.ParseInLocation(time.DateOnly, day, s.pacific)
	return err == nil && !s.now().Before(start.AddDate(0, 0, 1).Add(s.opts.AnalyticsLag))
}

func sameKeys(have map[string]string, want map[string]bool) bool {
	if len(have) != len(want) {
		return false
	}
	for name := range have {
		if !want[name] {
			return false
		}
	}
	return true
}

func (q *report) takes(row MetricsRow) bool {
	for name, values := range q.filters {
		if name == "channel" || name == "group" || name == "playlist" {
			continue
		}
		if !slices.Contains(values, q.dimension(row, name)) {
			return false
		}
	}
	return true
}

func (q *report) dimension(row MetricsRow, name string) string {
	switch name {
	case "day":
		return row.Day
	case "month":
		return row.Day[:7]
	case "video":
		return row.Video
	case "channel":
		return q.channel.id
	}
	return row.Dimensions[name]
}

// line is a row of a table that is being added up.
type line struct {
	keys  []string
	sums  map[string]float64
	views float64
}

// table adds rows up, sorts and cuts.
func (q *report) table(rows []MetricsRow) [][]any {
	index := map[string]*line{}
	var lines []*line
	for _, row := range rows {
		var keys []string
		for _, name := range q.dimensions {
			keys = append(keys, q.dimension(row, name))
		}
		id := strings.Join(keys, "\x00")
		l := index[id]
		if l == nil {
			l = &line{keys: keys, sums: map[string]float64{}}
			index[id] = l
			lines = append(lines, l)
		}
		views := row.Values["views"]
		l.views += views
		for name, value := range row.Values {
			if averaged(name) {
				value *= max(1, views)
			}
			l.sums[name] += value
		}
	}
	slices.SortFunc(lines, q.compare)
	from := min(q.start-1, len(lines))
	to := len(lines)
	if q.limit > 0 {
		to = min(from+q.limit, to)
	}
	var out [][]any
	for _, l := range lines[from:to] {
		var cells []any
		for _, key := range l.keys {
			cells = append(cells, key)
		}
		for _, name := range q.metrics {
			cells = append(cells, l.value(name))
		}
		out = append(out, cells)
	}
	return out
}

// value is a cell: whole numbers are written as such.
func (l *line) value(name string) any {
	v := l.sums[name]
	if name == "averageViewDuration" && v == 0 && l.views > 0 {
		v = l.sums["estimatedMinutesWatched"] * 60
	}
	if averaged(name) {
		v /= max(1, l.views)
	}
	if metricType(name) == "INTEGER" {
		return int64(v)
	}
	return v
}

// compare orders lines as the report wants it, and by its dimensions where it does not say.
func (q *report) compare(a, b *line) int {
	for _, name := range q.sort {
		name, down := strings.CutPrefix(name, "-")
		order := 0
		if at := slices.Index(q.dimensions, name); at >= 0 {
			order = strings.Compare(a.keys[at], b.keys[at])
		} else {
			order = cmp.Compare(number(a.value(name)), number(b.value(name)))
		}
		if down {
			order = -order
		}
		if order != 0 {
			return order
		}
	}
	return slices.Compare(a.keys, b.keys)
}

func number(v any) float64 {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case float64:
		return v
	}
	return 0
}

// analyticsError is a fault's body in the form of the Analytics API, which fails with it at times.
func analyticsError() *apiError {
	e := refuse(http.StatusInternalServerError, "global", "internalError", "Internal error encountered.")
	e.rpc = "INTERNAL"
	return e
}

// AnalyticsError is a fault that answers 500 as the Analytics API does at times, not executed.
func AnalyticsError() Fault { return fault("GET /v2/reports", analyticsError()) }
