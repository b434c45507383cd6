package facebooktest

import "slices"

// metricKey names a value: of which object, which metric and breakdown, on which day.
type metricKey struct {
	object, name, breakdown string
	day                     int64 // of the Pacific calendar, in days since 1970; 0 is the whole life
}

// A metric is one that can be asked for, see https://developers.facebook.com/docs/graph-api/reference/insights/.
type metric struct {
	name       string
	periods    []string
	breakdowns []string
	// byType metrics are objects by reaction or kind.
	byType []string
}

func daily() []string    { return []string{"day", "week", "days_28"} }
func lifetime() []string { return []string{"lifetime"} }
func sources() []string  { return []string{"is_from_ads", "is_from_followers"} }

func reactionNames() []string { return []string{"like", "love", "wow", "haha", "sorry", "anger"} }

// pageMetrics are those of pages that are alive since June 2026.
func pageMetrics() []metric {
	out := []metric{
		{name: "page_media_view", periods: daily(), breakdowns: sources()},
		{name: "page_total_media_view_unique", periods: daily()},
		{name: "page_post_engagements", periods: daily()},
		{name: "page_follows", periods: []string{"day"}},
		{name: "page_daily_follows", periods: []string{"day"}},
		{name: "page_daily_follows_unique", periods: daily()},
		{name: "page_daily_unfollows_unique", periods: daily()},
		{name: "page_views_total", periods: daily()},
		{name: "page_total_actions", periods: daily()},
		{name: "page_actions_post_reactions_total", periods: []string{"day"}, byType: reactionNames()},
		{name: "page_video_views", periods: daily()},
		{name: "page_video_views_paid", periods: daily()},
		{name: "page_video_views_organic", periods: daily()},
		{name: "page_video_views_autoplayed", periods: daily()},
		{name: "page_video_views_click_to_play", periods: daily()},
		{name: "page_video_view_time", periods: []string{"day"}},
		{name: "page_fan_adds_by_paid_non_paid_unique", periods: []string{"day"}, byType: []string{"total", "paid", "unpaid"}},
		{name: "page_lifetime_engaged_followers_unique", periods: []string{"day"}},
	}
	for _, kind := range reactionNames() {
		out = append(out, metric{name: "page_actions_post_reactions_" + kind + "_total", periods: daily()})
	}
	return out
}

// postMetrics are those of posts.
func postMetrics() []metric {
	out := []metric{
		{name: "post_media_view", periods: lifetime(), breakdowns: sources()},
		{name: "post_total_media_view_unique", periods: lifetime()},
		{name: "post_clicks", periods: lifetime()},
		{name: "post_clicks_by_type", periods: lifetime(), byType: []string{"other clicks", "photo view", "link clicks"}},
		{name: "post_reactions_by_type_total", periods: lifetime(), byType: reactionNames()},
		{name: "post_activity_by_action_type", periods: lifetime(), byType: []string{"share", "like", "comment"}},
		{name: "post_activity_by_action_type_unique", periods: lifetime(), byType: []string{"share", "like", "comment"}},
		{name: "post_video_avg_time_watched", periods: lifetime()},
		{name: "post_video_view_time", periods: lifetime()},
		{name: "post_video_length", periods: lifetime()},
		{name: "post_video_retention_graph", periods: lifetime(), byType: []string{}},
		{name: "post_video_social_actions_count_unique", periods: []string{"lifetime", "day"}},
	}
	for _, kind := range reactionNames() {
		out = append(out, metric{name: "post_reactions_" + kind + "_total", periods: lifetime()})
	}
	for _, kind := range []string{"", "_organic", "_paid", "_autoplayed", "_clicked_to_play", "_15s"} {
		out = append(out, metric{name: "post_video_views" + kind, periods: []string{"lifetime", "day"}})
	}
	return out
}

// videoMetrics are those of videos and of reels.
func videoMetrics(kind int) []metric {
	names := []string{
		"total_video_views", "total_video_views_autoplayed", "total_video_views_clicked_to_play", "total_video_complete_views",
		"total_video_avg_time_watched", "total_video_view_total_time", "total_video_15s_views", "total_video_60s_excludes_shorter_views",
	}
	byType := []string{"total_video_reactions_by_type_total", "total_video_stories_by_action_type"}
	if kind == reelVideo {
		names = []string{
			"blue_reels_play_count", "fb_reels_replay_count", "fb_reels_total_plays", "post_video_avg_time_watched", "post_video_view_time",
			"post_video_followers",
		}
		byType = []string{"post_video_likes_by_reaction_type", "post_video_social_actions"}
	}
	var out []metric
	for _, name := range names {
		out = append(out, metric{name: name, periods: lifetime()})
	}
	for _, name := range byType {
		out = append(out, metric{name: name, periods: lifetime(), byType: []string{}})
	}
	return append(out, metric{name: "post_video_retention_graph", periods: lifetime(), byType: []string{}})
}

// storyMetrics are those of stories. They are written in capitals in the reference and small in answers.
func storyMetrics() []metric {
	var out []metric
	for _, name := range []string{
		"story_media_view", "story_total_media_view_unique", "story_interaction", "pages_fb_story_replies", "pages_fb_story_shares",
		"pages_fb_story_sticker_interactions", "pages_fb_story_thread_lightweight_reactions",
	} {
		out = append(out, metric{name: name, periods: lifetime()})
	}
	return out
}

// withOptions adds and removes what the options say.
func (s *Server) withOptions(list []metric) []metric {
	for _, name := range s.opts.Insights.Extra {
		list = append(list, metric{name: name, periods: []string{"day", "week", "days_28", "lifetime"}})
	}
	return slices.DeleteFunc(list, func(m metric) bool { return slices.Contains(s.opts.Insights.Dead, m.name) })
}
