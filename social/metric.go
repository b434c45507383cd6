package social

import (
	"maps"
	"slices"
)

// Metric names something that can be counted. The names are portable; each network's package says which
// of its fields feeds them.
type Metric string

// Metrics of posts and accounts. Counts are totals up to now unless a period was asked for; durations are
// seconds; rates are fractions of 1.
const (
	MetricImpressions    Metric = "impressions"     // times shown (X impression_count, LinkedIn impressionCount)
	MetricReach          Metric = "reach"           // different people who saw it (Instagram reach, LinkedIn uniqueImpressionsCount)
	MetricViews          Metric = "views"           // plays or views (YouTube viewCount, Meta views, Facebook post_media_view)
	MetricEngagedViews   Metric = "engaged_views"   // views that lasted (YouTube engagedViews)
	MetricWatchTime      Metric = "watch_time"      // seconds watched in all (YouTube estimatedMinutesWatched × 60)
	MetricAvgWatchTime   Metric = "avg_watch_time"  // seconds per view
	MetricCompletion     Metric = "completion"      // average part watched, as a fraction
	MetricLikes          Metric = "likes"           // likes, favourites (Mastodon favourites_count, X like_count)
	MetricDislikes       Metric = "dislikes"        // YouTube dislikes, to the owner only
	MetricReactions      Metric = "reactions"       // reactions of every kind (Facebook reactions.summary, LinkedIn reactions)
	MetricComments       Metric = "comments"        // comments and replies (Mastodon replies_count, X reply_count)
	MetricShares         Metric = "shares"          // reposts and boosts (Mastodon reblogs_count, X retweet_count)
	MetricQuotes         Metric = "quotes"          // quoting posts (Mastodon quotes_count, X quote_count)
	MetricSaves          Metric = "saves"           // bookmarks (X bookmark_count, Instagram saved)
	MetricClicks         Metric = "clicks"          // clicks of every kind on the post
	MetricLinkClicks     Metric = "link_clicks"     // clicks on its link (X url_link_clicks)
	MetricProfileVisits  Metric = "profile_visits"  // visits of the profile that it led to
	MetricInteractions   Metric = "interactions"    // the network's own sum of engagements
	MetricPollVotes      Metric = "poll_votes"      // votes cast (Mastodon poll.votes_count)
	MetricPollVoters     Metric = "poll_voters"     // people who voted (Mastodon poll.voters_count)
	MetricFollowers      Metric = "followers"       // followers or subscribers now
	MetricFollowersWon   Metric = "followers_won"   // new ones in the period
	MetricFollowersLost  Metric = "followers_lost"  // those who left in the period
	MetricFollowing      Metric = "following"       // accounts followed
	MetricPosts          Metric = "posts"           // posts published (Mastodon statuses_count, YouTube videoCount)
	MetricFollowRequests Metric = "follow_requests" // waiting for approval
	MetricRating         Metric = "rating"          // average review, 1 to 5
)

// Metrics holds what a network says. An absent key means "the network does not say"; it is never 0 for that.
type Metrics map[Metric]float64

// Get returns the value and whether the network said it.
func (m Metrics) Get(name Metric) (float64, bool) {
	v, ok := m[name]
	return v, ok
}

// Names lists the metrics present, in alphabetical order.
func (m Metrics) Names() []Metric { return slices.Sorted(maps.Keys(m)) }

// Set stores *v under name unless v is nil, so that a field that a network left out stays absent.
func Set[N int | int64 | float64](m Metrics, name Metric, v *N) {
	if v != nil {
		m[name] = float64(*v)
	}
}
