package facebook

import "time"

// Extra holds what only Facebook reads of a draft. Put a pointer to one into social.Draft.Extras.
type Extra struct {
	// Targeting restricts who can see the post; FeedTargeting only says whom Facebook is to show it to first.
	Targeting     *Targeting
	FeedTargeting *Targeting

	// Backdated puts the post into the past of the Page's timeline, to the precision of Granularity; zero: now.
	Backdated   time.Time
	Granularity Granularity

	Place  ID   // a Page with an address; not of videos, but of reels
	Tagged []ID // people or Pages who are with it; needs Place

	CallToAction *CallToAction // the button of a link or of a video that is no reel
	Background   string        // text_format_preset_id of a post that is text alone

	NoStory bool // photos and videos go to the Page, and not to the feeds of its followers
	AlbumID ID   // a single photo goes into this album instead of the timeline's

	// Of videos.
	Category      string   // content_category, as "BUSINESS"
	ContentTags   []string // what it is about, not shown
	CustomLabels  []string // for the Page's own reports
	Embeddable    *bool    // nil: Facebook's default, which is true
	Secret        *bool    // only who has the link sees it
	Expires       time.Time
	Collaborators []ID // Pages that a reel names as makers

	// UploadApp makes a video go by the Resumable Upload API of that app, with Config.UserTokens, instead of
	// the chunked upload that a Page token suffices for.
	UploadApp ID
}

// ExtraFor names the network that reads it.
func (*Extra) ExtraFor() string { return network }

// Targeting says who sees a post. Empty lists do not restrict.
// See https://developers.facebook.com/docs/graph-api/reference/page/feed/#targeting.
type Targeting struct {
	Geo     *GeoTargeting `json:"geo_locations,omitempty"`
	AgeMin  int           `json:"age_min,omitempty"` // 13, 18, 21 or 25
	AgeMax  int           `json:"age_max,omitempty"` // FeedTargeting only
	Genders []int         `json:"genders,omitempty"` // FeedTargeting only: 1 men, 2 women
	Locales []int         `json:"locales,omitempty"` // Facebook's numbers of languages
}

// GeoTargeting names places. A country together with a region in it is refused, as overlapping.
type GeoTargeting struct {
	Countries []string   `json:"countries,omitempty"` // ISO 3166-1, two letters
	Regions   []GeoPlace `json:"regions,omitempty"`
	Cities    []GeoPlace `json:"cities,omitempty"`
	Zips      []GeoPlace `json:"zips,omitempty"`
}

// GeoPlace is Facebook's own number of a place.
type GeoPlace struct {
	Key string `json:"key"`
}

// Granularity is how precisely a post is backdated.
type Granularity string

// Granularities. "" is that of the minute.
const (
	GranularityYear  Granularity = "year"
	GranularityMonth Granularity = "month"
	GranularityDay   Granularity = "day"
	GranularityHour  Granularity = "hour"
	GranularityMin   Granularity = "min"
)

// CallToAction is a button. See https://developers.facebook.com/docs/graph-api/reference/page/feed/#cta.
type CallToAction struct {
	Type  string             `json:"type"` // "LEARN_MORE", "SHOP_NOW", "BOOK_TRAVEL", …
	Value *CallToActionValue `json:"value,omitempty"`
}

// CallToActionValue is where a button leads to.
type CallToActionValue struct {
	Link    string `json:"link,omitempty"`
	AppLink string `json:"app_link,omitempty"`
	Page    ID     `json:"page,omitempty"` // of buttons that like a Page
}
