package instagram

// Extra holds what only Instagram reads of a draft. Put a pointer to one into social.Draft.Extras.
type Extra struct {
	Location      ID        // a Page with an address
	UserTags      []UserTag // in a photo, reel or story; of carousels see MediaTags
	MediaTags     map[int][]UserTag
	Collaborators []string // usernames of up to 3 accounts that are asked to be authors, too

	// Of reels.
	ShareToFeed *bool  // nil: Instagram's default; true: in the grid as well
	CoverURL    string // public address of a JPEG; Media.Thumbnail with a URL says the same
	ThumbOffset *int   // milliseconds into the video of the picture to show, without a cover
	AudioName   string // renames the reel's original sound, once
	Audio       *Audio // adds a sound of Instagram's library; Facebook Login only
	Trial       Trial  // shows the reel to people who do not follow, first
	ProductTags []Tag  // Facebook Login only
	AIGenerated *bool  // label; of photos, reels and carousels as a whole
	Partnership *bool  // label of paid partnerships; Facebook Login only
	Sponsors    []ID   // with Partnership

	// NoComments closes the comments of what was published.
	NoComments bool
}

// ExtraFor names the network that reads it.
func (*Extra) ExtraFor() string { return network }

// UserTag marks an account in a photo or video.
type UserTag struct {
	Username string   `json:"username"`    // without "@"; of a public account
	X        *float64 `json:"x,omitempty"` // from the left, 0 to 1; of photos
	Y        *float64 `json:"y,omitempty"` // from the top
}

// Tag marks a product.
type Tag struct {
	ProductID ID       `json:"product_id"`
	X         *float64 `json:"x,omitempty"`
	Y         *float64 `json:"y,omitempty"`
}

// Audio is a sound of Instagram's library with its loudness, 0 to 100, and that of the video's own.
type Audio struct {
	ID          ID   `json:"audio_id"`
	Volume      *int `json:"audio_volume,omitempty"`
	VideoVolume *int `json:"video_volume,omitempty"`
}

// Trial says how a trial reel comes to be shown to followers. "" is no trial.
type Trial string

// Trials.
const (
	TrialManual      Trial = "MANUAL"         // in the app, by hand
	TrialPerformance Trial = "SS_PERFORMANCE" // by itself, if it does well
)
