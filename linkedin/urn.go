package linkedin

import (
	"strings"

	"github.com/relais-go/relais/social"
)

// A URN names anything on LinkedIn, as "urn:li:organization:5583111".
// See https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/urns.
type URN string

// Kinds of URNs. A post has one of kind [KindShare] or [KindUGCPost], which must be taken as it comes, and one of kind
// [KindActivity], by which comments and notifications name it.
const (
	KindPerson       = "person"
	KindOrganization = "organization"
	KindBrand        = "organizationBrand" // a showcase page, in older answers
	KindShare        = "share"
	KindUGCPost      = "ugcPost"
	KindActivity     = "activity"
	KindComment      = "comment"
	KindImage        = "image"
	KindVideo        = "video"
	KindDocument     = "document"
)

const urnPrefix = "urn:li:"

// NewURN is the URN of a thing of some kind.
func NewURN(kind, id string) URN { return URN(urnPrefix + kind + ":" + id) }

// Person is the URN of a member, by the ID of [Client.Do] "/v2/userinfo" ("sub") or "/rest/me" ("id").
func Person(id string) URN { return NewURN(KindPerson, id) }

// Organization is the URN of a Page, by the number in the address of its administrators' view.
func Organization(id string) URN { return NewURN(KindOrganization, id) }

// ParseURN checks that s is a URN.
//
// Errors: [social.ErrInvalid].
func ParseURN(s string) (URN, error) {
	u := URN(s)
	if !u.Valid() {
		return "", social.Invalid(network, "URN", "is not of the form urn:li:kind:id")
	}
	return u, nil
}

// Valid reports whether u is of the form urn:li:kind:id.
func (u URN) Valid() bool { return u.Kind() != "" && u.ID() != "" }

// Kind is what sort of thing it names, "" if u is not a URN.
func (u URN) Kind() string {
	kind, _ := u.split()
	return kind
}

// ID is what follows the kind, "" if u is not a URN.
func (u URN) ID() string {
	_, id := u.split()
	return id
}

func (u URN) split() (kind, id string) {
	rest, ok := strings.CutPrefix(string(u), urnPrefix)
	kind, id, found := strings.Cut(rest, ":")
	if !ok || !found || kind == "" || id == "" || strings.ContainsFunc(rest, func(r rune) bool { return r <= ' ' || r == 0x7F }) {
		return "", ""
	}
	return kind, id
}

// IsPost reports whether u names a post in a way that the Posts API takes.
func (u URN) IsPost() bool { return u.Kind() == KindShare || u.Kind() == KindUGCPost }

// isAuthor reports whether posts can be made in the name of u.
func (u URN) isAuthor() bool { return u.Kind() == KindPerson || u.Kind() == KindOrganization }

// is reports whether two URNs name the same account: older answers call a showcase page, which is a Page with a number like
// any other, a brand.
func (u URN) is(other URN) bool { return u.page() == other.page() }

// page is the URN of a Page in its one form, or any other URN as it is.
func (u URN) page() URN {
	if kind, id := u.split(); kind == KindBrand {
		return Organization(id)
	}
	return u
}

// CommentURN is the URN of a comment: on is the activity or post that it stands below.
func CommentURN(on URN, id string) URN {
	return NewURN(KindComment, "("+string(on)+","+id+")")
}

// Comment takes the URN of a comment apart: what it stands below, mostly an activity, and its number. It understands
// the short form "urn:li:comment:(activity:1,2)" of notifications, too.
func (u URN) Comment() (on URN, id string, ok bool) {
	kind, inner := u.split()
	inner, opened := strings.CutPrefix(inner, "(")
	inner, closed := strings.CutSuffix(inner, ")")
	at := strings.LastIndexByte(inner, ',')
	if kind != KindComment || !opened || !closed || at < 0 {
		return "", "", false
	}
	on, id = URN(inner[:at]), inner[at+1:]
	if !strings.HasPrefix(string(on), urnPrefix) {
		on = urnPrefix + on
	}
	return on, id, on.Valid() && id != ""
}

// encoded is the URN in a path.
func (u URN) encoded() string { return escapeText(string(u)) }
