package facebooktest

import (
	"slices"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// socialEdges are reviews and blocked people.
func (s *Server) socialEdges() graphtest.Edges {
	block := []string{"user", "psid", "asid", "uid"}
	return graphtest.Edges{
		"ratings": {Get: &graphtest.Op{Needs: ofPage(reading("pages_read_user_content")), Handle: graphtest.On(s.listRatings)}},
		"blocked": {
			Get:    &graphtest.Op{Needs: moderating(), Params: []string{"uid", "user"}, Handle: graphtest.On(s.listBlocked)},
			Post:   &graphtest.Op{Needs: moderating(), Params: block, Handle: graphtest.On(func(c *call, w *page) (any, error) { return s.block(c, w, true) })},
			Delete: &graphtest.Op{Needs: moderating(), Params: block, Handle: graphtest.On(func(c *call, w *page) (any, error) { return s.block(c, w, false) })},
		},
		"moderate_conversations": {Post: &graphtest.Op{
			Needs: messaging(), Params: []string{"user_ids", "actions"}, Handle: graphtest.On(s.moderate),
		}},
	}
}

// ratingType is Recommendation, which has no identity of its own.
func (s *Server) ratingType() *graphtest.Type {
	get := graphtest.Get[*rating]
	return &graphtest.Type{
		Name: "Recommendation", Default: []string{"created_time", "recommendation_type", "review_text", "reviewer"},
		Owner: func(n *node) string { return n.Data.(*rating).page.id },
		Fields: graphtest.Fields{
			"created_time": get(func(r *rating) any { return r.created }),
			"recommendation_type": get(func(r *rating) any {
				return map[bool]string{true: "positive", false: "negative"}[r.positive]
			}),
			"review_text": get(func(r *rating) any { return graphtest.Text(r.text) }),
			"has_rating":  get(func(*rating) any { return false }),
			"has_review":  get(func(r *rating) any { return r.text != "" }),
			"rating":      get(func(*rating) any { return nil }),
			"reviewer": get(func(r *rating) any {
				if r.by.private {
					return nil
				}
				return s.who(r.page, actor{person: r.by})
			}),
			"open_graph_story": get(func(r *rating) any { return object{"id": r.id, "start_time": r.created, "type": "og.recommends"} }),
		},
	}
}

func (s *Server) listRatings(_ *call, w *page) (any, error) {
	l := &graphtest.List{Timed: true}
	for _, r := range slices.Backward(w.ratings) {
		l.Items = append(l.Items, graphtest.Item{Key: r.id, Value: s.types.rating.New(r), Rank: r.created.UnixNano(), Time: r.created})
	}
	return l, nil
}

func (s *Server) listBlocked(c *call, w *page) (any, error) {
	l := &graphtest.List{}
	want := c.Params.Text("user") + c.Params.Text("uid")
	for _, who := range w.blocked {
		o := s.who(w, actor{person: who})
		if want == "" || want == o["id"] {
			l.Items = append(l.Items, graphtest.Item{Key: who.id, Value: o})
		}
	}
	return l, nil
}

// block blocks people from a page, or lets them in again.
func (s *Server) block(c *call, w *page, on bool) (any, error) {
	out := object{}
	for _, name := range []string{"user", "psid", "asid", "uid"} {
		ids, err := c.Params.Texts(name)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			who := s.byPSID(w, id)
			if who == nil {
				return nil, graphtest.BadParam("Param " + name + " must be the id of a person")
			}
			was := slices.Contains(w.blocked, who)
			out[id] = was != on
			w.blocked = remove(w.blocked, who)
			if on {
				w.blocked = append(w.blocked, who)
			}
		}
	}
	if len(out) == 0 {
		return nil, graphtest.BadParam("One of user, psid, asid and uid is required")
	}
	if !on {
		return object{"success": true}, nil
	}
	return out, nil
}

// moderate is POST /{page}/moderate_conversations, see
// https://developers.facebook.com/docs/messenger-platform/reference/moderate-conversations-api.
func (s *Server) moderate(c *call, w *page) (any, error) {
	people, err := c.Params.Objects("user_ids")
	if err != nil {
		return nil, err
	}
	actions, err := c.Params.Texts("actions")
	if err != nil {
		return nil, err
	}
	if len(people) == 0 || len(actions) == 0 {
		return nil, graphtest.BadParam("The parameters user_ids and actions are required.")
	}
	for _, o := range people {
		who := s.byPSID(w, graphtest.Params(o).Text("id"))
		if who == nil {
			return nil, graphtest.BadParam("No matching user found").Sub(2018001)
		}
		for _, action := range actions {
			if err := s.moderateOne(w, who, action); err != nil {
				return nil, err
			}
		}
	}
	return object{"result": "success"}, nil
}

func (s *Server) moderateOne(w *page, who *person, action string) error {
	switch action {
	case "BAN_USER":
		w.blocked = append(remove(w.blocked, who), who)
	case "UNBAN_USER":
		w.blocked = remove(w.blocked, who)
	case "BLOCK_USER":
		w.banned[who] = true
	case "UNBLOCK_USER":
		delete(w.banned, who)
	case "MOVE_TO_SPAM":
		if t := s.threadWith(w, who); t != nil {
			t.folder = "spam"
		}
	default:
		return graphtest.BadParam("Param actions must be of {BAN_USER, UNBAN_USER, BLOCK_USER, UNBLOCK_USER, MOVE_TO_SPAM}")
	}
	return nil
}

// canReplyPrivately: once, within seven days, to a person.
func (s *Server) canReplyPrivately(c *comment) bool {
	return c.author.person != nil && !c.replied && s.within(c.created, s.opts.Messages.PrivateReply)
}

func (s *Server) within(since time.Time, window time.Duration) bool {
	return !since.IsZero() && s.now().Sub(since) < window
}
