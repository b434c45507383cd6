package linkedin

import (
	"context"

	"github.com/relais-go/relais/social"
)

// UserInfo is the member whom a token belongs to, as OpenID Connect tells it. What the scopes do not open is empty.
// See https://learn.microsoft.com/en-us/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2.
type UserInfo struct {
	Subject       string `json:"sub"` // ID of the member
	Name          string `json:"name"`
	GivenName     string `json:"given_name"`
	FamilyName    string `json:"family_name"`
	Picture       string `json:"picture"` // address
	Locale        Locale `json:"locale"`
	Email         string `json:"email"`
	EmailVerified bool   `json:"email_verified"`
}

// URN is the member's URN.
func (u *UserInfo) URN() URN { return Person(u.Subject) }

// UserInfo reads the member whom the token belongs to. It needs [ScopeOpenID]; name and picture [ScopeProfile], the
// address [ScopeEmail].
// See https://learn.microsoft.com/en-us/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2.
func (c *Client) UserInfo(ctx context.Context) (*UserInfo, error) {
	return get[UserInfo](ctx, c, &request{Op: "userinfo.get", Path: "/v2/userinfo", Unversioned: true})
}

// MemberProfile is a member's profile, as far as another member or the application may see it. LinkedIn allows to keep it
// for a day: https://learn.microsoft.com/en-us/linkedin/marketing/data-storage-requirements.
type MemberProfile struct {
	ID         string     `json:"id"`
	FirstName  string     `json:"localizedFirstName"`
	LastName   string     `json:"localizedLastName"`
	Headline   string     `json:"localizedHeadline"`
	VanityName string     `json:"vanityName"` // the last part of the profile's address
	FirstNames *Localized `json:"firstName"`  // in all languages
	LastNames  *Localized `json:"lastName"`
	Headlines  *Localized `json:"headline"`
	Picture    *struct {
		Display URN `json:"displayImage"`
	} `json:"profilePicture"`
}

// URN is the member's URN.
func (m *MemberProfile) URN() URN { return Person(m.ID) }

// Name is the first and the last name.
func (m *MemberProfile) Name() string {
	if m.FirstName == "" || m.LastName == "" {
		return m.FirstName + m.LastName
	}
	return m.FirstName + " " + m.LastName
}

// Me reads the profile of the member whom the token belongs to. It needs [ScopeBasicProfile].
// See https://learn.microsoft.com/en-us/linkedin/shared/integrations/people/profile-api.
func (c *Client) Me(ctx context.Context) (*MemberProfile, error) {
	return get[MemberProfile](ctx, c, &request{Op: "me.get", Method: MethodGet, Path: "/rest/me"})
}

// MemberProfile reads the profile of any member, as far as the member whom the token belongs to may see it: LinkedIn
// often says no, which is [social.ErrPermission]. It needs [ScopeBasicProfile].
// See https://learn.microsoft.com/en-us/linkedin/shared/integrations/people/profile-api.
func (c *Client) MemberProfile(ctx context.Context, member URN) (*MemberProfile, error) {
	if member.Kind() != KindPerson {
		return nil, social.Invalid(network, "member", "is not the URN of a member")
	}
	key := personKey(member.ID())
	return get[MemberProfile](ctx, c, &request{Op: "people.get", Method: MethodGet, Path: "/rest/people/" + key.encode()})
}

// personKey is the key of a member's profile.
func personKey(id string) value { return recordValue(field{"id", textValue(id)}) }

// MemberProfiles reads several profiles, in one call where the application may, else one by one. failed says why one is
// not among those found. It needs [ScopeBasicProfile].
// See https://learn.microsoft.com/en-us/linkedin/shared/integrations/people/profile-api.
func (c *Client) MemberProfiles(ctx context.Context, members ...URN) (found map[URN]*MemberProfile, failed map[URN]error, err error) {
	many := &multiple[MemberProfile]{op: "people", path: "/rest/people", encode: personKey}
	many.single = func(ctx context.Context, id string) (*MemberProfile, error) { return c.MemberProfile(ctx, Person(id)) }
	for _, u := range members {
		if u.Kind() != KindPerson {
			return nil, nil, social.Invalid(network, "members", "hold "+string(u)+", which is not the URN of a member")
		}
		many.keys = append(many.keys, u.ID())
	}
	byKey, failures, err := many.read(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	found, failed = map[URN]*MemberProfile{}, map[URN]error{}
	for id, m := range byKey {
		found[Person(id)] = m
	}
	for id, why := range failures {
		failed[Person(id)] = why
	}
	return found, failed, nil
}
