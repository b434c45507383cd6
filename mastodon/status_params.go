package mastodon

import (
	"encoding/json"
	"time"
)

// StatusParams is a new status. See https://docs.joinmastodon.org/methods/statuses/#create.
type StatusParams struct {
	Text        string      `json:"status,omitempty"`
	MediaIDs    []ID        `json:"media_ids,omitempty"` // uploaded by UploadMedia, not attached yet, ready
	Poll        *PollParams `json:"poll,omitempty"`      // excludes media
	InReplyToID ID          `json:"in_reply_to_id,omitempty"`
	Sensitive   *bool       `json:"sensitive,omitempty"` // nil: the account's default
	SpoilerText string      `json:"spoiler_text,omitempty"`
	Visibility  Visibility  `json:"visibility,omitempty"` // "": the account's default
	Language    string      `json:"language,omitempty"`   // ISO 639-1
	ScheduledAt time.Time   `json:"scheduled_at,omitzero"`

	QuotedStatusID ID          `json:"quoted_status_id,omitempty"`      // Mastodon 4.5; excludes media and poll
	QuotePolicy    QuotePolicy `json:"quote_approval_policy,omitempty"` // Mastodon 4.5

	// AllowedMentions, if not nil, makes the server refuse a status that would mention anybody else: a
	// safety net for private messages. Mastodon only.
	AllowedMentions []ID `json:"allowed_mentions,omitempty"`

	ContentType string `json:"content_type,omitempty"` // GoToSocial, Akkoma: "text/plain", "text/markdown"
	LocalOnly   *bool  `json:"local_only,omitempty"`   // GoToSocial: not federated

	// Key makes a repeat within an hour return the first status, on servers that honour it. "" sends none.
	Key string `json:"-"`
}

// PollParams is a new poll.
type PollParams struct {
	Options    []string
	ExpiresIn  time.Duration // how long votes are taken, in whole seconds
	Multiple   bool
	HideTotals bool
}

// MarshalJSON writes the duration in seconds.
func (p PollParams) MarshalJSON() ([]byte, error) {
	return json.Marshal(pollWire{p.Options, int64(p.ExpiresIn / time.Second), p.Multiple, p.HideTotals})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (p *PollParams) UnmarshalJSON(b []byte) error {
	var w pollWire
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	*p = PollParams{w.Options, time.Duration(w.ExpiresIn) * time.Second, w.Multiple, w.HideTotals}
	return nil
}

type pollWire struct {
	Options    []string `json:"options"`
	ExpiresIn  int64    `json:"expires_in"`
	Multiple   bool     `json:"multiple"`
	HideTotals bool     `json:"hide_totals"`
}

// EditParams replaces a status as a whole: what is left out is removed, except language, visibility, reply
// target and quote, which stay. [Client.Edit] keeps what is not named.
// See https://docs.joinmastodon.org/methods/statuses/#edit.
type EditParams struct {
	Text            string            `json:"status"`
	SpoilerText     string            `json:"spoiler_text"`
	Sensitive       bool              `json:"sensitive"`
	Language        string            `json:"language,omitempty"`
	MediaIDs        []ID              `json:"media_ids"` // all that the status shall have, kept ones too
	MediaAttributes []MediaAttributes `json:"media_attributes,omitempty"`
	Poll            *PollParams       `json:"poll,omitempty"` // repeat it to keep it; new options reset the votes
	QuotePolicy     QuotePolicy       `json:"quote_approval_policy,omitempty"`
	ContentType     string            `json:"content_type,omitempty"` // GoToSocial, Akkoma
}

// MediaAttributes changes an attachment of a published status. It must be listed in EditParams.MediaIDs.
type MediaAttributes struct {
	ID          ID     `json:"id"`
	Description string `json:"description"`
	Focus       string `json:"focus,omitempty"` // "x,y", each from -1 to 1
}
