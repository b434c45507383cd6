package instagramtest

import (
	"slices"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// A feature is a group of operations with permissions of its own, see
// https://developers.facebook.com/docs/instagram-platform/overview#permissions.
type feature int

const (
	basic feature = iota
	publishing
	commenting
	measuring
	messaging
	engaging // likes
	deleting
)

// scope is the permission of a feature; "" if it needs none beyond the basic one.
func (h *Host) scope(f feature) string {
	if h.API == InstagramLogin {
		switch f {
		case publishing:
			return "instagram_business_content_publish"
		case commenting:
			return "instagram_business_manage_comments"
		case measuring:
			return "instagram_business_manage_insights"
		case messaging:
			return "instagram_business_manage_messages"
		default:
			return ""
		}
	}
	switch f {
	case publishing:
		return "instagram_content_publish"
	case commenting:
		return "instagram_manage_comments"
	case measuring:
		return "instagram_manage_insights"
	case messaging:
		return "instagram_manage_messages"
	case engaging:
		return "instagram_manage_engagement"
	case deleting:
		return "instagram_manage_contents"
	default:
		return ""
	}
}

// needs are the conditions of the operations of a feature.
func (h *Host) needs(f feature) graphtest.Needs {
	out := graphtest.Needs{Kinds: graphtest.UserToken, Scopes: []string{"instagram_business_basic"}}
	if h.API == FacebookLogin {
		out = graphtest.Needs{
			Kinds:  graphtest.UserToken | graphtest.PageToken | graphtest.SystemToken,
			Scopes: []string{"instagram_basic"},
		}
		switch f {
		case messaging:
			out.Kinds = graphtest.PageToken
			out.Scopes = append(out.Scopes, "pages_manage_metadata")
			out.Tasks = []string{"MESSAGING", "MODERATE"}
		case publishing:
			out.Tasks = []string{"MANAGE", "CREATE_CONTENT"}
		case deleting:
		default:
			out.Scopes = append(out.Scopes, "pages_read_engagement")
		}
	}
	if scope := h.scope(f); scope != "" {
		out.Scopes = append(out.Scopes, scope)
	}
	return out
}

// public is like needs for what anybody's token may read.
func (h *Host) public(f feature) graphtest.Needs {
	out := h.needs(f)
	out.Foreign = true
	return out
}

// Scopes are the permissions that the simulator's operations ask for.
func (h *Host) Scopes() []string {
	out := []string{"instagram_business_basic"}
	if h.API == FacebookLogin {
		out = []string{"instagram_basic", "pages_show_list", "pages_read_engagement", "pages_manage_metadata"}
	}
	for f := publishing; f <= deleting; f++ {
		if scope := h.scope(f); scope != "" && !slices.Contains(out, scope) {
			out = append(out, scope)
		}
	}
	return out
}

// owner is the asset that an account's things belong to: its page, or itself.
func (h *Host) owner(a *account) string {
	switch {
	case h.API == InstagramLogin:
		return a.appUser
	case a.page != nil:
		return a.page.id
	}
	return "unlinked " + a.id // nobody has a role there
}

// accountOf is the account that a token speaks for; nil if it speaks for none or for several.
func (h *Host) accountOf(t *graphtest.Token) *account {
	w := &h.srv.world
	switch {
	case t == nil:
		return nil
	case h.API == InstagramLogin:
		return w.appUsers[t.User]
	case t.Kind == graphtest.PageToken:
		if p := w.pages[t.Asset]; p != nil {
			return p.account
		}
		return nil
	}
	if u := w.users[t.User]; u != nil && len(u.pages) == 1 {
		return u.pages[0].account
	}
	return nil
}

// manages reports whether a call is made for an account.
func (h *Host) manages(c *graphtest.Call, a *account) bool {
	t := c.Token
	switch {
	case t == nil:
		return false
	case h.API == InstagramLogin:
		return t.User == a.appUser
	case a.page == nil:
		return false
	case t.Kind == graphtest.PageToken:
		return t.Asset == a.page.id
	}
	u := h.srv.users[t.User]
	return u != nil && slices.Contains(u.pages, a.page)
}

// Token is a long-lived token of Instagram Login for an account, with these permissions; none means all.
func (s *Server) Token(account string, scopes ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	h, a := s.hosts[InstagramLogin], s.mustAccount(account)
	if len(scopes) == 0 {
		scopes = h.Scopes()
	}
	return h.graph.Issue(graphtest.UserToken, h.app.ID, a.appUser, true, scopes...).Value
}

// ShortToken is a token of Instagram Login that lives for an hour, as the exchange of a code gives it.
func (s *Server) ShortToken(account string, scopes ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	h, a := s.hosts[InstagramLogin], s.mustAccount(account)
	if len(scopes) == 0 {
		scopes = h.Scopes()
	}
	return h.shortToken(a, scopes).Value
}

// UserToken is a long-lived token of a Facebook user with these permissions; none means all.
func (s *Server) UserToken(user string, scopes ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.userToken(user, scopes).Value
}

func (s *Server) userToken(user string, scopes []string) *graphtest.Token {
	h := s.hosts[FacebookLogin]
	if s.users[user] == nil {
		panic("instagramtest: no Facebook user " + user)
	}
	if len(scopes) == 0 {
		scopes = h.Scopes()
	}
	return h.graph.Issue(graphtest.UserToken, h.app.ID, user, true, scopes...)
}

// PageToken is the token of a Page that follows from a long-lived token of a user who manages it.
func (s *Server) PageToken(page string, scopes ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.pages[page]
	if p == nil || len(p.users) == 0 {
		panic("instagramtest: no managed page " + page)
	}
	h := s.hosts[FacebookLogin]
	return h.graph.PageToken(s.userToken(p.users[0].id, scopes), page).Value
}

// EndToken ends a token with a subcode of code 190: 463 lets it expire, 458 takes the app away, 460 is a
// changed password.
func (s *Server) EndToken(value string, subcode int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.hosts {
		h.graph.End(subcode, func(t *graphtest.Token) bool { return t.Value == value })
	}
}
