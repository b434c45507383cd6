package linkedin

import (
	"time"
)

// Post is a post as LinkedIn hands it out.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api#post-schema.
type Post struct {
	ID           URN            `json:"id"` // of kind share or ugcPost
	Author       URN            `json:"author"`
	Commentary   Text           `json:"commentary"`
	Visibility   Visibility     `json:"visibility"`
	Distribution Distribution   `json:"distribution"`
	Content      *Content       `json:"content,omitempty"` // nil for a text alone
	State        LifecycleState `json:"lifecycleState"`
	StateInfo    StateInfo      `json:"lifecycleStateInfo"`
	NoReshare    bool           `json:"isReshareDisabledByAuthor"`
	Reshare      *Reshare       `json:"reshareContext,omitempty"` // nil for a post that shares no other
	CallToAction CallToAction   `json:"contentCallToActionLabel,omitempty"`
	LandingPage  string         `json:"contentLandingPage,omitempty"`
	CreatedAt    Time           `json:"createdAt"`
	PublishedAt  Time           `json:"publishedAt"`
	ModifiedAt   Time           `json:"lastModifiedAt"`
}

// StateInfo says more of a post's state.
type StateInfo struct {
	Edited bool `json:"isEditedByAuthor"`
}

// Reshare says what a post shares again.
type Reshare struct {
	Parent URN `json:"parent"`
	Root   URN `json:"root,omitempty"` // the first in a chain of reshares
}

// Visibility says who may see a post.
type Visibility string

// Visibilities.
const (
	VisibilityPublic      Visibility = "PUBLIC"      // everyone
	VisibilityLoggedIn    Visibility = "LOGGED_IN"   // members of LinkedIn
	VisibilityConnections Visibility = "CONNECTIONS" // connections of the member; not for Pages
	VisibilityContainer   Visibility = "CONTAINER"   // the members of a group, on reading only
)

// FeedDistribution says where a post is shown.
type FeedDistribution string

// Feed distributions.
const (
	FeedMain FeedDistribution = "MAIN_FEED"
	FeedNone FeedDistribution = "NONE" // a "dark" post of a Page: by its address only
)

// Distribution says to whom a post is brought.
type Distribution struct {
	Feed     FeedDistribution `json:"feedDistribution"`
	Targets  []Target         `json:"targetEntities"`
	Channels []string         `json:"thirdPartyDistributionChannels"`
}

// Target is an audience that a Page's post is brought to: members to whom one of each list applies that is not empty.
// More than 300 followers must be in it.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api#targetentities.
type Target struct {
	Degrees          []URN    `json:"degrees,omitempty"`
	FieldsOfStudy    []URN    `json:"fieldsOfStudy,omitempty"`
	GeoLocations     []URN    `json:"geoLocations,omitempty"`
	Industries       []URN    `json:"industries,omitempty"`
	JobFunctions     []URN    `json:"jobFunctions,omitempty"`
	Schools          []URN    `json:"schools,omitempty"`
	Seniorities      []URN    `json:"seniorities,omitempty"`
	StaffCountRanges []string `json:"staffCountRanges,omitempty"` // "SIZE_11_TO_50"
	InterfaceLocales []Locale `json:"interfaceLocales,omitempty"`
}

// LifecycleState is where a post stands in its life.
type LifecycleState string

// Lifecycle states. A new post is always asked to be [PostPublished].
const (
	PostDraft     LifecycleState = "DRAFT"
	PostPublished LifecycleState = "PUBLISHED"
	PostRequested LifecycleState = "PUBLISH_REQUESTED" // waits for its media
	PostFailed    LifecycleState = "PUBLISH_FAILED"    // its media could not be used
)

// CallToAction is the label of a button below a Page's post.
type CallToAction string

// Calls to action.
const (
	ActionApply       CallToAction = "APPLY"
	ActionAttend      CallToAction = "ATTEND"
	ActionBuyNow      CallToAction = "BUY_NOW"
	ActionDownload    CallToAction = "DOWNLOAD"
	ActionJoin        CallToAction = "JOIN"
	ActionLearnMore   CallToAction = "LEARN_MORE"
	ActionRegister    CallToAction = "REGISTER"
	ActionRequestDemo CallToAction = "REQUEST_DEMO"
	ActionSeeMore     CallToAction = "SEE_MORE"
	ActionShopNow     CallToAction = "SHOP_NOW"
	ActionSignUp      CallToAction = "SIGN_UP"
	ActionSubscribe   CallToAction = "SUBSCRIBE"
	ActionViewQuote   CallToAction = "VIEW_QUOTE"
)

// Content is what a post has beside its text: one of these.
type Content struct {
	Media   *MediaContent `json:"media,omitempty"`
	Images  *MultiImage   `json:"multiImage,omitempty"`
	Article *Article      `json:"article,omitempty"`
	Poll    *PollContent  `json:"poll,omitempty"`
}

// MediaContent is one image, video or document.
type MediaContent struct {
	ID      URN    `json:"id"`                // of an upload by the author of the post
	Title   string `json:"title,omitempty"`   // of a video, and of a document, which must have one
	AltText string `json:"altText,omitempty"` // of an image
}

// MultiImage is several images, 2 to 20.
type MultiImage struct {
	Images []ImageContent `json:"images"`
}

// ImageContent is one of several images.
type ImageContent struct {
	ID      URN    `json:"id"`
	AltText string `json:"altText,omitempty"`
}

// Article is a link with what its card shows: LinkedIn reads nothing from the address itself.
type Article struct {
	Source           string `json:"source"`
	Title            string `json:"title,omitempty"`
	Description      string `json:"description,omitempty"`
	Thumbnail        URN    `json:"thumbnail,omitempty"` // an image
	ThumbnailAltText string `json:"thumbnailAltText,omitempty"`
}

// PollContent is a poll.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/poll-post-api.
type PollContent struct {
	Question string       `json:"question"`
	Options  []PollOption `json:"options"` // 2 to 4
	Settings PollSettings `json:"settings"`
	Voters   Count        `json:"uniqueVotersCount,omitempty"` // on reading only
}

// PollOption is an answer of a poll.
type PollOption struct {
	Text  string `json:"text"`
	Votes Count  `json:"voteCount,omitempty"`       // on reading only
	Mine  bool   `json:"isVotedByViewer,omitempty"` // on reading only
}

// PollSettings say how a poll runs.
type PollSettings struct {
	Duration PollDuration `json:"duration"`
	Type     string       `json:"voteSelectionType,omitempty"` // "SINGLE_VOTE"
	// VotersVisible shows the author who voted for what.
	VotersVisible bool `json:"isVoterVisibleToAuthor"`
}

// PollDuration is how long votes are taken.
type PollDuration string

// Durations of polls.
const (
	PollOneDay       PollDuration = "ONE_DAY"
	PollThreeDays    PollDuration = "THREE_DAYS"
	PollSevenDays    PollDuration = "SEVEN_DAYS"
	PollFourteenDays PollDuration = "FOURTEEN_DAYS"
)

// pollDuration is the one that is so long, "" if there is none.
func pollDuration(d time.Duration) PollDuration {
	const day = 24 * time.Hour
	switch d {
	case day:
		return PollOneDay
	case 3 * day:
		return PollThreeDays
	case 7 * day:
		return PollSevenDays
	case 14 * day:
		return PollFourteenDays
	default:
		return ""
	}
}
