package instagram

import (
	"context"
	"iter"
	"net/url"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Hashtag is a word that posts are marked with. It has the same ID for everybody, for ever.
type Hashtag struct {
	ID   ID     `json:"id"`
	Name string `json:"name,omitempty"` // without "#"
}

// hashtagPeriod is for how long a hashtag counts against the allowance.
const hashtagPeriod = 7 * 24 * time.Hour

// hashtagMemory holds the IDs of hashtags, and which of them count against the allowance.
type hashtagMemory struct {
	mu    sync.Mutex
	known bool // what was searched for before, by this or another program, was read
	spent map[string]spentHashtag
}

type spentHashtag struct {
	id ID
	at time.Time // when it began to count, or was read
}

// Hashtag finds the ID of a hashtag. An account may search for 30 different ones in seven days, and for the same as
// often as it likes: what it has searched for is read once and remembered, and the 31st is [social.ErrQuota] without
// asking. [Limits].MaxHashtagSearches replaces the number. One that Instagram does not know, or hides as sensitive, is
// [social.ErrNotFound]. Facebook Login only, for programs with the feature Instagram Public Content Access.
// See https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/hashtag-search.
func (c *Client) Hashtag(ctx context.Context, name string) (*Hashtag, error) {
	if err := c.needsFacebook("Hashtag"); err != nil {
		return nil, err
	}
	key := strings.ToLower(strings.TrimPrefix(strings.TrimSpace(name), "#"))
	if hashtags("#"+key) != 1 || strings.ContainsFunc(key, unicode.IsSpace) {
		return nil, social.Invalid(network, "Hashtag", "must be one word of letters, digits and _")
	}
	if id, ok := c.tags.recall(key, c.now()); ok {
		return &Hashtag{ID: id, Name: key}, nil
	}
	if err := c.hashtagAllowance(ctx); err != nil {
		return nil, err
	}
	id, ok := c.tags.recall(key, c.now())
	switch {
	case ok:
		return &Hashtag{ID: id, Name: key}, nil
	case c.limits.MaxHashtagSearches > 0 && c.tags.count(c.now()) >= c.limits.MaxHashtagSearches:
		return nil, &social.Error{
			Network: network, Op: "hashtags.search", Kind: social.ErrQuota, Field: "Hashtag",
			Message: "the account has searched for " + itoa(c.limits.MaxHashtagSearches) + " different hashtags in seven days, which is what Instagram allows",
		}
	}
	e, err := ask[graph.Edge[Hashtag]](ctx, c, &graph.Request{
		Op: "hashtags.search", Path: rest.Path("ig_hashtag_search"), Params: c.asUser(url.Values{"q": {key}}), UseCase: graph.UsePlatform,
	})
	if err != nil {
		return nil, err
	}
	if len(e.Data) == 0 || e.Data[0] == nil || e.Data[0].ID == "" {
		return nil, &social.Error{Network: network, Op: "hashtags.search", Kind: social.ErrNotFound, Message: "Instagram knows no such hashtag"}
	}
	c.tags.keep(key, e.Data[0].ID, c.now())
	return &Hashtag{ID: e.Data[0].ID, Name: key}, nil
}

// hashtagAllowance reads what the account has searched for, at first and when nothing is left of the allowance.
func (c *Client) hashtagAllowance(ctx context.Context) error {
	c.tags.mu.Lock()
	known := c.tags.known
	c.tags.mu.Unlock()
	now := c.now()
	if known && (c.limits.MaxHashtagSearches <= 0 || c.tags.count(now) < c.limits.MaxHashtagSearches) {
		return nil
	}
	recent := map[string]spentHashtag{}
	for h, err := range c.RecentHashtags(ctx) {
		if err != nil {
			return err
		}
		recent[strings.ToLower(h.Name)] = spentHashtag{id: h.ID, at: now}
	}
	c.tags.mu.Lock()
	defer c.tags.mu.Unlock()
	c.tags.spent, c.tags.known = recent, true
	return nil
}

// recall is the ID of a hashtag that may be searched for without counting anew.
func (m *hashtagMemory) recall(name string, now time.Time) (ID, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.spent[name]
	return s.id, ok && now.Sub(s.at) < hashtagPeriod
}

// count is how many hashtags count now.
func (m *hashtagMemory) count(now time.Time) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, s := range m.spent {
		if now.Sub(s.at) < hashtagPeriod {
			n++
		}
	}
	return n
}

func (m *hashtagMemory) keep(name string, id ID, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.spent[name] = spentHashtag{id: id, at: now}
}

// RecentHashtags iterates over the hashtags that the account has searched for in the last seven days. Facebook Login
// only.
// See https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/recently_searched_hashtags.
func (c *Client) RecentHashtags(ctx context.Context) iter.Seq2[*Hashtag, error] {
	if err := c.needsFacebook("RecentHashtags"); err != nil {
		return func(yield func(*Hashtag, error) bool) { yield(nil, err) }
	}
	return graph.List[Hashtag](ctx, c.graph, &graph.Request{
		Op: "hashtags.recent", Path: c.userPath("recently_searched_hashtags"), Fields: graph.Fields("id", "name"), Params: url.Values{"limit": {"30"}},
		UseCase: graph.UsePlatform,
	})
}

// RecentMedia iterates over public posts of the last 24 hours with a hashtag. Instagram does not name their authors.
// See https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-hashtag/recent-media.
func (c *Client) RecentMedia(ctx context.Context, hashtag ID) iter.Seq2[*Media, error] {
	return c.hashtagMedia(ctx, hashtag, "recent_media")
}

// TopMedia iterates over the most popular public posts with a hashtag, of any time.
// See https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-hashtag/top-media.
func (c *Client) TopMedia(ctx context.Context, hashtag ID) iter.Seq2[*Media, error] {
	return c.hashtagMedia(ctx, hashtag, "top_media")
}

func (c *Client) hashtagMedia(ctx context.Context, hashtag ID, edge string) iter.Seq2[*Media, error] {
	if err := c.needsFacebook("Hashtag"); err != nil {
		return func(yield func(*Media, error) bool) { yield(nil, err) }
	}
	return graph.List[Media](ctx, c.graph, &graph.Request{
		Op: "hashtags." + edge, Path: rest.Path(string(hashtag), edge), Params: c.asUser(url.Values{"limit": {"50"}}), UseCase: graph.UsePlatform,
		Fields: graph.Fields("id", "caption", "comments_count", "like_count", "media_type", "media_url", "permalink", "timestamp",
			graph.Expand("children").Select("id", "media_type", "media_url")),
	})
}

// asUser adds the account that a search is for.
func (c *Client) asUser(v url.Values) url.Values {
	v.Set("user_id", string(c.cfg.User))
	return v
}
