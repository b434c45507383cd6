package youtubetest

import (
	"fmt"
	"time"
)

// videoJSON shows the parts of a video that were asked for.
func (c *call) videoJSON(v *video) object {
	s, o := c.srv, object{}
	s.advance(v)
	for part := range c.parts {
		if value := c.videoPart(v, part); value != nil {
			o[part] = value
		}
	}
	return resource("video", v.ID, o)
}

func (c *call) videoPart(v *video, part string) object {
	s, own := c.srv, v.owner == c.channel
	switch part {
	case "snippet":
		return s.videoSnippet(v, c.text("hl"))
	case "status":
		return videoStatusJSON(v, own)
	case "statistics":
		return s.videoStatistics(v, c.channel)
	case "contentDetails":
		return s.videoContent(v, own)
	case "processingDetails":
		return s.processingJSON(v)
	case "suggestions":
		return suggestionsJSON(v)
	case "fileDetails":
		return object{"fileSize": decimal(v.Size), "fileType": "video", "container": "mov", "durationMs": decimal(v.Duration.Milliseconds())}
	case "player":
		return object{"embedHtml": fmt.Sprintf(`<iframe width="480" height="270" src="//www.youtube.com/embed/%s" frameborder="0" allowfullscreen></iframe>`, v.ID)}
	case "recordingDetails":
		o := object{}
		if !v.RecordingDate.IsZero() {
			o["recordingDate"] = stamp(v.RecordingDate)
		}
		if l := v.Location; l != nil {
			o["location"] = object{"latitude": l.Latitude, "longitude": l.Longitude, "altitude": l.Altitude}
		}
		return o
	case "brandPartner":
		if v.Partner == (Partner{}) {
			return nil
		}
		o := object{}
		set(o, "channelHandle", v.Partner.Handle)
		set(o, "channelId", v.Partner.ChannelID)
		return o
	case "localizations":
		if len(v.Localizations) > 0 {
			all := localizationsJSON(v.Localizations)
			all[v.DefaultLanguage] = object{"title": v.Title, "description": v.Description}
			return all
		}
	case "paidProductPlacementDetails":
		return object{"hasPaidProductPlacement": v.PaidPromotion}
	case "liveStreamingDetails":
		if v.live != nil {
			return v.live.details()
		}
	case "topicDetails":
		return object{"topicCategories": []string{}}
	}
	return nil
}

func (s *Server) videoSnippet(v *video, language string) object {
	o := object{
		"publishedAt": stamp(v.since()), "channelId": v.owner.id, "channelTitle": v.owner.Title, "title": v.Title,
		"description": v.Description, "categoryId": v.CategoryID, "liveBroadcastContent": v.liveContent(),
		"thumbnails": thumbnails(v), "localized": localized(Localization{v.Title, v.Description}, v.Localizations, language),
	}
	if len(v.Tags) > 0 {
		o["tags"] = v.Tags
	}
	set(o, "defaultLanguage", v.DefaultLanguage)
	set(o, "defaultAudioLanguage", v.DefaultAudioLang)
	return o
}

func (v *video) liveContent() string {
	if v.live == nil {
		return "none"
	}
	return v.live.content()
}

// thumbnails are the sizes of the picture of a video, the larger ones only if somebody has chosen it.
func thumbnails(v *video) object {
	o := object{}
	add := func(name, file string, width, height int) {
		o[name] = object{"url": "https://i.ytimg.com/vi/" + v.ID + "/" + file + ".jpg", "width": width, "height": height}
	}
	add("default", "default", 120, 90)
	add("medium", "mqdefault", 320, 180)
	add("high", "hqdefault", 480, 360)
	if v.ThumbnailSHA256 != "" {
		add("standard", "sddefault", 640, 480)
		add("maxres", "maxresdefault", 1280, 720)
	}
	return o
}

func videoStatusJSON(v *video, own bool) object {
	o := object{
		"uploadStatus": v.UploadStatus, "privacyStatus": v.Privacy, "license": v.License, "embeddable": v.Embeddable,
		"publicStatsViewable": v.StatsViewable, "madeForKids": v.MadeForKids,
	}
	set(o, "failureReason", v.FailureReason)
	set(o, "rejectionReason", v.RejectionReason)
	if !v.PublishAt.IsZero() {
		o["publishAt"] = stamp(v.PublishAt)
	}
	if own {
		o["selfDeclaredMadeForKids"] = v.MadeForKids
	}
	if own || v.Synthetic {
		o["containsSyntheticMedia"] = v.Synthetic
	}
	return o
}

// videoStatistics are the counters; one that is hidden is absent.
func (s *Server) videoStatistics(v *video, viewer *channel) object {
	o := object{"viewCount": decimal(v.views()), "favoriteCount": "0"}
	if !v.HiddenLikes && !v.RatingsDisabled {
		o["likeCount"] = decimal(v.Likes + v.extra.Likes)
	}
	if viewer == v.owner && viewer != nil {
		o["dislikeCount"] = decimal(v.Dislikes + v.extra.Dislikes)
	}
	if !v.CommentsDisabled {
		o["commentCount"] = decimal(s.commentCount(v) + v.extra.Comments)
	}
	return o
}

func (s *Server) videoContent(v *video, own bool) object {
	o := object{
		"duration": isoDuration(v.Duration), "dimension": "2d", "definition": "hd", "caption": "false",
		"licensedContent": false, "projection": "rectangular", "contentRating": object{},
	}
	if v.UploadStatus != "processed" {
		o["duration"] = "P0D"
	}
	for _, track := range s.captions {
		if track.video == v && !track.Draft {
			o["caption"] = "true"
		}
	}
	if own {
		o["hasCustomThumbnail"] = v.ThumbnailSHA256 != ""
	}
	return o
}

// isoDuration writes a length as ISO 8601 has it.
func isoDuration(d time.Duration) string {
	if d <= 0 {
		return "PT0S"
	}
	out := "PT"
	seconds := int64(d.Round(time.Second) / time.Second)
	if h := seconds / 3600; h > 0 {
		out += fmt.Sprintf("%dH", h)
	}
	if m := seconds / 60 % 60; m > 0 {
		out += fmt.Sprintf("%dM", m)
	}
	if sec := seconds % 60; sec > 0 || out == "PT" {
		out += fmt.Sprintf("%dS", sec)
	}
	return out
}

// processingJSON tells how far the processing of a video is.
func (s *Server) processingJSON(v *video) object {
	o := object{
		"fileDetailsAvailability": "available", "processingIssuesAvailability": "available",
		"tagSuggestionsAvailability": "inProgress", "editorSuggestionsAvailability": "inProgress",
		"thumbnailsAvailability": "inProgress",
	}
	switch v.UploadStatus {
	case "uploaded":
		o["processingStatus"] = "processing"
		total := int64(max(1, s.opts.Processing.Polls))
		left := max(0, v.ready.Sub(s.now()))
		o["processingProgress"] = object{
			"partsTotal": decimal(total), "partsProcessed": decimal(max(0, total-int64(v.polls))), "timeLeftMs": decimal(left.Milliseconds()),
		}
	case "failed":
		o["processingStatus"] = "failed"
		reason := v.outcome.ProcessingFailure
		if reason == "" {
			reason = "transcodeFailed"
		}
		o["processingFailureReason"] = reason
	case "rejected":
		o["processingStatus"] = "terminated"
	default:
		o["processingStatus"] = "succeeded"
		for name := range o {
			if o[name] == "inProgress" {
				o[name] = "available"
			}
		}
	}
	return o
}

func suggestionsJSON(v *video) object {
	o := object{}
	if v.outcome.FailureReason != "" {
		o["processingErrors"] = []string{"notAVideoFile"}
	}
	return o
}
