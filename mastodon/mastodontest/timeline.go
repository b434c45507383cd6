package mastodontest

import (
	"net/http"
	"slices"
	"strings"
)

// statusPage answers with a page of posts that the caller may see and keep lets pass.
func (c *call) statusPage(rows []*status, keep func(*status) bool) (any, error) {
	cur := c.cursor(20)
	list := page(rows, statusID, cur, func(st *status) bool {
		return c.srv.canSee(c.me, st) && !c.hides(st) && keep(st)
	})
	link(c, list, statusID, cur.limit, linkStyle{})
	return mapTo(list, func(st *status) object { return c.srv.statusJSON(st, c.me) }), nil
}

// hides reports whether the caller does not want to see an author's posts in timelines.
func (c *call) hides(st *status) bool {
	return c.me != nil && (c.me.hasBlocked(st.author) || c.me.mute(st.author, c.srv.now()) != nil)
}

// homeTimeline is GET /api/v1/timelines/home.
func homeTimeline(c *call) (any, error) {
	if c.srv.restored < c.srv.opts.CacheTimelines {
		c.srv.restored++
		c.status = http.StatusPartialContent
	}
	return c.statusPage(c.srv.statuses, func(st *status) bool {
		return st.visibility != visibilityDirect && c.srv.inHome(st, c.me)
	})
}

// feed applies the parameters local, remote and only_media to public posts.
func (c *call) feed(st *status) bool {
	return st.visibility == visibilityPublic && st.reblogOf == nil && !st.author.silenced &&
		(!c.params.isTrue("local") || st.author.local()) &&
		(!c.params.isTrue("remote") || !st.author.local()) &&
		(!c.params.isTrue("only_media") || len(st.media) > 0)
}

// publicTimeline is GET /api/v1/timelines/public.
func publicTimeline(c *call) (any, error) {
	return c.statusPage(c.srv.statuses, func(st *status) bool {
		return c.feed(st) && (st.replyTo == nil || st.replyTo.author == st.author)
	})
}

// tagTimeline is GET /api/v1/timelines/tag/:hashtag.
func tagTimeline(c *call) (any, error) {
	lower := func(names []string) []string {
		for i := range names {
			names[i] = strings.ToLower(names[i])
		}
		return names
	}
	anyOf := lower(append([]string{c.r.PathValue("hashtag")}, c.params.strs("any")...))
	allOf, noneOf := lower(c.params.strs("all")), lower(c.params.strs("none"))
	return c.statusPage(c.srv.statuses, func(st *status) bool {
		has := func(name string) bool { return slices.Contains(st.tags, name) }
		lacks := func(name string) bool { return !has(name) }
		return c.feed(st) && slices.ContainsFunc(anyOf, has) && !slices.ContainsFunc(allOf, lacks) &&
			!slices.ContainsFunc(noneOf, has)
	})
}

// listTimeline is GET /api/v1/timelines/list/:id.
func listTimeline(c *call) (any, error) {
	l, err := c.findList()
	if err != nil {
		return nil, err
	}
	return c.statusPage(c.srv.statuses, func(st *status) bool {
		return st.visibility != visibilityDirect && slices.Contains(l.members, st.author)
	})
}

// linkTimeline is GET /api/v1/timelines/link?url=, for links that are trending.
func linkTimeline(c *call) (any, error) {
	target := c.params.str("url")
	if !slices.Contains(c.srv.trending.links, target) {
		return nil, errNotFound()
	}
	return c.statusPage(c.srv.statuses, func(st *status) bool {
		return c.feed(st) && strings.Contains(st.text, target)
	})
}

// accountStatuses is GET /api/v1/accounts/:id/statuses.
func accountStatuses(c *call) (any, error) {
	a, err := c.srv.findAccount(c.id())
	if err != nil {
		return nil, err
	}
	p := c.params
	rows := a.statuses
	if p.isTrue("pinned") {
		rows = slices.SortedFunc(slices.Values(a.pinned), func(x, y *status) int { return compareIDs(x.id, y.id) })
	}
	tag := strings.ToLower(p.str("tagged"))
	cur := c.cursor(20)
	list := page(rows, statusID, cur, func(st *status) bool {
		reply := st.replyTo != nil && st.replyTo.author != a
		return c.srv.canSee(c.me, st) && (!p.isTrue("only_media") || len(st.media) > 0) &&
			(!p.isTrue("exclude_replies") || !reply) && (!p.isTrue("exclude_reblogs") || st.reblogOf == nil) &&
			(tag == "" || slices.Contains(st.tags, tag))
	})
	if !p.isTrue("pinned") { // app/controllers/api/v1/accounts/statuses_controller.rb
		link(c, list, statusID, cur.limit, linkStyle{nextOnlyFull: true})
	}
	return mapTo(list, func(st *status) object { return c.srv.statusJSON(st, c.me) }), nil
}

// markedStatuses answers with favourites or bookmarks; the cursor is the id of the mark.
func (c *call) markedStatuses(rows []*mark) (any, error) {
	cur := c.cursor(20)
	list := page(rows, markID, cur, func(m *mark) bool { return c.srv.canSee(c.me, m.status) })
	link(c, list, markID, cur.limit, linkStyle{nextOnlyFull: true})
	return mapTo(list, func(m *mark) object { return c.srv.statusJSON(m.status, c.me) }), nil
}

func listFavourites(c *call) (any, error) { return c.markedStatuses(c.me.favourites) }

func listBookmarks(c *call) (any, error) { return c.markedStatuses(c.me.bookmarks) }
