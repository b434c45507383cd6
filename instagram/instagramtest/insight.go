package instagramtest

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// An Insight is a number that a metric has gained at some time, see [Server.AddAccountInsights] and
// [Server.AddMediaInsights]. What people do through the methods of [Server] counts by itself.
type Insight struct {
	Metric string // as the API calls it, such as "reach"
	Value  int
	At     time.Time // zero means now
	// By are the dimensions it can be broken down by, such as follow_type: FOLLOWER. What has none counts in
	// totals only.
	By map[string]string
}

// A Demographic is a number of people of one kind, see [Server.SetDemographics].
type Demographic struct {
	Metric    string // follower_demographics or engaged_audience_demographics
	Timeframe string // this_week or this_month; "" means both
	Age       string // such as "25-34"
	Gender    string // F, M or U
	Country   string // two letters
	City      string // such as "Lyon, Auvergne-Rhône-Alpes"
	Value     int
}

func (d *Demographic) dimension(name string) string {
	switch name {
	case "age":
		return d.Age
	case "gender":
		return d.Gender
	case "country":
		return d.Country
	}
	return d.City
}

// AddAccountInsights adds numbers to an account's metrics.
func (s *Server) AddAccountInsights(account string, rows ...Insight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.mustAccount(account)
	a.insights = append(a.insights, dated(rows, s.now())...)
}

// AddMediaInsights adds numbers to the metrics of a media. Most of them count for its account too.
func (s *Server) AddMediaInsights(media string, rows ...Insight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.mustMedia(media)
	m.counts = append(m.counts, dated(rows, s.now())...)
}

// SetDemographics replaces what is known of the people around an account.
func (s *Server) SetDemographics(account string, rows ...Demographic) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustAccount(account).audience = slices.Clone(rows)
}

func dated(rows []Insight, now time.Time) []Insight {
	rows = slices.Clone(rows)
	for i := range rows {
		if rows[i].At.IsZero() {
			rows[i].At = now
		}
	}
	return rows
}

func named(rows []Insight, metric string) []Insight {
	var out []Insight
	for _, row := range rows {
		if row.Metric == metric {
			out = append(out, row)
		}
	}
	return out
}

func total(rows []Insight) int {
	n := 0
	for _, row := range rows {
		n += row.Value
	}
	return n
}

// breakdown groups rows by dimensions, largest first.
func breakdown(rows []Insight, keys []string) object {
	type group struct {
		values []string
		n      int
	}
	groups := map[string]*group{}
	for _, row := range rows {
		var values []string
		for _, key := range keys {
			if v := row.By[key]; v != "" {
				values = append(values, v)
			}
		}
		if len(values) < len(keys) {
			continue
		}
		id := strings.Join(values, "\x00")
		if groups[id] == nil {
			groups[id] = &group{values: values}
		}
		groups[id].n += row.Value
	}
	sorted := make([]*group, 0, len(groups))
	for _, g := range groups {
		sorted = append(sorted, g)
	}
	slices.SortFunc(sorted, func(a, b *group) int {
		return cmp.Or(cmp.Compare(b.n, a.n), slices.Compare(a.values, b.values))
	})
	results := []any{}
	for _, g := range sorted {
		results = append(results, object{"dimension_values": anys(g.values), "value": g.n})
	}
	return object{"dimension_keys": anys(keys), "results": results}
}

// anys makes a list that renders as it is.
func anys(texts []string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}

// gained are all numbers of a media's metric, those that follow from what people did included.
func (m *media) gained(metric string) []Insight {
	rows := named(m.counts, metric)
	switch metric {
	case "likes":
		for _, at := range m.likes {
			rows = append(rows, Insight{Metric: metric, Value: 1, At: at})
		}
	case "comments":
		for _, c := range live(m.comments) {
			rows = append(rows, Insight{Metric: metric, Value: 1, At: c.created})
			for _, r := range live(c.replies) {
				rows = append(rows, Insight{Metric: metric, Value: 1, At: r.created})
			}
		}
	case "total_interactions":
		for _, part := range []string{"likes", "comments", "saved", "shares"} {
			rows = append(rows, m.gained(part)...)
		}
	case "total_likes", "total_comments", "total_views":
		rows = append(rows, m.gained(strings.TrimPrefix(metric, "total_"))...)
	}
	return rows
}

// surface is what the breakdown media_product_type calls a media.
func (m *media) surface() string {
	switch {
	case m.product == productReels:
		return "REEL"
	case m.product != productFeed:
		return m.product
	case m.kind == typeCarousel:
		return "CAROUSEL_CONTAINER"
	}
	return "POST"
}

// gained are all numbers of an account's metric: its own, and those of its media.
func (a *account) gained(metric string) []Insight {
	rows := named(a.insights, metric)
	of := metric
	switch metric {
	case "saves":
		of = "saved"
	case "views", "reach", "likes", "comments", "shares", "reposts", "replies", "total_interactions":
	default:
		return rows
	}
	for _, m := range a.media {
		for _, row := range m.gained(of) {
			by := map[string]string{"media_product_type": m.surface()}
			maps.Copy(by, row.By)
			row.By = by
			rows = append(rows, row)
		}
	}
	return rows
}

// within keeps what came between two times, since included and until not.
func within(rows []Insight, since, until time.Time) []Insight {
	var out []Insight
	for _, row := range rows {
		if !row.At.Before(since) && row.At.Before(until) {
			out = append(out, row)
		}
	}
	return out
}
