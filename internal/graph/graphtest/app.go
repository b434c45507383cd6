package graphtest

import (
	"slices"
)

// AppType is the node type Application, with the webhooks and the uploads of an app.
func (s *Server) AppType() *Type {
	if s.appType != nil {
		return s.appType
	}
	needs := Needs{Kinds: AppToken}
	s.appType = &Type{
		Name: "Application", Default: []string{"name"},
		Fields: Fields{
			"name": Get(func(a *App) any { return a.Name }),
			"link": Get(func(a *App) any { return "https://www.facebook.com/games/?app_id=" + a.ID }),
		},
		Edges: Edges{
			"subscriptions": {
				Get: &Op{Needs: needs, Handle: On(s.subscriptions)},
				Post: &Op{
					Needs: needs, Params: []string{"object", "callback_url", "fields", "include_values", "verify_token"},
					Ahead: s.verifyCallback, Handle: On(s.addSubscription), FieldsParam: true,
				},
				Delete: &Op{Needs: needs, Params: []string{"object", "fields"}, Handle: On(s.dropSubscription), FieldsParam: true},
			},
			"uploads": {Post: &Op{
				Needs:  Needs{Kinds: Personal},
				Params: []string{"file_name", "file_length", "file_type", "session_type"}, Handle: On(s.startResumable),
			}},
		},
	}
	return s.appType
}

func ownApp(c *Call, a *App) error {
	if c.Token.App != a.ID {
		return Missing(c.Request.Method, a.ID)
	}
	return nil
}

func (s *Server) subscriptions(c *Call, a *App) (any, error) {
	if err := ownApp(c, a); err != nil {
		return nil, err
	}
	l := &List{}
	for _, sub := range s.subs {
		if sub.app != a.ID {
			continue
		}
		var fields []Object
		for _, f := range sub.fields {
			fields = append(fields, Object{"name": f, "version": c.Version.String()})
		}
		l.Items = append(l.Items, Item{Key: sub.object, Value: Object{
			"object": sub.object, "callback_url": sub.callback, "active": true, "fields": fields,
		}})
	}
	return l, nil
}

// verifyCallback makes the handshake before a subscription is kept.
func (s *Server) verifyCallback(c *Call, _ *Node) error {
	for _, name := range []string{"object", "callback_url", "verify_token"} {
		if c.Params.Text(name) == "" {
			return BadParam("The parameter " + name + " is required.")
		}
	}
	return s.handshake(c.Request.Context(), c.Params.Text("callback_url"), c.Params.Text("verify_token"))
}

func (s *Server) addSubscription(c *Call, a *App) (any, error) {
	if err := ownApp(c, a); err != nil {
		return nil, err
	}
	fields, err := c.Params.Texts("fields")
	if err != nil {
		return nil, err
	}
	values, err := c.Params.Bool("include_values", false)
	if err != nil {
		return nil, err
	}
	s.Subscribe(a.ID, c.Params.Text("object"), c.Params.Text("callback_url"), fields...)
	s.subs[len(s.subs)-1].values = values
	return Object{"success": true}, nil
}

func (s *Server) dropSubscription(c *Call, a *App) (any, error) {
	if err := ownApp(c, a); err != nil {
		return nil, err
	}
	fields, err := c.Params.Texts("fields")
	if err != nil {
		return nil, err
	}
	object := c.Params.Text("object")
	for _, sub := range s.subs {
		if sub.app == a.ID && (object == "" || sub.object == object) {
			sub.fields = slices.DeleteFunc(slices.Clone(sub.fields), func(f string) bool {
				return len(fields) == 0 || slices.Contains(fields, f)
			})
		}
	}
	s.subs = slices.DeleteFunc(s.subs, func(sub *subscription) bool { return sub.app == a.ID && len(sub.fields) == 0 })
	return Object{"success": true}, nil
}

// InstallEdge is the edge subscribed_apps of an asset, which installs apps on it for these fields. The
// reference of Pages: https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps/.
func (s *Server) InstallEdge(needs Needs, fields ...string) *Edge {
	return &Edge{
		Get: &Op{Needs: needs, Handle: func(_ *Call, n *Node) (any, error) {
			l := &List{}
			for _, a := range s.sortedApps() {
				if have := s.installs[n.ID][a.ID]; have != nil {
					l.Items = append(l.Items, Item{Key: a.ID, Value: s.nodes[a.ID].With(Object{"subscribed_fields": have})})
				}
			}
			return l, nil
		}, Default: []string{"link", "name", "id", "subscribed_fields"}},
		Post: &Op{Needs: needs, Params: []string{"subscribed_fields"}, Handle: func(c *Call, n *Node) (any, error) {
			asked, err := c.Params.Texts("subscribed_fields")
			if err != nil {
				return nil, err
			}
			if len(asked) == 0 {
				return nil, BadParam("The parameter subscribed_fields is required.")
			}
			for _, f := range asked {
				if !slices.Contains(fields, f) {
					return nil, BadParam("Param subscribed_fields must be one of the supported values; got " + f)
				}
			}
			s.Install(n.ID, c.Token.App, asked...)
			return Object{"success": true}, nil
		}},
		Delete: &Op{Needs: Needs{Kinds: needs.Kinds | AppToken}, Handle: func(c *Call, n *Node) (any, error) {
			s.Install(n.ID, c.Token.App)
			return Object{"success": true}, nil
		}},
	}
}

func (s *Server) sortedApps() []*App {
	var out []*App
	for _, a := range s.apps {
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b *App) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return out
}
