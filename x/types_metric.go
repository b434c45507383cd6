package x

import "encoding/json"

// PostMetrics count what happened to a post. A nil counter is one that X did not give: that is not 0.
// See https://docs.x.com/x-api/fundamentals/metrics.
type PostMetrics struct {
	Impressions *int64 `json:"impression_count,omitempty"`
	Likes       *int64 `json:"like_count,omitempty"`
	Replies     *int64 `json:"reply_count,omitempty"`
	Reposts     *int64 `json:"retweet_count,omitempty"` // without quotes
	Quotes      *int64 `json:"quote_count,omitempty"`
	Bookmarks   *int64 `json:"bookmark_count,omitempty"`

	// Not public: only in the private metrics.
	LinkClicks    *int64 `json:"url_link_clicks,omitempty"`
	ProfileClicks *int64 `json:"user_profile_clicks,omitempty"`
	Engagements   *int64 `json:"engagements,omitempty"`
}

// UnmarshalJSON reads both dialects.
func (m *PostMetrics) UnmarshalJSON(b []byte) error {
	var w struct {
		Impressions   count `json:"impression_count"`
		Likes         count `json:"like_count"`
		Replies       count `json:"reply_count"`
		Retweets      count `json:"retweet_count"`
		Reposts       count `json:"repost_count"`
		Quotes        count `json:"quote_count"`
		Bookmarks     count `json:"bookmark_count"`
		LinkClicks    count `json:"url_link_clicks"`
		ProfileClicks count `json:"user_profile_clicks"`
		Engagements   count `json:"engagements"`
	}
	if err := forgive(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	*m = PostMetrics{
		Impressions: w.Impressions.n, Likes: w.Likes.n, Replies: w.Replies.n,
		Reposts: either(w.Retweets.n, w.Reposts.n), Quotes: w.Quotes.n, Bookmarks: w.Bookmarks.n,
		LinkClicks: w.LinkClicks.n, ProfileClicks: w.ProfileClicks.n, Engagements: w.Engagements.n,
	}
	return nil
}

// UserMetrics count what an account has and did. A nil counter is one that X did not give.
// See https://docs.x.com/x-api/fundamentals/metrics.
type UserMetrics struct {
	Followers *int64 `json:"followers_count,omitempty"`
	Following *int64 `json:"following_count,omitempty"`
	Posts     *int64 `json:"tweet_count,omitempty"` // with reposts
	Listed    *int64 `json:"listed_count,omitempty"`
	Likes     *int64 `json:"like_count,omitempty"`  // that it gave
	Media     *int64 `json:"media_count,omitempty"` // that it posted
}

// UnmarshalJSON reads both dialects.
func (m *UserMetrics) UnmarshalJSON(b []byte) error {
	var w struct {
		Followers count `json:"followers_count"`
		Following count `json:"following_count"`
		Tweets    count `json:"tweet_count"`
		Posts     count `json:"post_count"`
		Listed    count `json:"listed_count"`
		Likes     count `json:"like_count"`
		Media     count `json:"media_count"`
	}
	if err := forgive(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	*m = UserMetrics{
		Followers: w.Followers.n, Following: w.Following.n, Posts: either(w.Tweets.n, w.Posts.n),
		Listed: w.Listed.n, Likes: w.Likes.n, Media: w.Media.n,
	}
	return nil
}

// MediaMetrics count the plays of a video. A nil counter is one that X did not give. Playback counts those
// who came as far as the given percentage.
// See https://docs.x.com/x-api/fundamentals/metrics.
type MediaMetrics struct {
	Views       *int64 `json:"view_count,omitempty"`
	Playback0   *int64 `json:"playback_0_count,omitempty"`
	Playback25  *int64 `json:"playback_25_count,omitempty"`
	Playback50  *int64 `json:"playback_50_count,omitempty"`
	Playback75  *int64 `json:"playback_75_count,omitempty"`
	Playback100 *int64 `json:"playback_100_count,omitempty"`
}

// UnmarshalJSON leaves out what is no number.
func (m *MediaMetrics) UnmarshalJSON(b []byte) error {
	var w struct {
		Views       count `json:"view_count"`
		Playback0   count `json:"playback_0_count"`
		Playback25  count `json:"playback_25_count"`
		Playback50  count `json:"playback_50_count"`
		Playback75  count `json:"playback_75_count"`
		Playback100 count `json:"playback_100_count"`
	}
	if err := forgive(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	*m = MediaMetrics{w.Views.n, w.Playback0.n, w.Playback25.n, w.Playback50.n, w.Playback75.n, w.Playback100.n}
	return nil
}
