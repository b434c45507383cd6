package x

import (
	"encoding/json"

	"github.com/relais-go/relais/internal/scalar"
)

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
		Impressions   scalar.Count `json:"impression_count"`
		Likes         scalar.Count `json:"like_count"`
		Replies       scalar.Count `json:"reply_count"`
		Retweets      scalar.Count `json:"retweet_count"`
		Reposts       scalar.Count `json:"repost_count"`
		Quotes        scalar.Count `json:"quote_count"`
		Bookmarks     scalar.Count `json:"bookmark_count"`
		LinkClicks    scalar.Count `json:"url_link_clicks"`
		ProfileClicks scalar.Count `json:"user_profile_clicks"`
		Engagements   scalar.Count `json:"engagements"`
	}
	if err := scalar.Forgive(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	*m = PostMetrics{
		Impressions: w.Impressions.N, Likes: w.Likes.N, Replies: w.Replies.N,
		Reposts: either(w.Retweets.N, w.Reposts.N), Quotes: w.Quotes.N, Bookmarks: w.Bookmarks.N,
		LinkClicks: w.LinkClicks.N, ProfileClicks: w.ProfileClicks.N, Engagements: w.Engagements.N,
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
		Followers scalar.Count `json:"followers_count"`
		Following scalar.Count `json:"following_count"`
		Tweets    scalar.Count `json:"tweet_count"`
		Posts     scalar.Count `json:"post_count"`
		Listed    scalar.Count `json:"listed_count"`
		Likes     scalar.Count `json:"like_count"`
		Media     scalar.Count `json:"media_count"`
	}
	if err := scalar.Forgive(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	*m = UserMetrics{
		Followers: w.Followers.N, Following: w.Following.N, Posts: either(w.Tweets.N, w.Posts.N),
		Listed: w.Listed.N, Likes: w.Likes.N, Media: w.Media.N,
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
		Views       scalar.Count `json:"view_count"`
		Playback0   scalar.Count `json:"playback_0_count"`
		Playback25  scalar.Count `json:"playback_25_count"`
		Playback50  scalar.Count `json:"playback_50_count"`
		Playback75  scalar.Count `json:"playback_75_count"`
		Playback100 scalar.Count `json:"playback_100_count"`
	}
	if err := scalar.Forgive(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	*m = MediaMetrics{w.Views.N, w.Playback0.N, w.Playback25.N, w.Playback50.N, w.Playback75.N, w.Playback100.N}
	return nil
}
