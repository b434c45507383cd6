package mastodontest

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

type filter struct {
	id       string
	owner    *account
	title    string
	context  []string
	action   string
	expires  time.Time
	keywords []*filterKeyword
	statuses []*filterStatus
}

type filterKeyword struct {
	id, keyword string
	wholeWord   bool
}

type filterStatus struct {
	id, status string
	phrase     bool // GoToSocial calls the id of the post a phrase
}

func (f *filter) json() object {
	return object{
		"id": f.id, "title": f.title, "context": slices.Clone(f.context), "filter_action": f.action,
		"expires_at": stampOrNull(f.expires), "keywords": mapTo(f.keywords, (*filterKeyword).json),
		"statuses": mapTo(f.statuses, (*filterStatus).json),
	}
}

func (k *filterKeyword) json() object {
	return object{"id": k.id, "keyword": k.keyword, "whole_word": k.wholeWord}
}

func (x *filterStatus) json() object {
	if x.phrase {
		return object{"id": x.id, "phrase": x.status}
	}
	return object{"id": x.id, "status_id": x.status}
}

// matches says which keywords and posts of the filter hit a post.
func (f *filter) matches(st *status) (keywords, statuses []string) {
	text := strings.ToLower(st.spoiler + "\n" + st.text)
	for _, k := range f.keywords {
		pattern := regexp.QuoteMeta(strings.ToLower(k.keyword))
		if k.wholeWord {
			pattern = `\b` + pattern + `\b`
		}
		if hit, err := regexp.MatchString(pattern, text); err == nil && hit {
			keywords = append(keywords, k.keyword)
		}
	}
	for _, x := range f.statuses {
		if x.status == st.id {
			statuses = append(statuses, st.id)
		}
	}
	return keywords, statuses
}

// filteredJSON lists the viewer's filters that hit a post.
func (s *Server) filteredJSON(st *status, viewer *account) []object {
	out := []object{}
	if st.author == viewer {
		return out
	}
	for _, f := range s.filtersOf(viewer) {
		if !f.expires.IsZero() && !s.now().Before(f.expires) {
			continue
		}
		keywords, statuses := f.matches(st)
		if keywords == nil && statuses == nil {
			continue
		}
		out = append(out, object{"filter": f.json(), "keyword_matches": keywords, "status_matches": statuses})
	}
	return out
}

func (s *Server) filtersOf(a *account) []*filter {
	var list []*filter
	for _, f := range s.filters {
		if f.owner == a {
			list = append(list, f)
		}
	}
	slices.SortFunc(list, func(x, y *filter) int { return compareIDs(x.id, y.id) })
	return list
}

func (c *call) findFilter(id string) (*filter, error) {
	f := c.srv.filters[id]
	if f == nil || f.owner != c.me {
		return nil, errNotFound()
	}
	return f, nil
}

// listFilters is GET /api/v2/filters.
func listFilters(c *call) (any, error) {
	return mapTo(c.srv.filtersOf(c.me), (*filter).json), nil
}

func getFilter(c *call) (any, error) {
	f, err := c.findFilter(c.id())
	if err != nil {
		return nil, err
	}
	return f.json(), nil
}

// createFilter is POST /api/v2/filters.
func createFilter(c *call) (any, error) {
	f := &filter{owner: c.me, action: "warn"}
	if err := c.fillFilter(f); err != nil {
		return nil, err
	}
	f.id = c.srv.ids.nextSerial("filter", c.srv.now())
	c.srv.filters[f.id] = f
	c.srv.pushUser(c.me, "filters_changed", "")
	return f.json(), nil
}

// updateFilter is PUT /api/v2/filters/:id; what is left out stays.
func updateFilter(c *call) (any, error) {
	f, err := c.findFilter(c.id())
	if err != nil {
		return nil, err
	}
	changed := *f
	changed.keywords = slices.Clone(f.keywords)
	if err := c.fillFilter(&changed); err != nil {
		return nil, err
	}
	*f = changed
	c.srv.pushUser(c.me, "filters_changed", "")
	return f.json(), nil
}

func (c *call) fillFilter(f *filter) error {
	p := c.params
	f.title = orElse(p.str("title"), f.title)
	f.action = orElse(p.str("filter_action"), f.action)
	if p.given("context") {
		f.context = p.strs("context")
	}
	if seconds, ok := p.number("expires_in"); ok {
		f.expires = c.srv.now().Add(time.Duration(seconds) * time.Second)
	} else if p.given("expires_in") {
		f.expires = time.Time{}
	}
	known := []string{"home", "notifications", "public", "thread", "account"}
	unknown := func(name string) bool { return !slices.Contains(known, name) }
	unprocessable := func(message string) error {
		return fail(http.StatusUnprocessableEntity, "Validation failed: "+message)
	}
	switch {
	case f.title == "":
		return unprocessable("Title can't be blank")
	case len(f.context) == 0:
		return unprocessable("Context can't be blank")
	case slices.ContainsFunc(f.context, unknown):
		return unprocessable("Context None or invalid context supplied")
	case !slices.Contains([]string{"warn", "hide", "blur"}, f.action):
		return unprocessable("'" + f.action + "' is not a valid filter_action")
	}
	return c.fillKeywords(f)
}

func (c *call) fillKeywords(f *filter) error {
	for _, attributes := range c.params.list("keywords_attributes") {
		id := attributes.str("id")
		if id == "" {
			k := &filterKeyword{c.srv.ids.nextSerial("keyword", c.srv.now()), attributes.str("keyword"), attributes.isTrue("whole_word")}
			if k.keyword == "" {
				return fail(http.StatusUnprocessableEntity, "Validation failed: Keywords keyword can't be blank")
			}
			f.keywords = append(f.keywords, k)
			continue
		}
		i := slices.IndexFunc(f.keywords, func(k *filterKeyword) bool { return k.id == id })
		if i < 0 {
			return errNotFound()
		}
		if attributes.isTrue("_destroy") {
			f.keywords = slices.Delete(f.keywords, i, i+1)
			continue
		}
		k := *f.keywords[i]
		k.update(attributes)
		f.keywords[i] = &k
	}
	return nil
}

func (k *filterKeyword) update(p params) {
	k.keyword = orElse(p.str("keyword"), k.keyword)
	if v, given := p.boolean("whole_word"); given {
		k.wholeWord = v
	}
}

func deleteFilter(c *call) (any, error) {
	f, err := c.findFilter(c.id())
	if err != nil {
		return nil, err
	}
	delete(c.srv.filters, f.id)
	c.srv.pushUser(c.me, "filters_changed", "")
	return object{}, nil
}
