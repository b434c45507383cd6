package instagramtest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

const (
	maxHashtagPage = 50
	hashtagPeriod  = 7 * day
)

// hashtagType is ShadowIGHashtag, see
// https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/hashtag-search.
func (h *Host) hashtagType() *graphtest.Type {
	list := func(top bool) *graphtest.Edge {
		return &graphtest.Edge{Get: &graphtest.Op{
			Params: []string{"user_id"}, Needs: h.public(basic), MaxLimit: maxHashtagPage,
			Handle: graphtest.On(func(c *graphtest.Call, t *hashtag) (any, error) { return h.hashtagMedia(c, t, top) }),
		}}
	}
	return &graphtest.Type{
		Name: "ShadowIGHashtag", Get: &graphtest.Op{Needs: h.public(basic)},
		Fields: graphtest.Fields{"name": graphtest.Get(func(t *hashtag) any { return t.name })},
		Edges:  graphtest.Edges{"recent_media": list(false), "top_media": list(true)},
	}
}

func (h *Host) hashtagMedia(c *graphtest.Call, t *hashtag, top bool) (any, error) {
	a, err := h.asker(c)
	if err != nil {
		return nil, err
	}
	if err := h.useHashtag(a, t); err != nil {
		return nil, err
	}
	since := h.srv.now().Add(-day)
	found := h.publicList(h.kinds.found, h.srv.order, func(m *media) bool {
		return m.product != productStory && !m.owner.Private && (top || m.created.After(since)) && m.hasHashtag(t.name)
	})
	if top {
		slices.SortStableFunc(found.Items, func(x, y graphtest.Item) int {
			return popularity(y) - popularity(x)
		})
	}
	return found, nil
}

func popularity(i graphtest.Item) int {
	n, ok := i.Value.(*graphtest.Node)
	if !ok {
		return 0
	}
	return total(dataOf[*media](n).gained("total_interactions"))
}

func (m *media) hasHashtag(name string) bool {
	if slices.Contains(tagged(m.caption, '#'), name) {
		return true
	}
	return slices.ContainsFunc(live(m.comments), func(k *comment) bool {
		return k.author == m.owner && slices.Contains(tagged(k.text, '#'), name)
	})
}

// asker is the account that the parameter user_id names.
func (h *Host) asker(c *graphtest.Call) (*account, error) {
	id := c.Params.Text("user_id")
	if id == "" {
		return nil, badParam("The parameter user_id is required")
	}
	a := h.srv.accounts[id]
	if a == nil || !h.manages(c, a) {
		return nil, graphtest.Missing(http.MethodGet, id)
	}
	return a, nil
}

// useHashtag counts a hashtag against the account's allowance of seven days.
func (h *Host) useHashtag(a *account, t *hashtag) error {
	now := h.srv.now()
	a.searched = slices.DeleteFunc(a.searched, func(s search) bool { return now.Sub(s.at) >= hashtagPeriod })
	if slices.ContainsFunc(a.searched, func(s search) bool { return s.tag == t }) {
		return nil
	}
	if len(a.searched) >= h.srv.opts.Hashtags {
		return &graphtest.Error{
			Code: 18, Subcode: 2207034, Message: "This endpoint has a limit on the number of unique hashtags.",
			UserTitle: "Max queries reached", UserMsg: "You have exceeded the limit of unique hashtags that can be queried within a 7 day period.",
		}
	}
	a.searched = append(a.searched, search{t, now})
	return nil
}

// recentHashtags is GET /{ig-user}/recently_searched_hashtags.
func (h *Host) recentHashtags(_ *graphtest.Call, a *account) (any, error) {
	var nodes []*graphtest.Node
	for _, s := range slices.Backward(a.searched) {
		if h.srv.now().Sub(s.at) < hashtagPeriod {
			nodes = append(nodes, fresh(h.kinds.hashtag, s.tag.id, s.tag))
		}
	}
	return graphtest.Nodes(nodes, nil), nil
}

// hashtagSearchType is what answers GET /ig_hashtag_search.
func (h *Host) hashtagSearchType() *graphtest.Type {
	return &graphtest.Type{
		Name: "ShadowIGHashtagSearch",
		Get: &graphtest.Op{
			Params: []string{"user_id", "q"}, Needs: h.public(basic),
			Handle: func(c *graphtest.Call, _ *graphtest.Node) (any, error) {
				a, err := h.asker(c)
				if err != nil {
					return nil, err
				}
				q := c.Params.Text("q")
				if words := tagged("#"+q, '#'); len(words) != 1 || words[0] != strings.ToLower(q) {
					return nil, &graphtest.Error{
						Code: 24, Subcode: 2207024, Message: "The requested resource does not exist",
						UserTitle: "Invalid hashtag", UserMsg: "The hashtag " + q + " does not exist.",
					}
				}
				t := h.srv.tag(q)
				if err := h.useHashtag(a, t); err != nil {
					return nil, err
				}
				h.graph.Put(h.kinds.hashtag, t.id, t)
				return graphtest.Nodes([]*graphtest.Node{fresh(h.kinds.hashtag, t.id, t)}, nil), nil
			},
		},
	}
}
