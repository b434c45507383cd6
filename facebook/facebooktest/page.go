package facebooktest

import (
	"maps"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// CreatePage adds a page with an owner who may do all, and returns its id. It has 1,000 likes and followers.
func (s *Server) CreatePage(name string) string {
	defer s.lock()()
	owner := s.graph.AddPerson(name+" Owner", false)
	p := &page{
		id: s.graph.NewID(), name: name, owner: owner.ID, created: s.now(), fans: 1000,
		profile: map[string]any{}, likes: map[*person]bool{}, banned: map[*person]bool{}, psids: map[*person]string{},
		metrics: map[metricKey]int{}, settings: map[string]bool{"USERS_CAN_POST": true, "USERS_CAN_MESSAGE": true},
		picture: "https://scontent.example.com/page.jpg",
	}
	s.pages = append(s.pages, p)
	s.graph.Put(s.types.page, p.id, p)
	p.profile["username"] = handle(name)
	s.graph.Alias(handle(name), p.id)
	s.graph.SetRole(owner.ID, p.id, Tasks()...)
	for _, kind := range []string{"wall", "cover", "profile"} {
		names := map[string]string{"wall": "Timeline photos", "cover": "Cover photos", "profile": "Profile pictures"}
		s.newAlbum(p, names[kind], kind)
	}
	return p.id
}

// SetProfile sets fields of a page as its managers do on the site: any of the field names of the API, "name"
// and "username" included. Nil takes a value away.
func (s *Server) SetProfile(page string, fields map[string]any) {
	defer s.lock()()
	p := s.mustPage(page)
	for name, v := range fields {
		switch name {
		case "name":
			p.name, _ = v.(string)
			continue
		case "username":
			if username, ok := v.(string); ok {
				s.graph.Alias(username, p.id)
			}
		}
		if v == nil {
			delete(p.profile, name)
			continue
		}
		p.profile[name] = v
	}
}

// SetFans sets how many people like and follow a page beside those who did so by [Server.Follow].
func (s *Server) SetFans(page string, n int) {
	defer s.lock()()
	s.mustPage(page).fans = n
}

func handle(name string) string {
	return strings.ToLower(strings.Join(strings.FieldsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	}), "."))
}

func splitName(name string) (first, last string) {
	first, last, _ = strings.Cut(name, " ")
	return first, last
}

// profileFields are those of a page that hold what was set; see
// https://developers.facebook.com/docs/graph-api/reference/page/.
func profileFields() []string {
	return []string{
		"about", "attire", "bio", "birthday", "category_list", "company_overview", "contact_address", "cover", "culinary_team", "description",
		"directed_by", "emails", "food_styles", "founded", "general_info", "general_manager", "genre", "hours", "impressum", "is_always_open",
		"is_permanently_closed", "is_verified", "location", "mission", "parking", "payment_options", "phone", "pickup_options", "plot_outline",
		"price_range", "products", "public_transit", "restaurant_services", "restaurant_specialties", "single_line_address",
		"store_location_descriptor", "temporary_status", "username", "verification_status", "website", "instagram_business_account",
		"connected_instagram_account", "overall_star_rating", "were_here_count", "checkins", "unread_notif_count", "displayed_message_response_time",
	}
}

// updatable are the parameters of an update that change a field of the same name.
func updatable() []string {
	return []string{
		"about", "attire", "bio", "category_list", "company_overview", "contact_address", "culinary_team", "description", "directed_by",
		"emails", "food_styles", "general_info", "general_manager", "genre", "hours", "impressum", "is_always_open", "is_permanently_closed",
		"location", "mission", "parking", "payment_options", "phone", "pickup_options", "plot_outline", "price_range", "public_transit",
		"restaurant_services", "restaurant_specialties", "store_location_descriptor", "temporary_status", "website",
		"displayed_message_response_time",
	}
}

func (s *Server) pageType() *graphtest.Type {
	t := &graphtest.Type{
		Name: "Page", Default: []string{"name"},
		Owner:  func(n *node) string { return n.ID },
		Fields: s.pageFields(),
		Edges:  s.pageEdges(),
		Post: &graphtest.Op{
			Needs:  managing(),
			Params: append(updatable(), "cover", "offset_x", "offset_y", "focus_x", "focus_y", "no_feed_story", "is_published", "no_notification"),
			Handle: graphtest.On(s.updatePage),
		},
	}
	for _, name := range profileFields() {
		t.Fields[name] = graphtest.Get(func(p *page) any { return p.profile[name] })
	}
	return t
}

func (s *Server) pageFields() graphtest.Fields {
	followers := graphtest.Get(func(p *page) any { return p.fans + len(p.likes) })
	managed := func(f func(*page) any) graphtest.Field {
		return graphtest.With(func(c *call, p *page) (any, error) {
			if !c.As(p.id) {
				return nil, nil
			}
			return f(p), nil
		})
	}
	return graphtest.Fields{
		"name":         graphtest.Get(func(p *page) any { return p.name }),
		"access_token": s.graph.AccessTokenField,
		"link":         graphtest.Get(func(p *page) any { return "https://www.facebook.com/" + p.id }),
		"category":     graphtest.Get(func(p *page) any { return p.category() }),
		"category_list": graphtest.Get(func(p *page) any {
			return []object{{"id": "2201", "name": p.category()}}
		}),
		"fan_count": followers, "followers_count": followers,
		"new_like_count":      managed(func(p *page) any { return len(p.likes) }),
		"talking_about_count": graphtest.Get(func(p *page) any { return p.talking }),
		"rating_count":        graphtest.Get(func(p *page) any { return len(p.ratings) }),
		"is_published": graphtest.Get(func(p *page) any {
			v, set := p.profile["is_published"].(bool)
			return !set || v
		}),
		"has_transitioned_to_new_page_experience": graphtest.Get(func(*page) any { return true }),
		"can_post":             managed(func(*page) any { return true }),
		"unread_message_count": managed(func(p *page) any { return p.unread() }),
		"unseen_message_count": managed(func(p *page) any { return p.unread() }),
		"is_webhooks_subscribed": graphtest.With(func(c *call, p *page) (any, error) {
			return c.App() != nil && s.graph.Installed(p.id)[c.App().ID] != nil, nil
		}),
		"has_added_app": graphtest.With(func(c *call, p *page) (any, error) {
			return c.App() != nil && s.graph.Installed(p.id)[c.App().ID] != nil, nil
		}),
		"engagement": graphtest.Get(func(p *page) any { return object{"count": p.fans + len(p.likes)} }),
	}
}

func (p *page) category() string {
	if list, ok := p.profile["category_list"].([]any); ok && len(list) > 0 {
		if o, ok := list[0].(map[string]any); ok {
			name, _ := o["name"].(string)
			return name
		}
	}
	return "Company"
}

func (s *Server) pageEdges() graphtest.Edges {
	install := task(own("pages_manage_metadata"), "MANAGE", "CREATE_CONTENT", "MODERATE", "ADVERTISE")
	e := graphtest.Edges{
		"subscribed_apps": s.graph.InstallEdge(install, webhookFields()...),
		"picture": {
			Get:  &graphtest.Op{Needs: graphtest.Needs{Foreign: true}, Params: []string{"height", "redirect", "type", "width"}, Handle: graphtest.On(pagePicture)},
			Post: &graphtest.Op{Needs: managing(), Params: []string{"picture", "photo"}, Fetch: []string{"picture"}, Handle: graphtest.On(s.setPicture)},
		},
		"roles": {Get: &graphtest.Op{Needs: own("pages_manage_metadata"), Params: []string{"uid"}, Handle: graphtest.On(s.pageRoles)}},
		"settings": {
			Get:  &graphtest.Op{Needs: managing(), Handle: graphtest.On(s.pageSettings)},
			Post: &graphtest.Op{Needs: managing(), Params: []string{"option"}, Handle: graphtest.On(s.changeSettings)},
		},
		"live_videos": {Get: &graphtest.Op{Needs: own("pages_read_engagement"), Params: []string{"broadcast_status", "source"}, Handle: noneYet}},
		"insights": {Get: &graphtest.Op{
			Needs: analysing(), Params: []string{"breakdown", "date_preset", "metric", "period", "since", "until"},
			Handle: graphtest.On(func(c *call, p *page) (any, error) { return s.insights(c, p, p.id, pageMetrics()) }),
		}},
		"ads_posts": {Get: &graphtest.Op{Needs: own("pages_read_engagement"), Handle: noneYet}},
	}
	for _, edges := range []graphtest.Edges{s.feedEdges(), s.mediaEdges(), s.socialEdges(), s.inboxEdges()} {
		maps.Copy(e, edges)
	}
	return e
}

// noneYet answers lists of what the simulator does not have.
func noneYet(*call, *node) (any, error) { return &graphtest.List{}, nil }

func (s *Server) updatePage(c *call, p *page) (any, error) {
	if cover := c.Params.Text("cover"); cover != "" {
		ph, ok := find[*photo](s, cover)
		if !ok || ph.owner != p {
			return nil, graphtest.BadParam("Invalid photo id for cover")
		}
		ph.used = true
		p.profile["cover"] = object{
			"cover_id": ph.id, "id": ph.id, "source": ph.source(),
			"offset_x": c.Params.Text("offset_x"), "offset_y": c.Params.Text("offset_y"),
		}
	}
	if c.Params.Has("is_published") {
		on, err := c.Params.Bool("is_published", true)
		if err != nil {
			return nil, err
		}
		p.profile["is_published"] = on
	}
	for _, name := range updatable() {
		if !c.Params.Has(name) {
			continue
		}
		v, err := profileValue(c, name)
		if err != nil {
			return nil, err
		}
		p.profile[name] = v
	}
	return object{"success": true}, nil
}

// profileValue reads a parameter in the kind of its field.
func profileValue(c *call, name string) (any, error) {
	switch name {
	case "emails":
		return c.Params.List(name)
	case "category_list":
		ids, err := c.Params.Texts(name)
		if err != nil {
			return nil, err
		}
		var list []any
		for _, id := range ids {
			list = append(list, object{"id": id, "name": "Category " + id})
		}
		return list, nil
	case "hours", "location", "contact_address", "parking", "payment_options", "restaurant_services", "restaurant_specialties":
		return c.Params.Object(name)
	case "is_always_open", "is_permanently_closed":
		return c.Params.Bool(name, false)
	case "about":
		if len([]rune(c.Params.Text(name))) > 255 {
			return nil, graphtest.BadParam("The about text must be at most 255 characters")
		}
	}
	return c.Params.Text(name), nil
}

func pagePicture(_ *call, p *page) (any, error) {
	return object{"data": object{"url": p.picture, "height": 50, "width": 50, "is_silhouette": false}}, nil
}

func (s *Server) setPicture(c *call, p *page) (any, error) {
	f := c.Fetched["picture"]
	if len(c.Files) > 0 {
		f = c.Files[0]
	}
	if f == nil {
		return nil, badImage()
	}
	p.picture = "https://scontent.example.com/" + f.SHA256[:16] + ".jpg"
	s.notify(p, "picture", object{"item": "picture", "verb": "update", "link": p.picture, "created_time": s.now().Unix()})
	return object{"success": true}, nil
}

func (s *Server) pageRoles(c *call, p *page) (any, error) {
	l := &graphtest.List{}
	for _, person := range s.graph.Staff(p.id) {
		tasks := s.graph.Tasks(person.ID, p.id)
		if uid := c.Params.Text("uid"); uid != "" && uid != person.ID {
			continue
		}
		l.Items = append(l.Items, graphtest.Item{Key: person.ID, Value: object{
			"id": person.ID, "name": person.Name, "tasks": tasks, "is_active": true,
		}})
	}
	return l, nil
}

// pageSettings is gone with version 26.
func (s *Server) pageSettings(c *call, p *page) (any, error) {
	if !c.Version.Before(graphtest.Version{Major: 26}) {
		return nil, graphtest.BadParam("Tried accessing nonexisting field (settings) on node type (Page)")
	}
	l := &graphtest.List{}
	for _, name := range []string{"USERS_CAN_MESSAGE", "USERS_CAN_POST"} {
		l.Items = append(l.Items, graphtest.Item{Key: name, Value: object{"setting": name, "value": p.settings[name]}})
	}
	return l, nil
}

func (s *Server) changeSettings(c *call, p *page) (any, error) {
	if !c.Version.Before(graphtest.Version{Major: 26}) {
		return nil, graphtest.Missing("POST", p.id)
	}
	option, err := c.Params.Object("option")
	if err != nil {
		return nil, err
	}
	for name, v := range option {
		if _, known := p.settings[name]; !known {
			return nil, graphtest.BadParam("Param option must be a supported setting")
		}
		p.settings[name] = slices.Contains([]any{true, "true", "1"}, v)
	}
	return object{"success": true}, nil
}
