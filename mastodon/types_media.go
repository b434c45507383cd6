package mastodon

// A MediaAttachment is a file attached, or about to be attached, to a status.
// See https://docs.joinmastodon.org/entities/MediaAttachment/.
type MediaAttachment struct {
	ID          ID         `json:"id"`
	Type        MediaType  `json:"type"`
	URL         string     `json:"url"` // "" while the server still processes the file
	PreviewURL  string     `json:"preview_url"`
	RemoteURL   string     `json:"remote_url"` // "" for files of this server
	Description string     `json:"description"`
	Blurhash    string     `json:"blurhash"`
	Meta        *MediaMeta `json:"meta"`
}

// MediaMeta describes the file and its preview.
// See https://docs.joinmastodon.org/entities/MediaAttachment/#meta.
type MediaMeta struct {
	Original MediaSize `json:"original"`
	Small    MediaSize `json:"small"`
	Focus    *Focus    `json:"focus"`
}

// A MediaSize describes one rendition of a file; what the server does not say is zero.
// See https://docs.joinmastodon.org/entities/MediaAttachment/#meta.
type MediaSize struct {
	Width     Int    `json:"width"`  // pixels
	Height    Int    `json:"height"` // pixels
	Aspect    Float  `json:"aspect"`
	Duration  Float  `json:"duration"`   // seconds
	Bitrate   Int    `json:"bitrate"`    // bits per second
	FrameRate Scalar `json:"frame_rate"` // as "30/1"
}

// A Focus is the point of an image that previews keep in view, from -1 to 1 with y upwards.
// See https://docs.joinmastodon.org/api/guidelines/#focal-points.
type Focus struct {
	X Float `json:"x"`
	Y Float `json:"y"`
}

// A Poll is a question attached to a status.
// See https://docs.joinmastodon.org/entities/Poll/.
type Poll struct {
	ID          ID            `json:"id"`
	ExpiresAt   Time          `json:"expires_at"` // zero: never ends
	Expired     bool          `json:"expired"`
	Multiple    bool          `json:"multiple"`
	VotesCount  int64         `json:"votes_count"`
	VotersCount *int64        `json:"voters_count"` // nil if unknown, as in single-choice polls of old servers
	Options     []PollOption  `json:"options"`
	Emojis      []CustomEmoji `json:"emojis"`
	Voted       bool          `json:"voted"`     // false also without user token
	OwnVotes    []int         `json:"own_votes"` // indexes of Options
}

// A PollOption is one answer of a poll.
// See https://docs.joinmastodon.org/entities/Poll/#Option.
type PollOption struct {
	Title      string `json:"title"`
	VotesCount *int64 `json:"votes_count"` // nil while results are hidden
}

// A PreviewCard is the preview of a link: in a status, or as a trend with History filled.
// See https://docs.joinmastodon.org/entities/PreviewCard/ and https://docs.joinmastodon.org/entities/Trends_Link/.
type PreviewCard struct {
	URL                string              `json:"url"`
	Title              string              `json:"title"`
	Description        string              `json:"description"`
	Type               string              `json:"type"` // link, photo, video, rich
	Language           string              `json:"language"`
	Authors            []PreviewCardAuthor `json:"authors"`     // 4.3
	AuthorName         string              `json:"author_name"` // deprecated since 4.3
	AuthorURL          string              `json:"author_url"`  // deprecated since 4.3
	ProviderName       string              `json:"provider_name"`
	ProviderURL        string              `json:"provider_url"`
	HTML               string              `json:"html"`
	Width              Int                 `json:"width"`  // pixels
	Height             Int                 `json:"height"` // pixels
	Image              string              `json:"image"`
	ImageDescription   string              `json:"image_description"`
	EmbedURL           string              `json:"embed_url"`
	Blurhash           string              `json:"blurhash"`
	PublishedAt        Time                `json:"published_at"`
	MissingAttribution bool                `json:"missing_attribution"` // 4.6
	History            []TagHistory        `json:"history"`             // trends only
}

// A PreviewCardAuthor wrote a linked page.
// See https://docs.joinmastodon.org/entities/PreviewCardAuthor/.
type PreviewCardAuthor struct {
	Name    string   `json:"name"`
	URL     string   `json:"url"`
	Account *Account `json:"account"` // nil unless the author has a Fediverse account
}
