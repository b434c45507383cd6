package instagramtest

import (
	"maps"
	"slices"
	"strings"
)

// How a metric can be asked for.
const (
	totalValue = "total_value"
	timeSeries = "time_series"

	daily    = "day"
	lifetime = "lifetime"
)

// accountMetric is a row of the table of
// https://developers.facebook.com/docs/instagram-platform/api-reference/instagram-user/insights.
type accountMetric struct {
	period     string
	types      []string // the first one is what an answer has if the request does not say; empty: neither
	breakdowns []string
	followers  bool // needs 100 followers
	people     bool // demographic
}

func accountMetrics() map[string]accountMetric {
	surface := []string{"media_product_type"}
	simple := accountMetric{period: daily, types: []string{totalValue}}
	bySurface := accountMetric{period: daily, types: []string{totalValue}, breakdowns: surface}
	people := accountMetric{
		period: lifetime, types: []string{totalValue}, breakdowns: []string{"age", "city", "country", "gender"}, people: true,
	}
	followers := people
	followers.followers = true
	return map[string]accountMetric{
		"accounts_engaged":   simple,
		"replies":            simple,
		"reposts":            simple,
		"comments":           bySurface,
		"likes":              bySurface,
		"saves":              bySurface,
		"shares":             bySurface,
		"total_interactions": bySurface,
		"reach": {
			period: daily, types: []string{timeSeries, totalValue}, breakdowns: []string{"media_product_type", "follow_type"},
		},
		"views": {
			period: daily, types: []string{totalValue}, breakdowns: []string{"media_product_type", "follow_type", "follower_type"},
		},
		"follows_and_unfollows": {
			period: daily, types: []string{totalValue}, breakdowns: []string{"follow_type"}, followers: true,
		},
		"profile_links_taps": {
			period: daily, types: []string{totalValue}, breakdowns: []string{"contact_button_type"},
		},
		"follower_count":                {period: daily, types: []string{timeSeries}, followers: true},
		"online_followers":              {period: lifetime, followers: true},
		"follower_demographics":         followers,
		"engaged_audience_demographics": people,
	}
}

// mediaMetric is a row of the table of
// https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights.
type mediaMetric struct {
	products     []string
	breakdown    string
	facebookOnly bool
	derived      bool // follows from what people did, so that it is never unknown
	facebook     bool // fails if the media is not on Facebook too
}

func mediaMetrics() map[string]mediaMetric {
	everywhere := []string{productFeed, productReels, productStory}
	lasting := []string{productFeed, productReels}
	visits := []string{productFeed, productStory}
	reels, stories := []string{productReels}, []string{productStory}
	return map[string]mediaMetric{
		"reach":                          {products: everywhere},
		"views":                          {products: everywhere},
		"shares":                         {products: everywhere, derived: true},
		"total_interactions":             {products: everywhere, derived: true},
		"reposts":                        {products: everywhere, derived: true},
		"likes":                          {products: lasting, derived: true},
		"comments":                       {products: lasting, derived: true},
		"saved":                          {products: lasting, derived: true},
		"follows":                        {products: visits},
		"profile_visits":                 {products: visits},
		"profile_activity":               {products: visits, breakdown: "action_type"},
		"impressions":                    {products: visits},
		"ig_reels_avg_watch_time":        {products: reels},
		"ig_reels_video_view_total_time": {products: reels},
		"reels_skip_rate":                {products: reels},
		"crossposted_views":              {products: reels, facebook: true},
		"facebook_views":                 {products: everywhere, facebook: true},
		"replies":                        {products: stories, derived: true},
		"navigation":                     {products: stories, breakdown: "story_navigation_action_type"},
		"link_clicks":                    {products: stories, facebookOnly: true},
		"total_likes":                    {products: lasting, facebookOnly: true, derived: true},
		"total_comments":                 {products: lasting, facebookOnly: true, derived: true},
		"total_views":                    {products: everywhere, facebookOnly: true},
	}
}

// oneOf is the refusal of a value that an enumeration lacks.
func oneOf[V any](param string, table map[string]V) error {
	return badParam("%s must be one of the following values: %s", param, strings.Join(slices.Sorted(maps.Keys(table)), ", "))
}

// title makes a heading of a metric's name.
func title(metric string) string {
	text := strings.ReplaceAll(metric, "_", " ")
	return strings.ToUpper(text[:1]) + text[1:]
}
