package linkedintest

import (
	"slices"
	"strings"
)

// A Member is a person's profile.
type Member struct {
	First, Last string
	Headline    string
	VanityName  string // of the profile's address; "" makes one of the name
	Email       string // "" makes one of the name
	Picture     string // URL; "" means none
	Language    string // "" means "en"
	Country     string // "" means "US"
	Followers   int    // at the beginning
	Connections int
}

func (m *member) name() string { return strings.TrimSpace(m.First + " " + m.Last) }

// named reports whether a text is a form of the name under which the member can be mentioned.
func (m *member) named(text string) bool {
	return text != "" && slices.Contains([]string{m.First, m.Last, m.name()}, text)
}

// CreateMember adds a member and returns the URN, "urn:li:person:…".
func (s *Server) CreateMember(first, last string) string {
	return s.AddMember(Member{First: first, Last: last})
}

// AddMember adds a member with a whole profile and returns the URN.
func (s *Server) AddMember(profile Member) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := &member{id: s.ids.opaque("", 10), Member: profile, joined: s.now()}
	m.urn = urn(kindPerson, m.id)
	slug := strings.ToLower(strings.ReplaceAll(m.name(), " ", "-"))
	orText(&m.VanityName, slug)
	orText(&m.Email, strings.ReplaceAll(slug, "-", ".")+"@example.org")
	orText(&m.Language, "en")
	orText(&m.Country, "US")
	s.people = append(s.people, m)
	s.members[m.urn] = m
	return m.urn
}

func orText(s *string, standard string) {
	if *s == "" {
		*s = standard
	}
}

// ID is the last part of a URN: the id of a member in /v2/userinfo, or the number of a Page.
func ID(urn string) string {
	_, id, _ := splitURN(urn)
	return id
}

// userinfo is GET /v2/userinfo, see
// https://learn.microsoft.com/en-us/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2.
func userinfo(c *call) (any, error) {
	m, out := c.member, object{"sub": c.member.id}
	if c.granted(scopeProfile) {
		out["name"], out["given_name"], out["family_name"] = m.name(), m.First, m.Last
		out["locale"] = object{"country": m.Country, "language": m.Language}
		if m.Picture != "" {
			out["picture"] = m.Picture
		}
	}
	if c.granted(scopeEmail) {
		out["email"], out["email_verified"] = m.Email, true
	}
	return out, nil
}

// me is GET /rest/me and /v2/me.
func me(c *call) (any, error) { return c.member.json(), nil }

func localized(m *member, text string) object {
	return object{
		"localized":       object{m.Language + "_" + m.Country: text},
		"preferredLocale": object{"country": m.Country, "language": m.Language},
	}
}

func (m *member) json() object {
	out := object{
		"id": m.id, "localizedFirstName": m.First, "localizedLastName": m.Last, "localizedHeadline": m.Headline,
		"firstName": localized(m, m.First), "lastName": localized(m, m.Last), "headline": localized(m, m.Headline),
		"vanityName": m.VanityName,
	}
	if m.Picture != "" {
		out["profilePicture"] = object{"displayImage": urn("digitalmediaAsset", m.id)}
	}
	return out
}

// visibleMember is a profile that the caller may see, by a key (id:…).
func (c *call) visibleMember(key value) (object, error) {
	fields, err := compound(key, "id")
	if err != nil {
		return nil, err
	}
	m := c.srv.members[urn(kindPerson, fields["id"])]
	switch {
	case m == nil:
		return nil, notFound("Member")
	case m != c.member && c.srv.opts.Traps.PeopleDenied:
		return nil, unpermitted("RESOURCE_KEY", "id")
	}
	return m.json(), nil
}

func getPerson(c *call) (any, error) { return c.visibleMember(c.keys["key"]) }

func batchPeople(c *call) (any, error) { return c.batch(c.visibleMember) }
