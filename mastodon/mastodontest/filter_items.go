package mastodontest

import (
	"net/http"
	"slices"
)

// filterItems serves /api/v2/filters/:a/:b, which is either the keywords or posts of a filter
// (":filter_id/keywords") or one of them ("keywords/:id"). The router cannot tell the two apart.
func filterItems(c *call) (any, error) {
	a, b := c.r.PathValue("a"), c.r.PathValue("b")
	switch {
	case a == "keywords":
		return c.filterKeyword(b)
	case a == "statuses":
		return c.filterStatus(b)
	case b == "keywords":
		return c.filterKeywords(a)
	case b == "statuses":
		return c.filterStatuses(a)
	}
	return nil, errNotFound()
}

func (c *call) filterKeywords(id string) (any, error) {
	f, err := c.findFilter(id)
	if err != nil {
		return nil, err
	}
	switch c.r.Method {
	case http.MethodGet:
		return mapTo(f.keywords, (*filterKeyword).json), nil
	case http.MethodPost:
		k := &filterKeyword{keyword: c.params.str("keyword"), wholeWord: c.params.isTrue("whole_word")}
		if k.keyword == "" {
			return nil, fail(http.StatusUnprocessableEntity, "Validation failed: Keyword can't be blank")
		}
		k.id = c.srv.ids.nextSerial("keyword", c.srv.now())
		f.keywords = append(f.keywords, k)
		c.srv.pushUser(c.me, "filters_changed", "")
		return k.json(), nil
	}
	return nil, errNotFound()
}

func (c *call) filterKeyword(id string) (any, error) {
	for _, f := range c.srv.filtersOf(c.me) {
		i := slices.IndexFunc(f.keywords, func(k *filterKeyword) bool { return k.id == id })
		if i < 0 {
			continue
		}
		switch c.r.Method {
		case http.MethodPut:
			f.keywords[i].update(c.params)
		case http.MethodDelete:
			f.keywords = slices.Delete(f.keywords, i, i+1)
			return object{}, nil
		}
		return f.keywords[i].json(), nil
	}
	return nil, errNotFound()
}

func (c *call) filterStatuses(id string) (any, error) {
	f, err := c.findFilter(id)
	if err != nil {
		return nil, err
	}
	switch c.r.Method {
	case http.MethodGet:
		return mapTo(f.statuses, (*filterStatus).json), nil
	case http.MethodPost:
		st, err := c.findStatus(c.params.str("status_id"))
		if err != nil {
			return nil, err
		}
		x := &filterStatus{
			id: c.srv.ids.nextSerial("filter status", c.srv.now()), status: st.id, phrase: c.srv.opts.Flavour == GoToSocial,
		}
		f.statuses = append(f.statuses, x)
		return x.json(), nil
	}
	return nil, errNotFound()
}

func (c *call) filterStatus(id string) (any, error) {
	for _, f := range c.srv.filtersOf(c.me) {
		i := slices.IndexFunc(f.statuses, func(x *filterStatus) bool { return x.id == id })
		if i < 0 {
			continue
		}
		x := f.statuses[i]
		if c.r.Method == http.MethodDelete {
			f.statuses = slices.Delete(f.statuses, i, i+1)
			return object{}, nil
		}
		return x.json(), nil
	}
	return nil, errNotFound()
}
