package mastodontest

import (
	"net/http"
	"slices"
	"strings"
)

// trends are set by the test.
type trends struct {
	tags     []string
	statuses []*status
	links    []string
}

// search is GET /api/v2/search.
func search(c *call) (any, error) {
	p := c.params
	query, kind := strings.ToLower(strings.TrimSpace(p.str("q"))), p.str("type")
	offset, err := c.offset()
	if err != nil {
		return nil, err
	}
	if query == "" {
		return nil, fail(http.StatusBadRequest, "Parameter q is required")
	}
	if c.me == nil && (offset > 0 || p.isTrue("resolve")) {
		return nil, fail(http.StatusUnauthorized, "Search queries pagination or resolving remote resources requires authentication")
	}
	if kind == "" || c.srv.opts.Flavour == GoToSocial {
		offset = 0
	}
	limit := c.limit(20)
	o := object{"accounts": []object{}, "statuses": []object{}, "hashtags": []object{}}
	if kind == "" || kind == "accounts" {
		o["accounts"] = mapTo(window(c.searchAccounts(query, p.isTrue("following")), offset, limit), c.srv.accountJSON)
	}
	if kind == "" || kind == "statuses" {
		found := window(c.searchStatuses(query), offset, limit)
		o["statuses"] = mapTo(found, func(st *status) object { return c.srv.statusJSON(st, c.me) })
	}
	if kind == "" || kind == "hashtags" {
		found := window(c.searchTags(strings.TrimPrefix(query, "#")), offset, limit)
		o["hashtags"] = mapTo(found, func(t *tag) object { return c.srv.tagJSON(t, c.me) })
	}
	return o, nil
}

func (c *call) searchAccounts(query string, following bool) []*account {
	query = strings.TrimPrefix(query, "@")
	query = strings.TrimSuffix(query, "@"+strings.ToLower(c.srv.opts.Domain))
	var found []*account
	for _, a := range c.srv.people {
		if following && !c.me.follows(a) || a.suspended {
			continue
		}
		url := strings.ToLower(c.srv.accountURL(a))
		if query == url || strings.Contains(strings.ToLower(a.acct()), query) || strings.Contains(strings.ToLower(a.displayName), query) {
			found = append(found, a)
		}
	}
	// The exact handle comes first.
	slices.SortStableFunc(found, func(a, b *account) int {
		rank := func(x *account) int {
			if strings.EqualFold(x.acct(), query) {
				return 0
			}
			return 1
		}
		return rank(a) - rank(b)
	})
	return found
}

// searchStatuses finds posts by words for users only, and by authors who agreed to be found. A URL finds
// its post.
func (c *call) searchStatuses(query string) []*status {
	if c.me == nil {
		return nil
	}
	min, maxID, author := c.params.str("min_id"), c.params.str("max_id"), c.params.str("account_id")
	var found []*status
	for _, st := range slices.Backward(c.srv.statuses) {
		if st.reblogOf != nil || !c.srv.canSee(c.me, st) || author != "" && st.author.id != author {
			continue
		}
		if min != "" && compareIDs(st.id, min) <= 0 || maxID != "" && compareIDs(st.id, maxID) >= 0 {
			continue
		}
		if query == strings.ToLower(c.srv.statusURL(st)) || query == strings.ToLower(c.srv.statusURI(st)) {
			return []*status{st}
		}
		mine := st.author == c.me || slices.Contains(st.mentions, c.me)
		if (mine || st.author.indexable && st.visibility == visibilityPublic) && containsWords(st, query) {
			found = append(found, st)
		}
	}
	return found
}

func containsWords(st *status, query string) bool {
	text := strings.ToLower(st.spoiler + " " + st.text)
	for word := range strings.FieldsSeq(query) {
		if !strings.Contains(text, strings.Trim(word, `"`)) {
			return false
		}
	}
	return true
}

func (c *call) searchTags(query string) []*tag {
	var found []*tag
	for _, t := range c.srv.tags {
		if strings.HasPrefix(t.name, query) {
			found = append(found, t)
		}
	}
	slices.SortFunc(found, func(a, b *tag) int { return strings.Compare(a.name, b.name) })
	return found
}

// searchAccounts is GET /api/v1/accounts/search.
func searchAccounts(c *call) (any, error) {
	query := strings.ToLower(strings.TrimSpace(c.params.str("q")))
	offset, err := c.offset()
	if err != nil {
		return nil, err
	}
	if query == "" {
		return []object{}, nil
	}
	found := window(c.searchAccounts(query, c.params.isTrue("following")), offset, c.limit(40))
	return mapTo(found, c.srv.accountJSON), nil
}

func trendPage[T any](c *call, items []T, def int, render func(T) object) (any, error) {
	offset, err := c.offset()
	if err != nil {
		return nil, err
	}
	if c.srv.opts.Flavour == GoToSocial {
		return []object{}, nil
	}
	limit := c.limit(def)
	found := window(items, offset, limit)
	linkOffset(c, len(found), limit, offset)
	return mapTo(found, render), nil
}

func trendingTags(c *call) (any, error) {
	return trendPage(c, c.srv.trending.tags, 10, func(name string) object { return c.srv.tagJSON(c.srv.tag(name), c.me) })
}

func trendingStatuses(c *call) (any, error) {
	return trendPage(c, c.srv.trending.statuses, 20, func(st *status) object { return c.srv.statusJSON(st, c.me) })
}

func trendingLinks(c *call) (any, error) {
	return trendPage(c, c.srv.trending.links, 10, func(url string) object {
		return object{
			"url": url, "title": url, "description": "", "type": "link", "author_name": "", "author_url": "", "authors": []object{},
			"provider_name": "", "provider_url": "", "html": "", "width": 0, "height": 0, "image": nil, "embed_url": "",
			"blurhash": nil, "published_at": nil,
			"history": []object{{"day": dayOf(c.srv.now()), "uses": "1", "accounts": "1"}},
		}
	})
}
