package mastodon

import (
	"cmp"
	"strings"
)

// An InstanceV1 describes a server in the form that Mastodon had before 4.0 and that some other servers
// still have alone, with the extra limits of Pleroma and Akkoma.
// See https://docs.joinmastodon.org/entities/V1_Instance/.
type InstanceV1 struct {
	URI              string                `json:"uri"` // domain, on some servers with a scheme
	AccountDomain    string                `json:"account_domain"`
	Title            string                `json:"title"`
	ShortDescription string                `json:"short_description"`
	Description      string                `json:"description"`
	Email            string                `json:"email"`
	Version          string                `json:"version"`
	Thumbnail        string                `json:"thumbnail"`
	Languages        []string              `json:"languages"`
	Registrations    bool                  `json:"registrations"`
	ApprovalRequired bool                  `json:"approval_required"`
	InvitesEnabled   bool                  `json:"invites_enabled"`
	URLs             InstanceV1URLs        `json:"urls"`
	Configuration    InstanceConfiguration `json:"configuration"`
	ContactAccount   *Account              `json:"contact_account"`
	Rules            []Rule                `json:"rules"`

	MaxTootChars     Int                  `json:"max_toot_chars"`    // Pleroma, Akkoma and modified Mastodons
	DescriptionLimit Int                  `json:"description_limit"` // Pleroma and Akkoma
	UploadLimit      Int                  `json:"upload_limit"`      // bytes; Pleroma and Akkoma
	PollLimits       InstanceV1PollLimits `json:"poll_limits"`       // Pleroma and Akkoma
}

// InstanceV1URLs are addresses of a server's services.
// See https://docs.joinmastodon.org/entities/V1_Instance/#urls.
type InstanceV1URLs struct {
	StreamingAPI string `json:"streaming_api"` // "" on servers without streaming, as Pixelfed
}

// InstanceV1PollLimits limits polls.
// See https://docs-develop.pleroma.social/backend/development/API/differences_in_mastoapi_responses/.
type InstanceV1PollLimits struct {
	MaxOptions     Int `json:"max_options"`
	MaxOptionChars Int `json:"max_option_chars"`
	MinExpiration  Int `json:"min_expiration"` // seconds
	MaxExpiration  Int `json:"max_expiration"` // seconds
}

// Instance is the same description in the current form.
func (v *InstanceV1) Instance() *Instance {
	domain := strings.TrimPrefix(strings.TrimPrefix(v.URI, "https://"), "http://")
	i := &Instance{
		Domain:        strings.TrimSuffix(domain, "/"),
		AccountDomain: v.AccountDomain,
		Title:         v.Title,
		Version:       v.Version,
		Description:   cmp.Or(v.ShortDescription, v.Description),
		Thumbnail:     InstanceThumbnail{URL: v.Thumbnail},
		Languages:     v.Languages,
		Configuration: v.Configuration,
		Registrations: InstanceRegistrations{Enabled: v.Registrations, ApprovalRequired: v.ApprovalRequired},
		Contact:       InstanceContact{Email: v.Email, Account: v.ContactAccount},
		Rules:         v.Rules,
	}
	c := &i.Configuration
	c.URLs.Streaming = cmp.Or(c.URLs.Streaming, v.URLs.StreamingAPI)
	c.Statuses.MaxCharacters = cmp.Or(c.Statuses.MaxCharacters, v.MaxTootChars)
	c.MediaAttachments.DescriptionLimit = cmp.Or(c.MediaAttachments.DescriptionLimit, v.DescriptionLimit)
	c.MediaAttachments.ImageSizeLimit = cmp.Or(c.MediaAttachments.ImageSizeLimit, v.UploadLimit)
	c.MediaAttachments.VideoSizeLimit = cmp.Or(c.MediaAttachments.VideoSizeLimit, v.UploadLimit)
	c.Polls.MaxOptions = cmp.Or(c.Polls.MaxOptions, v.PollLimits.MaxOptions)
	c.Polls.MaxCharactersPerOption = cmp.Or(c.Polls.MaxCharactersPerOption, v.PollLimits.MaxOptionChars)
	c.Polls.MinExpiration = cmp.Or(c.Polls.MinExpiration, v.PollLimits.MinExpiration)
	c.Polls.MaxExpiration = cmp.Or(c.Polls.MaxExpiration, v.PollLimits.MaxExpiration)
	return i
}
