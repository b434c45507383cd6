package x

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/relais-go/relais/internal/scalar"
)

// A User is an account. Only what was asked for is filled in: see [UserFields].
// See https://docs.x.com/x-api/fundamentals/data-dictionary#user.
type User struct {
	ID              ID     `json:"id"`
	Username        string `json:"username,omitempty"` // the handle, without "@"
	Name            string `json:"name,omitempty"`
	Description     string `json:"description,omitempty"` // the bio
	Location        string `json:"location,omitempty"`
	URL             string `json:"url,omitempty"`               // of its website, shortened: see Entities
	ProfileImageURL string `json:"profile_image_url,omitempty"` // small: other sizes replace "_normal"
	BannerURL       string `json:"profile_banner_url,omitempty"`
	CreatedAt       Time   `json:"created_at,omitzero"`

	Protected             bool             `json:"protected,omitempty"` // posts are for approved followers
	Verified              bool             `json:"verified,omitempty"`
	VerifiedType          VerifiedType     `json:"verified_type,omitempty"`
	IdentityVerified      bool             `json:"is_identity_verified,omitempty"`
	VerifiedFollowerCount *int64           `json:"verified_followers_count,omitempty"`
	Parody                bool             `json:"parody,omitempty"` // says that it is one
	Affiliation           *Affiliation     `json:"affiliation,omitempty"`
	SubscriptionType      SubscriptionType `json:"subscription_type,omitempty"` // of the token's own account only
	PublicMetrics         *UserMetrics     `json:"public_metrics,omitempty"`
	Entities              *UserEntities    `json:"entities,omitempty"`
	Withheld              *Withheld        `json:"withheld,omitempty"`
	PinnedPostID          ID               `json:"pinned_tweet_id,omitempty"`
	MostRecentPostID      ID               `json:"most_recent_tweet_id,omitempty"`
	ConfirmedEmail        string           `json:"confirmed_email,omitempty"`

	// How the account stands to the token's own; nil and empty also if that was not asked for.
	ConnectionStatus []Connection  `json:"connection_status,omitempty"`
	ReceivesYourDM   *bool         `json:"receives_your_dm,omitempty"`
	SubscribesToYou  *bool         `json:"subscribes_to_you,omitempty"`
	Subscription     *Subscription `json:"subscription,omitempty"`

	// What follows is filled in by Includes.JoinUsers, as far as the answer holds it.
	PinnedPost     *Post `json:"-"`
	MostRecentPost *Post `json:"-"`
}

type plainUser User

// wireUser is a user in either dialect, wrapped in {"data": …} as activity events have them, or with names
// of X's first API.
type wireUser struct {
	plainUser
	PinnedPostID     ID           `json:"pinned_post_id"`
	MostRecentPostID ID           `json:"most_recent_post_id"`
	Verified         scalar.Count `json:"verified_followers_count"`
	ScreenName       string       `json:"screen_name"`
	ImageURL         string       `json:"profile_image_url_https"`
	Data             *wireUser    `json:"data"`
}

func (w *wireUser) value() *User {
	if w.Data != nil {
		return w.Data.value()
	}
	u := (*User)(&w.plainUser)
	u.PinnedPostID = cmp.Or(u.PinnedPostID, w.PinnedPostID)
	u.MostRecentPostID = cmp.Or(u.MostRecentPostID, w.MostRecentPostID)
	u.Username = cmp.Or(u.Username, w.ScreenName)
	u.ProfileImageURL = cmp.Or(u.ProfileImageURL, w.ImageURL)
	u.VerifiedFollowerCount = w.Verified.N
	return u
}

// UnmarshalJSON reads both dialects, wrapped or not. A field of an unexpected type is left out.
func (u *User) UnmarshalJSON(b []byte) error {
	var w wireUser
	if err := scalar.Forgive(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	*u = *w.value()
	return nil
}

// Is reports whether the account stands in the given way to the token's own. It is false also if that was
// not asked for.
func (u *User) Is(c Connection) bool {
	return slices.Contains(u.ConnectionStatus, c)
}

// An Affiliation is an organisation that an account belongs to.
type Affiliation struct {
	UserIDs     []ID   `json:"user_id,omitempty"`
	Description string `json:"description,omitempty"`
	URL         string `json:"url,omitempty"`
	BadgeURL    string `json:"badge_url,omitempty"`
}

// UserEntities are what X recognised in the fields of a profile.
type UserEntities struct {
	URL         Entities `json:"url,omitzero"`
	Description Entities `json:"description,omitzero"`
}

// A Subscription says whether an account pays to see more of the token's own.
type Subscription struct {
	SubscribesToYou bool `json:"subscribes_to_you"`
}
