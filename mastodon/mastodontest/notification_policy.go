package mastodontest

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

const (
	policyAccept = "accept"
	policyFilter = "filter"
	policyDrop   = "drop"
)

// policy says for kinds of senders whether their notifications are shown, held back or dropped.
type policy struct {
	notFollowing, notFollowers, newAccounts, privateMentions, limitedAccounts string

	accepted map[string]bool // senders whose requests were accepted
}

func newPolicy() policy {
	return policy{
		notFollowing: policyAccept, notFollowers: policyAccept, newAccounts: policyAccept,
		privateMentions: policyFilter, limitedAccounts: policyFilter, accepted: map[string]bool{},
	}
}

const newAccountAge = 30 * 24 * time.Hour

// judge applies the policy of the receiver to a notification.
func (s *Server) judge(to *account, kind string, from *account, st *status) string {
	if s.opts.Flavour != Mastodon || to.policy.accepted[from.id] || kind == "poll" || from == to {
		return policyAccept
	}
	p, follows := to.policy, to.follows(from)
	// What answers a post of one's own is never private in this sense.
	private := kind == "mention" && st.visibility == visibilityDirect && (st.replyTo == nil || st.replyTo.author != to)
	verdicts := []struct {
		applies bool
		value   string
	}{
		{!follows, p.notFollowing},
		{!from.follows(to) && !follows, p.notFollowers},
		{!follows && s.now().Sub(from.created) < newAccountAge, p.newAccounts},
		{!follows && private, p.privateMentions},
		{!follows && from.silenced, p.limitedAccounts},
	}
	result := policyAccept
	for _, v := range verdicts {
		switch {
		case !v.applies:
		case v.value == policyDrop:
			return policyDrop
		case v.value == policyFilter:
			result = policyFilter
		}
	}
	return result
}

// policyJSON is the policy with the number of what waits.
func (s *Server) policyJSON(a *account) object {
	requests := requestsOf(a)
	waiting := 0
	for _, r := range requests {
		waiting += len(r.notifications)
	}
	p := a.policy
	return object{
		"for_not_following": p.notFollowing, "for_not_followers": p.notFollowers, "for_new_accounts": p.newAccounts,
		"for_private_mentions": p.privateMentions, "for_limited_accounts": p.limitedAccounts,
		"summary": object{"pending_requests_count": len(requests), "pending_notifications_count": waiting},
	}
}

func getPolicy(c *call) (any, error) { return c.srv.policyJSON(c.me), nil }

// setPolicy is PATCH /api/v2/notifications/policy.
func setPolicy(c *call) (any, error) {
	p := &c.me.policy
	for name, target := range map[string]*string{
		"for_not_following": &p.notFollowing, "for_not_followers": &p.notFollowers, "for_new_accounts": &p.newAccounts,
		"for_private_mentions": &p.privateMentions, "for_limited_accounts": &p.limitedAccounts,
	} {
		value := c.params.str(name)
		if value == "" {
			continue
		}
		if !slices.Contains([]string{policyAccept, policyFilter, policyDrop}, value) {
			return nil, fail(http.StatusUnprocessableEntity, "'"+value+"' is not a valid "+name)
		}
		*target = value
	}
	return c.srv.policyJSON(c.me), nil
}

// A request is what a sender has waiting. Its id is the one of its first notification.
type request struct {
	id            string
	from          *account
	notifications []*notification
}

func requestID(r *request) string { return r.id }

func requestsOf(a *account) []*request {
	var list []*request
	for _, n := range a.notifications {
		if !n.filtered {
			continue
		}
		i := slices.IndexFunc(list, func(r *request) bool { return r.from == n.from })
		if i < 0 {
			list = append(list, &request{id: n.id, from: n.from})
			i = len(list) - 1
		}
		list[i].notifications = append(list[i].notifications, n)
	}
	return list
}

func (s *Server) requestJSON(r *request, viewer *account) object {
	last := r.notifications[len(r.notifications)-1]
	o := object{
		"id": r.id, "created_at": stamp(r.notifications[0].at), "updated_at": stamp(last.at),
		"notifications_count": strconv.Itoa(len(r.notifications)), "account": s.accountJSON(r.from), "last_status": nil,
	}
	if last.status != nil {
		o["last_status"] = s.statusJSON(last.status, viewer)
	}
	return o
}

// listRequests is GET /api/v1/notifications/requests.
func listRequests(c *call) (any, error) {
	cur := c.cursor(40)
	list := page(requestsOf(c.me), requestID, cur, nil)
	link(c, list, requestID, cur.limit, linkStyle{})
	return mapTo(list, func(r *request) object { return c.srv.requestJSON(r, c.me) }), nil
}

func getRequest(c *call) (any, error) {
	for _, r := range requestsOf(c.me) {
		if r.id == c.id() {
			return c.srv.requestJSON(r, c.me), nil
		}
	}
	return nil, errNotFound()
}

// decideRequests accepts or dismisses the request of the path or those of id[].
func decideRequests(accept bool) handler {
	return func(c *call) (any, error) {
		ids := c.params.strs("id")
		if c.id() != "" {
			ids = []string{c.id()}
		}
		found := 0
		for _, r := range requestsOf(c.me) {
			if slices.Contains(ids, r.id) {
				found++
				c.me.decide(r, accept)
			}
		}
		if found == 0 && c.id() != "" {
			return nil, errNotFound()
		}
		if accept {
			c.srv.pushUser(c.me, "notifications_merged", "1")
		}
		return object{}, nil
	}
}

func (a *account) decide(r *request, accept bool) {
	if accept {
		a.policy.accepted[r.from.id] = true
		for _, n := range r.notifications {
			n.filtered = false
		}
		return
	}
	a.notifications = slices.DeleteFunc(a.notifications, func(n *notification) bool {
		return n.filtered && n.from == r.from
	})
}

func requestsMerged(*call) (any, error) { return object{"merged": true}, nil }
