package mastodontest

import (
	"encoding/json"
	"net/http"
	"slices"
)

// A group is what the second version of the notifications API shows as one.
type group struct {
	key  string
	rows []*notification // newest first
}

// groupable kinds, unless the request names fewer.
func groupable(kind string, wanted []string) bool {
	known := []string{"favourite", "follow", "reblog", "admin.sign_up"}
	return slices.Contains(known, kind) && (len(wanted) == 0 || slices.Contains(wanted, kind))
}

// groups gathers notifications, newest first. Only what is on the page counts for where a group stands.
func groups(rows []*notification, wanted []string) []*group {
	var out []*group
	for _, n := range rows {
		key := n.groupKey
		if !groupable(n.kind, wanted) {
			key = "ungrouped-" + n.id
		}
		i := slices.IndexFunc(out, func(g *group) bool { return g.key == key })
		if i < 0 {
			out = append(out, &group{key: key})
			i = len(out) - 1
		}
		out[i].rows = append(out[i].rows, n)
	}
	return out
}

// listGroups is GET /api/v2/notifications.
func listGroups(c *call) (any, error) {
	cur := c.cursor(40)
	wanted := c.params.strs("grouped_types")
	// The limit is one of groups: read on until there are enough.
	wide := cur
	wide.limit = len(c.me.notifications)
	rows := page(c.me.notifications, notificationID, wide, c.notificationFilter())
	all := groups(rows, wanted)
	if cur.minID != "" && len(all) > cur.limit {
		all = all[len(all)-cur.limit:]
	}
	all = all[:min(len(all), cur.limit)]
	var shown []*notification
	for _, g := range all {
		shown = append(shown, g.rows...)
	}
	slices.SortFunc(shown, func(a, b *notification) int { return compareIDs(b.id, a.id) })
	link(c, shown, notificationID, cur.limit, linkStyle{})
	return c.srv.groupedJSON(all, c.me, c.params.str("expand_accounts") == "partial_avatars"), nil
}

// groupedJSON is the answer with groups and what they refer to, each once.
func (s *Server) groupedJSON(all []*group, viewer *account, partial bool) object {
	accounts, statuses, list, partials := []object{}, []object{}, []object{}, []object{}
	seen := map[string]bool{}
	for _, g := range all {
		newest := g.rows[0]
		samples := []string{}
		for i, n := range g.rows {
			if len(samples) == 8 || slices.Contains(samples, n.from.id) {
				continue
			}
			samples = append(samples, n.from.id)
			if seen["account "+n.from.id] {
				continue
			}
			seen["account "+n.from.id] = true
			if partial && i > 0 {
				partials = append(partials, s.partialJSON(n.from))
				continue
			}
			accounts = append(accounts, s.accountJSON(n.from))
		}
		o := object{
			// The newest id is a number here, as on Mastodon; all others are text.
			"group_key": g.key, "notifications_count": len(g.rows), "type": newest.kind,
			"most_recent_notification_id": json.RawMessage(newest.id), "page_min_id": g.rows[len(g.rows)-1].id, "page_max_id": newest.id,
			"latest_page_notification_at": stamp(newest.at), "sample_account_ids": samples,
		}
		if newest.status != nil {
			o["status_id"] = newest.status.id
			if !seen["status "+newest.status.id] {
				seen["status "+newest.status.id] = true
				statuses = append(statuses, s.statusJSON(newest.status, viewer))
			}
		}
		if newest.report != nil {
			o["report"] = s.reportJSON(newest.report)
		}
		list = append(list, o)
	}
	answer := object{"accounts": accounts, "statuses": statuses, "notification_groups": list}
	if partial {
		answer["partial_accounts"] = partials
	}
	return answer
}

func (s *Server) partialJSON(a *account) object {
	full := s.accountJSON(a)
	o := object{}
	for _, name := range []string{"id", "acct", "url", "avatar", "avatar_static", "locked", "bot"} {
		o[name] = full[name]
	}
	return o
}

// findGroup is the group of the path.
func (c *call) findGroup() (*group, error) {
	rows := slices.Clone(c.me.notifications)
	slices.Reverse(rows)
	for _, g := range groups(rows, nil) {
		if g.key == c.r.PathValue("key") {
			return g, nil
		}
	}
	return nil, errNotFound()
}

func getGroup(c *call) (any, error) {
	g, err := c.findGroup()
	if err != nil {
		return nil, err
	}
	return c.srv.groupedJSON([]*group{g}, c.me, false), nil
}

func groupAccounts(c *call) (any, error) {
	g, err := c.findGroup()
	if err != nil {
		return nil, err
	}
	return mapTo(g.rows, func(n *notification) object { return c.srv.accountJSON(n.from) }), nil
}

func dismissGroup(c *call) (any, error) {
	g, err := c.findGroup()
	if err != nil {
		return nil, err
	}
	c.me.notifications = slices.DeleteFunc(c.me.notifications, func(n *notification) bool {
		return slices.Contains(g.rows, n)
	})
	return object{}, nil
}

// unreadGroups is GET /api/v2/notifications/unread_count.
func unreadGroups(c *call) (any, error) {
	limit, ok := c.params.number("limit")
	if !ok {
		limit = 100
	}
	if limit < 0 {
		return nil, fail(http.StatusBadRequest, "Invalid limit")
	}
	cur := cursor{limit: len(c.me.notifications)}
	if m := c.me.markers["notifications"]; m != nil {
		cur.sinceID = m.lastRead
	}
	rows := page(c.me.notifications, notificationID, cur, c.notificationFilter())
	return object{"count": min(len(groups(rows, c.params.strs("grouped_types"))), limit, 1000)}, nil
}
