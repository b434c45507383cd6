package x

import (
	"encoding/json"
	"maps"

	"github.com/relais-go/relais/internal/scalar"
)

// A PostCount is how many posts matched a query in one stretch of time.
// See https://docs.x.com/x-api/posts/counts/introduction.
type PostCount struct {
	Start Time  `json:"start"`
	End   Time  `json:"end"` // excluded
	Posts int64 `json:"tweet_count"`
}

// UnmarshalJSON reads both dialects.
func (c *PostCount) UnmarshalJSON(b []byte) error {
	var w struct {
		Start  Time `json:"start"`
		End    Time `json:"end"`
		Tweets Int  `json:"tweet_count"`
		Posts  Int  `json:"post_count"`
	}
	if err := scalar.Forgive(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	*c = PostCount{w.Start, w.End, int64(max(w.Tweets, w.Posts))}
	return nil
}

// Usage is how many posts the project has read of those that it may read in a month.
// See https://docs.x.com/x-api/usage/introduction.
type Usage struct {
	ProjectID    ID           `json:"project_id"`
	ProjectCap   Int          `json:"project_cap"`   // posts a month
	ProjectUsage Int          `json:"project_usage"` // posts this month
	CapResetDay  Int          `json:"cap_reset_day"` // day of the month
	Daily        ProjectUsage `json:"daily_project_usage"`
	DailyByApp   []AppUsage   `json:"daily_client_app_usage"`
}

// ProjectUsage is the use of a project, day by day.
type ProjectUsage struct {
	ProjectID ID         `json:"project_id"`
	Usage     []DayUsage `json:"usage"`
}

// AppUsage is the use of one program of a project, day by day.
type AppUsage struct {
	ClientAppID ID         `json:"client_app_id"`
	Count       Int        `json:"usage_result_count"` // entries of Usage
	Usage       []DayUsage `json:"usage"`
}

// DayUsage is how many posts were read on one day.
type DayUsage struct {
	Date  Time `json:"date"`
	Posts Int  `json:"usage"`
}

// Counts are numbers by the name of the field that was asked for. An absent one is not 0: X did not give
// it.
type Counts map[AnalyticsField]int64

// UnmarshalJSON leaves out what is no number.
func (c *Counts) UnmarshalJSON(b []byte) error {
	var w map[string]scalar.Count
	if err := scalar.Forgive(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	*c = numbers(w)
	return nil
}

func numbers(w map[string]scalar.Count) Counts {
	var c Counts
	for name, v := range w {
		if v.N == nil {
			continue
		}
		if c == nil {
			c = Counts{}
		}
		c[AnalyticsField(name)] = *v.N
	}
	return c
}

// PostAnalytics count what happened to a post of the token's account in a period, by [AnalyticsField].
// See https://docs.x.com/x-api/posts/analytics.
type PostAnalytics struct {
	ID     ID              // of the post
	Time   Time            // start of the period, if the granularity is a total
	Counts Counts          // over the whole period, if the granularity is a total
	Steps  []AnalyticsStep // else: one for each step of the period
}

// MediaAnalytics count what happened to a film of the token's account in a period, by
// [MediaAnalyticsField]. See https://docs.x.com/x-api/media/get-media-analytics.
type MediaAnalytics struct {
	MediaKey string
	Time     Time            // start of the period, if the granularity is a total
	Counts   Counts          // over the whole period, if the granularity is a total
	Steps    []AnalyticsStep // else: one for each step of the period
}

// An AnalyticsStep is one step of a series.
type AnalyticsStep struct {
	Time   Time   `json:"timestamp"` // when it starts
	Counts Counts `json:"metrics"`
}

// UnmarshalJSON takes the numbers apart from the rest.
func (a *PostAnalytics) UnmarshalJSON(b []byte) error {
	key, t, counts, steps, err := readAnalytics(b, "id")
	*a = PostAnalytics{ID(key), t, counts, steps}
	return err
}

// MarshalJSON writes the form that UnmarshalJSON reads.
func (a PostAnalytics) MarshalJSON() ([]byte, error) {
	return writeAnalytics("id", string(a.ID), a.Time, a.Counts, a.Steps)
}

// UnmarshalJSON takes the numbers apart from the rest.
func (a *MediaAnalytics) UnmarshalJSON(b []byte) error {
	key, t, counts, steps, err := readAnalytics(b, "media_key")
	*a = MediaAnalytics{key, t, counts, steps}
	return err
}

// MarshalJSON writes the form that UnmarshalJSON reads.
func (a MediaAnalytics) MarshalJSON() ([]byte, error) {
	return writeAnalytics("media_key", a.MediaKey, a.Time, a.Counts, a.Steps)
}

func readAnalytics(b []byte, keyName string) (key string, t Time, c Counts, steps []AnalyticsStep, err error) {
	var w map[string]json.RawMessage
	if err := scalar.Forgive(json.Unmarshal(b, &w)); err != nil {
		return "", t, nil, nil, err
	}
	if raw, ok := w[keyName]; ok {
		key, _ = scalar.Text(raw)
	}
	if raw, ok := w["timestamp"]; ok {
		err = t.UnmarshalJSON(raw)
	}
	if raw, ok := w["timestamped_metrics"]; ok && err == nil {
		err = scalar.Forgive(json.Unmarshal(raw, &steps))
	}
	found := map[string]scalar.Count{}
	for name, raw := range w {
		if name == keyName || name == "timestamp" || name == "timestamped_metrics" {
			continue
		}
		var n scalar.Count
		if err == nil {
			err = n.UnmarshalJSON(raw)
		}
		found[name] = n
	}
	return key, t, numbers(found), steps, err
}

func writeAnalytics(keyName, key string, t Time, c Counts, steps []AnalyticsStep) ([]byte, error) {
	w := map[string]any{keyName: key}
	for name, n := range maps.All(c) {
		w[string(name)] = n
	}
	if !t.IsZero() {
		w["timestamp"] = t
	}
	if len(steps) > 0 {
		w["timestamped_metrics"] = steps
	}
	return json.Marshal(w)
}
