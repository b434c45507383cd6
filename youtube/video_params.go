package youtube

import "time"

// VideoParams are the properties of a video that can be set. nil leaves one out: a new video then has YouTube's
// default, an existing one keeps what it has.
// See https://developers.google.com/youtube/v3/docs/videos/update.
type VideoParams struct {
	Title         *string   `json:"title,omitempty"`          // 100 characters, without < and >; new videos need one
	Description   *string   `json:"description,omitempty"`    // 5000 bytes, without < and >
	Tags          *[]string `json:"tags,omitempty"`           // 500 characters together
	CategoryID    *ID       `json:"category_id,omitempty"`    // of [Client.Categories]
	Language      *string   `json:"language,omitempty"`       // of title and description, BCP 47
	AudioLanguage *string   `json:"audio_language,omitempty"` // BCP 47

	// Localizations are title and description in other languages; a nil entry removes one, and those that are not
	// named are kept. Language must be set.
	Localizations map[string]*Localization `json:"localizations,omitempty"`

	Privacy     *PrivacyStatus `json:"privacy,omitempty"`    // nil for a new video: the channel's default, mostly public
	PublishAt   *time.Time     `json:"publish_at,omitempty"` // a private video that was never public becomes public then; the zero time takes it back
	License     *License       `json:"license,omitempty"`
	Embeddable  *bool          `json:"embeddable,omitempty"`
	PublicStats *bool          `json:"public_stats,omitempty"`

	MadeForKids    *bool         `json:"made_for_kids,omitempty"`
	SyntheticMedia *bool         `json:"synthetic_media,omitempty"`
	PaidPlacement  *bool         `json:"paid_placement,omitempty"`
	BrandPartner   *BrandPartner `json:"brand_partner,omitempty"`

	RecordingDate *time.Time `json:"recording_date,omitempty"` // the zero time takes it back
	Location      *GeoPoint  `json:"location,omitempty"`
}

// fields are the parameters as YouTube has them, by part.
func (p *VideoParams) fields() fields {
	f := fields{}
	snippet, status, recording := f.in("snippet"), f.in("status"), f.in("recordingDetails")
	set(snippet, "title", p.Title)
	set(snippet, "description", p.Description)
	if p.Tags != nil {
		snippet["tags"] = append([]string{}, *p.Tags...)
	}
	set(snippet, "categoryId", p.CategoryID)
	set(snippet, "defaultLanguage", p.Language)
	set(snippet, "defaultAudioLanguage", p.AudioLanguage)
	localizations(f.in("localizations"), p.Localizations)
	set(status, "privacyStatus", p.Privacy)
	setMoment(status, "publishAt", p.PublishAt)
	set(status, "license", p.License)
	set(status, "embeddable", p.Embeddable)
	set(status, "publicStatsViewable", p.PublicStats)
	set(status, "selfDeclaredMadeForKids", p.MadeForKids)
	set(status, "containsSyntheticMedia", p.SyntheticMedia)
	set(f.in("paidProductPlacementDetails"), "hasPaidProductPlacement", p.PaidPlacement)
	if p.BrandPartner != nil {
		partner := f.in("brandPartner")
		partner["channelHandle"], partner["channelId"] = orNothing(p.BrandPartner.Handle), orNothing(string(p.BrandPartner.ChannelID))
	}
	setMoment(recording, "recordingDate", p.RecordingDate)
	set(recording, "location", p.Location)
	return f
}

// setMoment writes a time to the second; the zero time takes it away.
func setMoment(f fields, name string, t *time.Time) {
	switch {
	case t == nil:
	case t.IsZero():
		f[name] = nil
	default:
		f[name] = t.UTC().Format(time.RFC3339)
	}
}

func orNothing(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// insertion is the body of a new video, and the parts that it has.
func (p *VideoParams) insertion() (body fields, parts []string) {
	body = p.fields()
	for _, part := range body.parts() {
		inner, _ := body[part].(fields)
		for name, v := range inner {
			if v == nil { // there is nothing to take away
				delete(inner, name)
			}
		}
	}
	if p.PublishAt != nil && !p.PublishAt.IsZero() && p.Privacy == nil {
		body.in("status")["privacyStatus"] = PrivacyPrivate
	}
	return body, body.parts()
}

// readOnly are members that YouTube gives and does not take.
func readOnly(part string) []string {
	switch part {
	case "snippet":
		return []string{"publishedAt", "channelId", "channelTitle", "thumbnails", "liveBroadcastContent", "localized"}
	case "status":
		return []string{"uploadStatus", "failureReason", "rejectionReason", "madeForKids"}
	default:
		return nil
	}
}

// consistent makes the parts of a video fit together once the change is merged in: only a private video can be
// scheduled.
func (p *VideoParams) consistent(parts map[string]object) {
	status := parts["status"]
	if status == nil {
		return
	}
	scheduled := p.PublishAt != nil && !p.PublishAt.IsZero()
	switch {
	case scheduled && p.Privacy == nil:
		status["privacyStatus"] = []byte(`"private"`)
	case !scheduled && status.text("privacyStatus") != string(PrivacyPrivate):
		delete(status, "publishAt")
	}
}
