package mastodontest

import (
	"net/http"
	"slices"
)

// The first form of filters is deprecated and still served: https://docs.joinmastodon.org/methods/filters/#v1. Each
// keyword of a filter is one of them and lends it its id.

func (s *Server) firstFilterRoutes() {
	s.on("GET /api/v1/filters", userToken, listFirstFilters, "read:filters")
	s.on("POST /api/v1/filters", userToken, createFirstFilter, "write:filters")
	s.on("GET /api/v1/filters/{id}", userToken, getFirstFilter, "read:filters")
	s.on("PUT /api/v1/filters/{id}", userToken, updateFirstFilter, "write:filters")
	s.on("DELETE /api/v1/filters/{id}", userToken, deleteFirstFilter, "write:filters")
}

func (f *filter) firstJSON(k *filterKeyword) object {
	return object{
		"id": k.id, "phrase": k.keyword, "context": slices.Clone(f.context), "whole_word": k.wholeWord,
		"expires_at": stampOrNull(f.expires), "irreversible": f.action == "hide",
	}
}

// findFirst returns the filter of a keyword, and the keyword's place in it.
func (c *call) findFirst(id string) (*filter, int, error) {
	for _, f := range c.srv.filtersOf(c.me) {
		if i := slices.IndexFunc(f.keywords, func(k *filterKeyword) bool { return k.id == id }); i >= 0 {
			return f, i, nil
		}
	}
	return nil, 0, errNotFound()
}

func listFirstFilters(c *call) (any, error) {
	out := []object{}
	for _, f := range c.srv.filtersOf(c.me) {
		for _, k := range f.keywords {
			out = append(out, f.firstJSON(k))
		}
	}
	return out, nil
}

func getFirstFilter(c *call) (any, error) {
	f, i, err := c.findFirst(c.id())
	if err != nil {
		return nil, err
	}
	return f.firstJSON(f.keywords[i]), nil
}

// fillFirst reads what the two forms have in common under other names.
func (c *call) fillFirst(f *filter, k *filterKeyword) error {
	if k.keyword = orElse(c.params.str("phrase"), k.keyword); k.keyword == "" {
		return fail(http.StatusUnprocessableEntity, "Validation failed: Phrase can't be blank")
	}
	f.title = orElse(f.title, k.keyword)
	if v, given := c.params.boolean("whole_word"); given {
		k.wholeWord = v
	}
	if v, given := c.params.boolean("irreversible"); given {
		f.action = map[bool]string{true: "hide", false: "warn"}[v]
	}
	return c.fillFilter(f)
}

func createFirstFilter(c *call) (any, error) {
	f, k := &filter{owner: c.me, action: "warn"}, new(filterKeyword)
	if err := c.fillFirst(f, k); err != nil {
		return nil, err
	}
	now := c.srv.now()
	f.id, k.id = c.srv.ids.nextSerial("filter", now), c.srv.ids.nextSerial("keyword", now)
	f.keywords = []*filterKeyword{k}
	c.srv.filters[f.id] = f
	c.srv.pushUser(c.me, "filters_changed", "")
	return f.firstJSON(k), nil
}

// updateFirstFilter cannot change what the other keywords of a filter share.
func updateFirstFilter(c *call) (any, error) {
	f, i, err := c.findFirst(c.id())
	if err != nil {
		return nil, err
	}
	changed, k := *f, *f.keywords[i]
	if err := c.fillFirst(&changed, &k); err != nil {
		return nil, err
	}
	shared := changed.action != f.action || !changed.expires.Equal(f.expires) || !slices.Equal(changed.context, f.context)
	if shared && len(f.keywords) > 1 {
		return nil, fail(http.StatusUnprocessableEntity,
			"Validation failed: These parameters cannot be changed from this application because they apply to more than one filter keyword. "+
				"Use a more recent application or the web interface.")
	}
	changed.keywords = slices.Clone(f.keywords)
	changed.keywords[i] = &k
	*f = changed
	c.srv.pushUser(c.me, "filters_changed", "")
	return f.firstJSON(&k), nil
}

// deleteFirstFilter takes the keyword out; the filter stays, without keywords if it was the last.
func deleteFirstFilter(c *call) (any, error) {
	f, i, err := c.findFirst(c.id())
	if err != nil {
		return nil, err
	}
	f.keywords = slices.Delete(f.keywords, i, i+1)
	c.srv.pushUser(c.me, "filters_changed", "")
	return object{}, nil
}
