package graphtest

import (
	"maps"
	"slices"
	"strings"
)

// An App is a program that is registered with the network.
type App struct {
	ID, Secret   string
	Name         string
	RedirectURIs []string // nil: any
	RequireProof bool     // calls need appsecret_proof
}

// A Person is somebody who logs in.
type Person struct {
	ID, Name, Email string
	System          bool // a system user of a business

	declined map[string]bool
	granted  map[string][]string // scopes by app
}

// An asset is what people have roles on.
type asset struct {
	id    string
	roles map[string][]string // tasks by person
}

// login is who exists and what they may.
type login struct {
	apps    map[string]*App
	people  map[string]*Person
	assets  []*asset
	tokens  map[string]*Token
	derived map[string]*Token // page tokens by what they come from
	codes   map[string]*loginCode
	consent func(app, redirectURI string) (*Grant, bool)

	personType, appType *Type
}

func newLogin() login {
	return login{
		apps: map[string]*App{}, people: map[string]*Person{}, tokens: map[string]*Token{}, derived: map[string]*Token{},
		codes: map[string]*loginCode{},
	}
}

// Register adds an app. ID and Secret are made unless they are given. The lock must be held.
func (s *Server) Register(a App) *App {
	if a.ID == "" {
		a.ID = s.NewID()
	}
	if a.Secret == "" {
		a.Secret = s.Opaque("secret")
	}
	s.apps[a.ID] = &a
	s.Put(s.AppType(), a.ID, &a)
	return &a
}

// App is an app by its id; nil if there is none. The lock must be held.
func (s *Server) App(id string) *App { return s.apps[id] }

// AddPerson adds somebody who can log in. The lock must be held.
func (s *Server) AddPerson(name string, system bool) *Person {
	id := s.NewID()
	handle := strings.ToLower(strings.ReplaceAll(name, " ", "."))
	p := &Person{
		ID: id, Name: name, Email: handle + "@example.com", System: system, declined: map[string]bool{}, granted: map[string][]string{},
	}
	s.people[id] = p
	s.Put(s.PersonType(), id, p)
	return p
}

// Person is somebody by id; nil if there is none. The lock must be held.
func (s *Server) Person(id string) *Person { return s.people[id] }

// SetRole gives a person these tasks on an asset; none takes the role away. The lock must be held.
func (s *Server) SetRole(person, assetID string, tasks ...string) {
	at := slices.IndexFunc(s.assets, func(a *asset) bool { return a.id == assetID })
	if at < 0 {
		s.assets = append(s.assets, &asset{id: assetID, roles: map[string][]string{}})
		at = len(s.assets) - 1
	}
	if len(tasks) == 0 {
		delete(s.assets[at].roles, person)
		return
	}
	s.assets[at].roles[person] = tasks
}

// tasks are what a person may do on an asset; nil if there is no role. The lock is held.
func (s *Server) tasks(person, assetID string) []string {
	for _, a := range s.assets {
		if a.id == assetID {
			return a.roles[person]
		}
	}
	return nil
}

// Tasks are what a person may do on an asset. The lock must be held.
func (s *Server) Tasks(person, assetID string) []string { return s.tasks(person, assetID) }

// Staff are the people with a role on an asset, by their ids. The lock must be held.
func (s *Server) Staff(assetID string) []*Person {
	var out []*Person
	for _, a := range s.assets {
		if a.id != assetID {
			continue
		}
		for _, id := range slices.Sorted(maps.Keys(a.roles)) {
			out = append(out, s.people[id])
		}
	}
	return out
}

// PersonType is the node type User. It is the same at every call, so that a simulator can add edges to it.
func (s *Server) PersonType() *Type {
	if s.personType != nil {
		return s.personType
	}
	s.personType = &Type{
		Name: "User", Default: []string{"name"},
		Fields: Fields{
			"name":       Get(func(p *Person) any { return p.Name }),
			"first_name": Get(func(p *Person) any { first, _, _ := strings.Cut(p.Name, " "); return first }),
			"last_name":  Get(func(p *Person) any { _, last, _ := strings.Cut(p.Name, " "); return Text(last) }),
			"email": With(func(c *Call, p *Person) (any, error) {
				if !c.Has("email") {
					return nil, nil
				}
				return p.Email, nil
			}),
		},
		Edges: Edges{
			"accounts":       {Get: &Op{Needs: Needs{Kinds: Personal, Scopes: []string{"pages_show_list"}}, Default: accountFields(), Handle: On(s.accounts)}},
			"assigned_pages": {Get: &Op{Needs: Needs{Kinds: Personal}, Default: accountFields(), Handle: On(s.accounts)}},
			"permissions": {
				Get:    &Op{Needs: Needs{Kinds: Personal}, Params: []string{"permission", "status"}, Handle: On(permissions)},
				Delete: &Op{Needs: Needs{Kinds: Personal | AppToken}, Params: []string{"permission"}, Handle: On(s.withdraw)},
			},
		},
	}
	return s.personType
}

func accountFields() []string {
	return []string{"access_token", "category", "category_list", "name", "id", "tasks"}
}

// accounts are the pages that a person has a role on and has shown to the app.
func (s *Server) accounts(c *Call, p *Person) (any, error) {
	var list []*Node
	for _, a := range s.assets {
		tasks, ok := a.roles[p.ID]
		n := s.nodes[a.id]
		if !ok || n == nil || c.Token.Targets != nil && !slices.Contains(c.Token.Targets, a.id) {
			continue
		}
		list = append(list, n.With(Object{"tasks": tasks, "access_token": s.PageToken(c.Token, a.id).Value}))
	}
	return Nodes(list, nil), nil
}

// AccessTokenField is the field access_token of an asset, for personal tokens with a role on it.
func (s *Server) AccessTokenField(c *Call, n *Node) (any, error) {
	t := c.Token
	switch {
	case t.Kind == PageToken && t.Asset == n.ID:
		return t.Value, nil
	case t.Kind&Personal != 0 && s.tasks(t.User, n.ID) != nil && (t.Targets == nil || slices.Contains(t.Targets, n.ID)):
		return s.PageToken(t, n.ID).Value, nil
	}
	return nil, nil
}

func permissions(c *Call, p *Person) (any, error) {
	l := &List{}
	add := func(scope, status string) {
		if want := c.Params.Text("permission"); want != "" && want != scope {
			return
		}
		if want := c.Params.Text("status"); want != "" && want != status {
			return
		}
		l.Items = append(l.Items, Item{Value: Object{"permission": scope, "status": status}, Key: scope})
	}
	for _, scope := range c.Token.Scopes {
		add(scope, "granted")
	}
	var declined []string
	for scope := range p.declined {
		if !slices.Contains(c.Token.Scopes, scope) {
			declined = append(declined, scope)
		}
	}
	slices.Sort(declined)
	for _, scope := range declined {
		add(scope, "declined")
	}
	return l, nil
}

// withdraw takes one permission away from the app, or the app away from the person.
func (s *Server) withdraw(c *Call, p *Person) (any, error) {
	scope := c.Params.Text("permission")
	for _, t := range s.tokens {
		if t.User != p.ID || t.App != c.Token.App {
			continue
		}
		if scope == "" {
			t.Dead = 458
			continue
		}
		t.Scopes = slices.DeleteFunc(slices.Clone(t.Scopes), func(have string) bool { return have == scope })
		p.declined[scope] = true
	}
	return Object{"success": true}, nil
}
