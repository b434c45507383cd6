package x

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/relais-go/relais/social"
)

// A ListField is a part of a list that can be asked for. X always gives ID and Name.
// See https://docs.x.com/x-api/lists/list-lookup/introduction.
type ListField string

// Fields of lists.
const (
	ListFieldCreatedAt     ListField = "created_at"
	ListFieldDescription   ListField = "description"
	ListFieldFollowerCount ListField = "follower_count"
	ListFieldID            ListField = "id"
	ListFieldMemberCount   ListField = "member_count"
	ListFieldName          ListField = "name"
	ListFieldPrivate       ListField = "private"
)

func knownListFields() []ListField {
	return []ListField{
		ListFieldCreatedAt, ListFieldDescription, ListFieldFollowerCount, ListFieldID, ListFieldMemberCount, ListFieldName,
		ListFieldPrivate,
	}
}

// A ListSelection says what to ask for with lists. Its zero value asks for what X always gives.
type ListSelection struct {
	List  []ListField
	Owner bool        // OwnerID and Owner, billed as a user
	User  []UserField // of Owner
}

// DefaultLists is all that X says of a list without billing more than the list: its owner is left out.
func DefaultLists() ListSelection {
	return ListSelection{List: []ListField{
		ListFieldCreatedAt, ListFieldDescription, ListFieldFollowerCount, ListFieldMemberCount, ListFieldPrivate,
	}}
}

// Query writes the parameters of a request. The error is [social.ErrInvalid] if a name is not one that X
// knows.
func (s *ListSelection) Query(d Dialect) (url.Values, error) {
	users := UserSelection{}
	if s.Owner {
		users.User = s.User
	}
	q, err := users.Query(d)
	if err != nil {
		return nil, err
	}
	for _, f := range s.List {
		if !slices.Contains(knownListFields(), f) {
			return nil, social.Invalid(network, "List", fmt.Sprintf("has %q, which X does not know", f))
		}
	}
	setList(q, "list.fields", s.List)
	if s.Owner {
		q.Set("expansions", strings.Trim(q.Get("expansions")+",owner_id", ","))
	}
	return q, nil
}

// lists are the parameters that choose what comes with lists. nil means [DefaultLists].
func (c *Client) lists(s *ListSelection) (url.Values, error) {
	if s == nil {
		s = new(DefaultLists())
	}
	return s.Query(c.cfg.Dialect)
}

// listCost is what n lists cost at most, with what comes along.
func listCost(s *ListSelection, n int) cost {
	k := cost{Billed: BilledList, Most: n}
	if value(s).Owner {
		k.Users = n
	}
	return k
}

// joinOwners hangs owners on lists.
func joinOwners(in *Includes, lists []*List) {
	users := in.index().users
	for _, l := range lists {
		l.Owner = users[l.OwnerID]
	}
}
