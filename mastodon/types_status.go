package mastodon

// A Status is a post. Content is HTML.
// See https://docs.joinmastodon.org/entities/Status/.
type Status struct {
	ID                 ID                `json:"id"`
	URI                string            `json:"uri"`        // federation address, the same on every server
	URL                string            `json:"url"`        // web page; "" if the server gives none
	CreatedAt          Time              `json:"created_at"` // zero on some Pixelfed answers
	EditedAt           Time              `json:"edited_at"`  // zero if never edited
	Account            Account           `json:"account"`
	Content            string            `json:"content"`
	Text               string            `json:"text"` // source text, only in the answer to a deletion
	SpoilerText        string            `json:"spoiler_text"`
	Visibility         Visibility        `json:"visibility"`
	Sensitive          bool              `json:"sensitive"`
	Language           string            `json:"language"` // ISO 639-1, "" if unknown
	Application        *Application      `json:"application"`
	MediaAttachments   []MediaAttachment `json:"media_attachments"`
	Mentions           []Mention         `json:"mentions"`
	Tags               []StatusTag       `json:"tags"`
	Emojis             []CustomEmoji     `json:"emojis"`
	InReplyToID        ID                `json:"in_reply_to_id"`
	InReplyToAccountID ID                `json:"in_reply_to_account_id"`
	Reblog             *Status           `json:"reblog"` // the shared status; the outer one is only the share
	Poll               *Poll             `json:"poll"`
	Card               *PreviewCard      `json:"card"`
	Quote              *Quote            `json:"quote"`          // 4.5
	QuoteApproval      *QuoteApproval    `json:"quote_approval"` // 4.5
	Filtered           []FilterResult    `json:"filtered"`
	TaggedCollections  []Collection      `json:"tagged_collections"` // 4.6

	// Counters are what this server knows: those of remote statuses are too low.
	RepliesCount    int64  `json:"replies_count"`
	ReblogsCount    int64  `json:"reblogs_count"`
	FavouritesCount int64  `json:"favourites_count"`
	QuotesCount     *int64 `json:"quotes_count"` // nil before 4.5 and on other servers

	// What the token's user did with the status; false also when the request had no user token.
	Favourited bool `json:"favourited"`
	Reblogged  bool `json:"reblogged"`
	Muted      bool `json:"muted"` // notifications of the thread are muted
	Bookmarked bool `json:"bookmarked"`
	Pinned     bool `json:"pinned"`

	LocalOnly         bool               `json:"local_only"`         // GoToSocial: not federated
	InteractionPolicy *InteractionPolicy `json:"interaction_policy"` // GoToSocial
}

// A Mention is an account named in a status.
// See https://docs.joinmastodon.org/entities/Status/#Mention.
type Mention struct {
	ID       ID     `json:"id"`
	Username string `json:"username"`
	Acct     string `json:"acct"` // user, or user@domain for remote accounts
	URL      string `json:"url"`
}

// A StatusTag is a hashtag used in a status, without "#".
// See https://docs.joinmastodon.org/entities/Status/#Tag.
type StatusTag struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// A CustomEmoji is a picture that stands for :shortcode: in a text.
// See https://docs.joinmastodon.org/entities/CustomEmoji/.
type CustomEmoji struct {
	Shortcode       string `json:"shortcode"`
	URL             string `json:"url"`
	StaticURL       string `json:"static_url"`
	VisibleInPicker bool   `json:"visible_in_picker"`
	Category        string `json:"category"`
}

// A Quote is the status that another one quotes; Mastodon 4.5 and later. Either QuotedStatus or
// QuotedStatusID is set, and neither if the state forbids to show it.
// See https://docs.joinmastodon.org/entities/Quote/ and https://docs.joinmastodon.org/entities/ShallowQuote/.
type Quote struct {
	State          QuoteState `json:"state"`
	QuotedStatus   *Status    `json:"quoted_status"`
	QuotedStatusID ID         `json:"quoted_status_id"`
}

// A QuoteApproval says who may quote a status; Mastodon 4.5 and later.
// See https://docs.joinmastodon.org/entities/QuoteApproval/.
type QuoteApproval struct {
	Automatic   []string `json:"automatic"`    // public, followers, following, unsupported_policy
	Manual      []string `json:"manual"`       // the same values: the author decides case by case
	CurrentUser string   `json:"current_user"` // automatic, manual, denied, unknown
}

// An InteractionPolicy says who may interact with a status; GoToSocial only.
// See https://docs.gotosocial.org/en/latest/api/swagger/.
type InteractionPolicy struct {
	CanFavourite InteractionRule `json:"can_favourite"`
	CanReply     InteractionRule `json:"can_reply"`
	CanReblog    InteractionRule `json:"can_reblog"`
}

// An InteractionRule lists who may interact at once and who after approval: public, followers,
// following, mutuals, mentioned, author, me, or the address of an account. Servers fill the first or
// the second pair of fields.
type InteractionRule struct {
	AutomaticApproval []string `json:"automatic_approval"`
	ManualApproval    []string `json:"manual_approval"`
	Always            []string `json:"always"`        // older name of AutomaticApproval
	WithApproval      []string `json:"with_approval"` // older name of ManualApproval
}

// A Context is the conversation around a status. Descendants are in tree order; build the tree from
// InReplyToID.
// See https://docs.joinmastodon.org/entities/Context/.
type Context struct {
	Ancestors   []*Status `json:"ancestors"`
	Descendants []*Status `json:"descendants"`
}

// A StatusSource is the text of a status as its author wrote it.
// See https://docs.joinmastodon.org/entities/StatusSource/.
type StatusSource struct {
	ID          ID     `json:"id"`
	Text        string `json:"text"`
	SpoilerText string `json:"spoiler_text"`
}

// A StatusEdit is one revision of a status. Content is HTML.
// See https://docs.joinmastodon.org/entities/StatusEdit/.
type StatusEdit struct {
	Content          string            `json:"content"`
	SpoilerText      string            `json:"spoiler_text"`
	Sensitive        bool              `json:"sensitive"`
	CreatedAt        Time              `json:"created_at"`
	Account          Account           `json:"account"`
	Poll             *Poll             `json:"poll"` // only the titles of the options
	MediaAttachments []MediaAttachment `json:"media_attachments"`
	Emojis           []CustomEmoji     `json:"emojis"`
	Quote            *Quote            `json:"quote"`
}

// A Translation is a status in another language. Content is HTML.
// See https://docs.joinmastodon.org/entities/Translation/.
type Translation struct {
	Content                string            `json:"content"`
	SpoilerText            string            `json:"spoiler_text"`
	Language               string            `json:"language"`
	DetectedSourceLanguage string            `json:"detected_source_language"`
	Provider               string            `json:"provider"`
	Poll                   *Poll             `json:"poll"`              // only the titles of the options
	MediaAttachments       []MediaAttachment `json:"media_attachments"` // only ids and descriptions
}
