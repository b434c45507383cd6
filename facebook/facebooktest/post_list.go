package facebooktest

import (
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// feedEdges are the lists of posts.
func (s *Server) feedEdges() graphtest.Edges {
	params := []string{"include_hidden", "limit", "show_expired", "with"}
	list := func(needs graphtest.Needs, params []string, keep func(*page, *post) bool) *graphtest.Op {
		return &graphtest.Op{
			Needs: needs, Params: params, MaxLimit: 100,
			Handle: graphtest.On(func(c *call, w *page) (any, error) { return s.listPosts(c, w, keep) }),
		}
	}
	feed := list(reading(), params, func(w *page, p *post) bool { return true })
	feed.StrictMax = true
	return graphtest.Edges{
		"feed": {
			Get:  feed,
			Post: &graphtest.Op{Needs: publishing(), Params: feedParams(), Newer: nil, Handle: graphtest.On(s.createPost)},
		},
		"published_posts": {Get: list(ofPage(reading()), params, func(w *page, p *post) bool { return p.author.page == w && p.published })},
		"posts": {Get: list(reading(), append([]string{"q"}, params...), func(w *page, p *post) bool {
			return p.author.page == w && p.published
		})},
		"visitor_posts": {Get: list(ofPage(reading("pages_read_user_content")), params, func(w *page, p *post) bool {
			return p.author.page != w && p.published
		})},
		"scheduled_posts": {Get: list(ofPage(reading()), nil, func(w *page, p *post) bool {
			return !p.published && !p.publishAt.IsZero()
		})},
		"tagged": {Get: &graphtest.Op{
			Needs:  ofPage(reading("pages_read_user_content")),
			Handle: graphtest.On(func(_ *call, w *page) (any, error) { return s.postList(w.tagged), nil }),
		}},
	}
}

// ofPage restricts an operation to the token of the page.
func ofPage(n graphtest.Needs) graphtest.Needs {
	n.Kinds = graphtest.PageToken
	return n
}

func (s *Server) listPosts(c *call, w *page, keep func(*page, *post) bool) (any, error) {
	hidden, err := c.Params.Bool("include_hidden", true)
	if err != nil {
		return nil, err
	}
	q := strings.ToLower(c.Params.Text("q"))
	var list []*post
	for _, p := range w.posts {
		if p.inline || !keep(w, p) || p.hidden && !hidden || !p.published && !c.As(w.id) {
			continue
		}
		if q != "" && !strings.Contains(strings.ToLower(p.message), q) {
			continue
		}
		list = append(list, p)
	}
	return s.postList(list), nil
}

// postList is a list of posts, newest first.
func (s *Server) postList(posts []*post) *graphtest.List {
	when := func(p *post) time.Time {
		at, _ := p.shownTime().(time.Time)
		return at
	}
	posts = slices.Clone(posts)
	slices.SortStableFunc(posts, func(a, b *post) int { return when(a).Compare(when(b)) })
	var nodes []*node
	for _, p := range posts {
		nodes = append(nodes, s.graph.Node(p.id))
	}
	l := graphtest.Nodes(nodes, func(n *node) time.Time { return when(n.Data.(*post)) }) //nolint:forcetypeassert // made above
	return l.Reversed()
}
