package youtubetest

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// The limits of metadata, see https://developers.google.com/youtube/v3/docs/videos.
const (
	maxTitle       = 100   // characters
	maxDescription = 5000  // bytes
	maxTags        = 500   // characters, as tagLength counts
	maxComment     = 10000 // characters
)

// tagLength counts tags as the network does: with the commas between them, and with the quotes that a tag
// with a blank needs.
func tagLength(tags []string) int {
	n := max(0, len(tags)-1)
	for _, tag := range tags {
		n += utf8.RuneCountInString(tag)
		if strings.Contains(tag, " ") {
			n += 2
		}
	}
	return n
}

func videoError(reason, message, member string) *apiError {
	return badRequest("youtube.video", reason, message).in(member)
}

// applySnippet replaces the whole part; what the body leaves out is erased.
func (v *video) applySnippet(b *videoSnippet, inserting bool) error {
	if b == nil {
		b = &videoSnippet{}
	}
	title := strings.TrimSpace(b.Title)
	category := b.CategoryID
	if category == "" && inserting {
		category = "22"
	}
	switch {
	case title == "" || utf8.RuneCountInString(title) > maxTitle || strings.ContainsAny(title, "<>"):
		return videoError("invalidTitle", "The request metadata specifies an invalid or empty video title.", "body.snippet.title")
	case len(b.Description) > maxDescription || strings.ContainsAny(b.Description, "<>"):
		return videoError("invalidDescription", "The request metadata specifies an invalid video description.", "body.snippet.description")
	case tagLength(b.Tags) > maxTags || slices.ContainsFunc(b.Tags, func(tag string) bool { return strings.ContainsAny(tag, "<>") }):
		return videoError("invalidTags", "The request metadata specifies invalid video keywords.", "body.snippet.tags[]")
	case !assignable(category):
		return videoError("invalidCategoryId", "The <code>snippet.categoryId</code> property specifies an invalid category ID.", "body.snippet.categoryId")
	case len(v.Localizations) > 0 && b.DefaultLanguage == "":
		return videoError("defaultLanguageNotSet", "The request is trying to add localized video details without specifying the default language of the video details.", "body.snippet.defaultLanguage")
	}
	v.Title, v.Description, v.Tags, v.CategoryID = title, b.Description, b.Tags, category
	v.DefaultLanguage, v.DefaultAudioLang = b.DefaultLanguage, b.DefaultAudioLanguage
	return nil
}

// applyStatus replaces the whole part; what the body leaves out goes back to what a new video has.
func (v *video) applyStatus(b *videoStatus) error {
	if b == nil {
		b = &videoStatus{}
	}
	or := func(value, standard string) string {
		if value == "" {
			return standard
		}
		return value
	}
	invalid := func(name string) error {
		return videoError("invalidVideoMetadata", "The request metadata is invalid.", "body.status."+name)
	}
	privacy, license := or(b.PrivacyStatus, public), or(b.License, "youtube")
	if !slices.Contains([]string{public, unlisted, private}, privacy) {
		return invalid("privacyStatus")
	}
	if license != "youtube" && license != "creativeCommon" {
		return invalid("license")
	}
	at := time.Time{}
	if b.PublishAt != "" {
		var err error
		at, err = time.Parse(time.RFC3339, b.PublishAt)
		if err != nil || privacy != private || !v.Published.IsZero() {
			return videoError("invalidPublishAt", "The request metadata specifies an invalid scheduled publishing time.", "body.status.publishAt")
		}
	}
	v.Privacy, v.License, v.PublishAt = privacy, license, at.UTC()
	v.Embeddable = b.Embeddable == nil || *b.Embeddable
	v.StatsViewable = b.PublicStatsViewable == nil || *b.PublicStatsViewable
	v.MadeForKids, v.Synthetic = b.SelfDeclaredMadeForKids, b.ContainsSyntheticMedia
	return nil
}

// apply replaces the parts that a request names.
func (v *video) apply(parts map[string]bool, b *videoBody, inserting bool) error {
	if parts["localizations"] {
		language := v.DefaultLanguage
		if parts["snippet"] && b.Snippet != nil {
			language = b.Snippet.DefaultLanguage
		}
		if len(b.Localizations) > 0 && language == "" {
			return videoError("defaultLanguageNotSet", "The request is trying to add localized video details without specifying the default language of the video details.", "body.snippet.defaultLanguage")
		}
		v.Localizations = maps.Clone(b.Localizations)
		delete(v.Localizations, language)
	}
	if parts["snippet"] {
		if err := v.applySnippet(b.Snippet, inserting); err != nil {
			return err
		}
	}
	if parts["status"] {
		if err := v.applyStatus(b.Status); err != nil {
			return err
		}
	}
	if parts["recordingDetails"] {
		v.RecordingDate, v.Location = time.Time{}, nil
		if b.RecordingDetails != nil {
			v.Location = b.RecordingDetails.Location
		}
		if b.RecordingDetails != nil && b.RecordingDetails.RecordingDate != "" {
			at, err := time.Parse(time.RFC3339, b.RecordingDetails.RecordingDate)
			if err != nil {
				return videoError("invalidRecordingDetails", "The <code>recordingDetails</code> object in the API request's <code>video</code> resource specifies invalid recording details.", "body.recordingDetails")
			}
			v.RecordingDate = at.UTC()
		}
	}
	if parts["brandPartner"] {
		v.Partner = Partner{}
		if b.BrandPartner != nil {
			v.Partner = *b.BrandPartner
		}
	}
	if parts["paidProductPlacementDetails"] {
		v.PaidPromotion = b.PaidProductPlacement != nil && b.PaidProductPlacement.HasPaidProductPlacement
	}
	return nil
}

// newVideo makes a video from what a request says about it.
func (c *call) newVideo(b *videoBody) (*video, error) {
	v := &video{owner: c.channel, Video: Video{UploadStatus: "uploaded", Notified: c.text("notifySubscribers") != "false"}}
	parts := maps.Clone(c.parts)
	parts["snippet"], parts["status"] = true, true
	body := *b
	if !c.parts["status"] { // what the part does not name is not set
		body.Status = nil
	}
	if !c.parts["snippet"] {
		body.Snippet = nil
	}
	if err := v.apply(parts, &body, true); err != nil {
		return nil, err
	}
	if c.srv.opts.ForcePrivate {
		v.Privacy, v.PublishAt = private, time.Time{}
	}
	v.Duration = time.Minute
	return v, nil
}

// updateVideo is videos.update, see https://developers.google.com/youtube/v3/docs/videos/update.
func updateVideo(c *call) (any, error) {
	var b videoBody
	if err := decode(c.body, &b); err != nil {
		return nil, err
	}
	if b.ID == "" {
		return nil, videoError("invalidVideoMetadata", "The request metadata is invalid.", "body.id")
	}
	v, err := c.ownVideo(b.ID, "youtube.video", "id")
	if err != nil {
		return nil, err
	}
	if err := c.unchanged(c.videoJSON(v)); err != nil {
		return nil, err
	}
	changed := *v
	if err := changed.apply(c.parts, &b, false); err != nil {
		return nil, err
	}
	c.srv.replace(v, &changed)
	return c.videoJSON(v), nil
}

// replace gives a video its new state and tells the hub what it tells about.
func (s *Server) replace(v, changed *video) {
	before := *v
	*v = *changed
	now := s.now()
	v.updated = now
	switch {
	case before.Privacy != public && v.Privacy == public,
		v.Privacy == private && !v.PublishAt.IsZero() && !now.Before(v.PublishAt):
		s.publish(v, now)
	case before.Privacy == public && v.Privacy != public:
		s.announceDeleted(v)
	case v.Privacy == public && (before.Title != v.Title || before.Description != v.Description):
		s.announce(v)
	}
}
