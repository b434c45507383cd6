package mastodontest

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

type notification struct {
	id       string
	kind     string
	from     *account
	status   *status
	report   *report
	at       time.Time
	filtered bool // belongs to a request instead of the list
	groupKey string
}

func notificationID(n *notification) string { return n.id }

// notify tells an account that something happened, unless it does not want to know.
func (s *Server) notify(to *account, kind string, from *account, st *status) {
	if !s.wants(to, kind, from, st) {
		return
	}
	verdict := s.judge(to, kind, from, st)
	if verdict == policyDrop {
		return
	}
	s.deliver(to, &notification{kind: kind, from: from, status: st, filtered: verdict == policyFilter})
}

// deliver stores a notification and sends it to the streams.
func (s *Server) deliver(to *account, n *notification) {
	n.at = s.now()
	n.id = s.ids.nextSerial("notification", n.at)
	n.groupKey = groupKey(n)
	to.notifications = append(to.notifications, n)
	if !n.filtered {
		s.pushNotification(to, n)
	}
}

func (s *Server) wants(to *account, kind string, from *account, st *status) bool {
	if from == to && kind != "poll" {
		return false
	}
	if to.hasBlocked(from) || from.suspended {
		return false
	}
	if m := to.mute(from, s.now()); m != nil && m.notifications {
		return false
	}
	return st == nil || kind != "mention" && kind != "status" || !to.mutedThreads[st.thread]
}

// unnotify takes back the notification of something that was undone.
func (s *Server) unnotify(to *account, kind string, from *account, st *status) {
	to.notifications = slices.DeleteFunc(to.notifications, func(n *notification) bool {
		return n.kind == kind && n.from == from && n.status == st
	})
}

// groupKey is equal for notifications that the grouped list shows as one. Mastodon makes a new group
// when the last one is too old; here it is the hour.
func groupKey(n *notification) string {
	hour := strconv.FormatInt(n.at.Unix()/3600, 10)
	switch n.kind {
	case "favourite", "reblog":
		return n.kind + "-" + n.status.id + "-" + hour
	case "follow", "admin.sign_up":
		return n.kind + "-" + hour
	}
	return "ungrouped-" + n.id
}

func (s *Server) notificationJSON(n *notification, viewer *account) object {
	o := object{"id": n.id, "type": n.kind, "created_at": stamp(n.at), "account": s.accountJSON(n.from)}
	if s.opts.API >= 1 {
		o["group_key"] = n.groupKey
	}
	if n.status != nil {
		o["status"] = s.statusJSON(n.status, viewer)
	}
	if n.report != nil {
		o["report"] = s.reportJSON(n.report)
	}
	if s.opts.API >= 8 {
		o["filtered"] = n.filtered
	}
	return o
}

// notificationFilter decides what a list of notifications contains, by the parameters of the request.
func (c *call) notificationFilter() func(*notification) bool {
	types, excluded := c.params.strs("types"), c.params.strs("exclude_types")
	from, filtered := c.params.str("account_id"), c.params.isTrue("include_filtered")
	return func(n *notification) bool {
		return (len(types) == 0 || slices.Contains(types, n.kind)) && !slices.Contains(excluded, n.kind) &&
			(from == "" || n.from.id == from) && (filtered || !n.filtered) &&
			(n.status == nil || c.srv.canSee(c.me, n.status))
	}
}

// listNotifications is GET /api/v1/notifications.
func listNotifications(c *call) (any, error) {
	cur := c.cursor(40)
	switch c.srv.opts.Flavour {
	case Mastodon:
	case OldMastodon: // 15 and 30 before 4.1
		cur.limit = c.limit(15)
	case GoToSocial: // 20 and 80
		if !c.params.has("limit") {
			cur.limit = 20
		}
	}
	list := page(c.me.notifications, notificationID, cur, c.notificationFilter())
	link(c, list, notificationID, cur.limit, linkStyle{})
	return mapTo(list, func(n *notification) object { return c.srv.notificationJSON(n, c.me) }), nil
}

func (c *call) findNotification() (*notification, error) {
	rows := c.me.notifications
	if i := searchID(rows, notificationID, c.id()); i < len(rows) && rows[i].id == c.id() {
		return rows[i], nil
	}
	return nil, errNotFound()
}

// getNotification is GET /api/v1/notifications/:id.
func getNotification(c *call) (any, error) {
	n, err := c.findNotification()
	if err != nil {
		return nil, err
	}
	return c.srv.notificationJSON(n, c.me), nil
}

// dismissNotification is POST /api/v1/notifications/:id/dismiss.
func dismissNotification(c *call) (any, error) {
	n, err := c.findNotification()
	if err != nil {
		return nil, err
	}
	c.me.notifications = without(c.me.notifications, n)
	return object{}, nil
}

// clearNotifications is POST /api/v1/notifications/clear.
func clearNotifications(c *call) (any, error) {
	c.me.notifications = nil
	return object{}, nil
}

// unreadCount is GET /api/v1/notifications/unread_count: what is newer than the marker, up to the limit.
func unreadCount(c *call) (any, error) {
	limit, ok := c.params.number("limit")
	if !ok || limit <= 0 {
		limit = 100
	}
	limit = min(limit, 1000)
	cur := cursor{limit: limit}
	if m := c.me.markers["notifications"]; m != nil {
		cur.sinceID = m.lastRead
	}
	return object{"count": len(page(c.me.notifications, notificationID, cur, c.notificationFilter()))}, nil
}

// A marker is how far an account has read.
type marker struct {
	lastRead string
	version  int
	updated  time.Time
}

func (m *marker) json() object {
	return object{"last_read_id": m.lastRead, "version": m.version, "updated_at": stamp(m.updated)}
}

// getMarkers is GET /api/v1/markers?timeline[]=.
func getMarkers(c *call) (any, error) {
	o := object{}
	for _, name := range c.params.strs("timeline") {
		if m := c.me.markers[name]; m != nil {
			o[name] = m.json()
		}
	}
	return o, nil
}

// setMarkers is POST /api/v1/markers. A marker that another request of the same moment has moved further
// is a conflict; here that is a marker that would go back.
func setMarkers(c *call) (any, error) {
	o := object{}
	for _, name := range []string{"home", "notifications"} {
		id := c.params.sub(name).str("last_read_id")
		if id == "" {
			continue
		}
		m := c.me.markers[name]
		if m == nil {
			m = &marker{version: -1}
			c.me.markers[name] = m
		}
		if m.lastRead != "" && compareIDs(id, m.lastRead) < 0 {
			return nil, fail(http.StatusConflict, "Conflict during update, please try again")
		}
		m.lastRead, m.version, m.updated = id, m.version+1, c.srv.now()
		o[name] = m.json()
	}
	return o, nil
}
