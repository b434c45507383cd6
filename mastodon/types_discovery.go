package mastodon

// A Tag is a hashtag, without "#".
// See https://docs.joinmastodon.org/entities/Tag/.
type Tag struct {
	ID        ID           `json:"id"`
	Name      string       `json:"name"`
	URL       string       `json:"url"`
	History   []TagHistory `json:"history"`   // about 7 days, newest first; empty on GoToSocial
	Following bool         `json:"following"` // false also without user token
	Featuring bool         `json:"featuring"` // 4.4
}

// A TagHistory is the use of a hashtag or link on one day, as far as this server knows.
// See https://docs.joinmastodon.org/entities/Tag/#history.
type TagHistory struct {
	Day      Time `json:"day"` // midnight UTC
	Uses     Int  `json:"uses"`
	Accounts Int  `json:"accounts"`
}

// A FeaturedTag is a hashtag shown on a profile.
// See https://docs.joinmastodon.org/entities/FeaturedTag/.
type FeaturedTag struct {
	ID            ID     `json:"id"`
	Name          string `json:"name"`
	URL           string `json:"url"`
	StatusesCount Int    `json:"statuses_count"`
	LastStatusAt  Time   `json:"last_status_at"` // a date
}

// A SearchResult holds what a search found, by kind.
// See https://docs.joinmastodon.org/entities/Search/.
type SearchResult struct {
	Accounts    []*Account   `json:"accounts"`
	Statuses    []*Status    `json:"statuses"`
	Hashtags    []Tag        `json:"hashtags"`
	Collections []Collection `json:"collections"` // 4.6
}

// A List is a timeline of chosen accounts.
// See https://docs.joinmastodon.org/entities/List/.
type List struct {
	ID            ID            `json:"id"`
	Title         string        `json:"title"`
	RepliesPolicy RepliesPolicy `json:"replies_policy"`
	Exclusive     bool          `json:"exclusive"` // members are hidden from the home timeline; 4.2
}

// A Collection is a public selection of accounts; Mastodon 4.6 and later.
// See https://docs.joinmastodon.org/entities/Collection/.
type Collection struct {
	ID           ID               `json:"id"`
	URI          string           `json:"uri"`
	URL          string           `json:"url"`
	AccountID    ID               `json:"account_id"` // of the curator
	Name         string           `json:"name"`
	Description  string           `json:"description"`
	Language     string           `json:"language"`
	Local        bool             `json:"local"`
	Sensitive    bool             `json:"sensitive"`
	Discoverable bool             `json:"discoverable"`
	Tag          *StatusTag       `json:"tag"`
	ItemCount    int64            `json:"item_count"`
	Items        []CollectionItem `json:"items"`
	CreatedAt    Time             `json:"created_at"`
	UpdatedAt    Time             `json:"updated_at"`
}

// A CollectionItem is one account of a collection.
// See https://docs.joinmastodon.org/entities/CollectionItem/.
type CollectionItem struct {
	ID        ID     `json:"id"`
	AccountID ID     `json:"account_id"` // "" unless accepted
	State     string `json:"state"`      // pending, accepted, rejected, revoked
	CreatedAt Time   `json:"created_at"`
}

// An Announcement is a message of the server's staff. Content is HTML.
// See https://docs.joinmastodon.org/entities/Announcement/.
type Announcement struct {
	ID          ID                   `json:"id"`
	Content     string               `json:"content"`
	StartsAt    Time                 `json:"starts_at"`
	EndsAt      Time                 `json:"ends_at"`
	AllDay      bool                 `json:"all_day"`
	PublishedAt Time                 `json:"published_at"`
	UpdatedAt   Time                 `json:"updated_at"`
	Read        bool                 `json:"read"` // false also without user token
	Mentions    []Mention            `json:"mentions"`
	Statuses    []AnnouncementStatus `json:"statuses"`
	Tags        []StatusTag          `json:"tags"`
	Emojis      []CustomEmoji        `json:"emojis"`
	Reactions   []Reaction           `json:"reactions"`
}

// An AnnouncementStatus is a status that an announcement links to.
// See https://docs.joinmastodon.org/entities/Announcement/#Status.
type AnnouncementStatus struct {
	ID  ID     `json:"id"`
	URL string `json:"url"`
}

// A Reaction is an emoji given to an announcement.
// See https://docs.joinmastodon.org/entities/Reaction/.
type Reaction struct {
	Name           string `json:"name"`
	Count          int64  `json:"count"`
	Me             bool   `json:"me"` // false also without user token
	URL            string `json:"url"`
	StaticURL      string `json:"static_url"`
	AnnouncementID ID     `json:"announcement_id"` // only in stream events
}
