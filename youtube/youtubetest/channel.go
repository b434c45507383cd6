package youtubetest

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

func trimHandle(handle string) string { return strings.TrimPrefix(handle, "@") }

func (s *Server) byHandle(handle string) *channel {
	for _, ch := range s.order {
		if strings.EqualFold(ch.Handle, trimHandle(handle)) {
			return ch
		}
	}
	return nil
}

// listChannels is channels.list, see https://developers.google.com/youtube/v3/docs/channels/list.
func listChannels(c *call) (any, error) {
	by, err := c.filter("mine", "id", "forHandle", "forUsername")
	if err != nil {
		return nil, err
	}
	if c.parts["auditDetails"] && !slices.Contains(c.scopes, scopeAudit) {
		return nil, forbidden("youtube.channel", "forbidden", "The auditDetails part needs the scope youtubepartner-channel-audit.")
	}
	var found []*channel
	switch by {
	case "mine":
		ch, err := c.mine("mine")
		if err != nil {
			return nil, err
		}
		if ch != nil {
			found = append(found, ch)
		}
	case "id":
		ids, err := c.ids()
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if ch := c.srv.channels[id]; ch != nil {
				found = append(found, ch)
			}
		}
	case "forHandle":
		if ch := c.srv.byHandle(c.text(by)); ch != nil {
			found = append(found, ch)
		}
	case "forUsername":
		for _, ch := range c.srv.order {
			if ch.Username != "" && strings.EqualFold(ch.Username, c.text(by)) {
				found = append(found, ch)
			}
		}
	}
	out, err := listPage(c, "channelListResponse", found, c.channelJSON)
	if err == nil && len(found) == 0 {
		out = without(out, "items")
	}
	return out, err
}

// channelJSON shows the parts of a channel that were asked for.
func (c *call) channelJSON(ch *channel) object {
	s, o := c.srv, object{}
	for part := range c.parts {
		switch part {
		case "snippet":
			o[part] = s.channelSnippet(ch, c.text("hl"))
		case "statistics":
			o[part] = s.channelStatistics(ch)
		case "contentDetails":
			o[part] = object{"relatedPlaylists": object{"likes": likesOf(ch, c.channel), "uploads": uploadsOf(ch.id)}}
		case "brandingSettings":
			o[part] = brandingJSON(ch)
		case "auditDetails":
			o[part] = object{"communityGuidelinesGoodStanding": true, "contentIdClaimsGoodStanding": true, "copyrightStrikesGoodStanding": true}
		case "status":
			status := object{
				"privacyStatus": "public", "isLinked": true, "longUploadsStatus": "longUploadsUnspecified", "madeForKids": ch.MadeForKids,
			}
			if ch == c.channel {
				status["longUploadsStatus"] = "allowed"
				status["selfDeclaredMadeForKids"] = ch.MadeForKids
			}
			o[part] = status
		case "localizations":
			if len(ch.Localizations) > 0 {
				o[part] = localizationsJSON(ch.Localizations)
			}
		case "topicDetails":
			o[part] = object{"topicIds": []string{}, "topicCategories": []string{}}
		}
	}
	return resource("channel", ch.id, o)
}

func likesOf(ch, viewer *channel) string {
	if ch == viewer {
		return "LL"
	}
	return ""
}

func (s *Server) channelSnippet(ch *channel, language string) object {
	o := object{
		"title": ch.Title, "description": ch.Description, "customUrl": "@" + strings.ToLower(ch.Handle),
		"publishedAt": stamp(ch.created), "thumbnails": avatars(ch),
		"localized": localized(Localization{ch.Title, ch.Description}, ch.Localizations, language),
	}
	set(o, "country", ch.Country)
	set(o, "defaultLanguage", ch.DefaultLanguage)
	return o
}

func avatars(ch *channel) object {
	o := object{}
	for name, size := range map[string]int{"default": 88, "medium": 240, "high": 800} {
		o[name] = object{"url": "https://yt3.ggpht.com/" + ch.id + "=" + name, "width": size, "height": size}
	}
	return o
}

func localized(own Localization, others map[string]Localization, language string) object {
	if other, ok := others[language]; ok {
		own = other
	}
	return object{"title": own.Title, "description": own.Description}
}

func localizationsJSON(all map[string]Localization) object {
	o := object{}
	for language, l := range all {
		o[language] = object{"title": l.Title, "description": l.Description}
	}
	return o
}

// significant rounds down to three significant figures, as the network does with subscribers.
func significant(n int64) int64 {
	scale := int64(1)
	for n/scale >= 1000 {
		scale *= 10
	}
	return n / scale * scale
}

func (s *Server) channelStatistics(ch *channel) object {
	views, videos := ch.extra.Views, ch.extra.Videos
	for _, v := range ch.videos {
		if !v.deleted && v.Privacy == public {
			views += v.views()
			videos++
		}
	}
	o := object{
		"viewCount": decimal(views), "videoCount": decimal(videos), "hiddenSubscriberCount": ch.HiddenSubscribers,
	}
	if !ch.HiddenSubscribers {
		o["subscriberCount"] = decimal(significant(ch.extra.Subscribers + int64(len(s.subscribersOf(ch)))))
	}
	return o
}

func brandingJSON(ch *channel) object {
	o := object{"title": ch.Title}
	set(o, "description", ch.Description)
	set(o, "keywords", ch.Keywords)
	set(o, "country", ch.Country)
	set(o, "defaultLanguage", ch.DefaultLanguage)
	set(o, "unsubscribedTrailer", ch.Trailer)
	set(o, "trackingAnalyticsAccountId", ch.TrackingID)
	out := object{"channel": o}
	if ch.Banner != "" {
		out["image"] = object{"bannerExternalUrl": ch.Banner}
	}
	return out
}

// updateChannel is channels.update, see https://developers.google.com/youtube/v3/docs/channels/update. What
// the body leaves out of its part is erased.
func updateChannel(c *call) (any, error) {
	var b channelBody
	if err := decode(c.body, &b); err != nil {
		return nil, err
	}
	ch, err := c.me()
	if err != nil {
		return nil, err
	}
	if len(c.parts) != 1 {
		return nil, badRequest("youtube.part", "unexpectedPart", "A request can update one part only.").at("part")
	}
	if b.ID == "" {
		return nil, badRequest("youtube.channel", "requiredItemIdNotSet", "The id property must be set.").in("body.id")
	}
	if target := c.srv.channels[b.ID]; target == nil {
		return nil, notFound("youtube.channel", "channelNotFound", "The channel specified in the id parameter cannot be found.").in("body.id")
	} else if target != ch {
		return nil, forbidden("youtube.channel", "channelForbidden", "The channel specified in the id parameter does not support the request or the request is not properly authorized.").in("body.id")
	}
	if err := c.unchanged(c.channelJSON(ch)); err != nil {
		return nil, err
	}
	switch {
	case c.parts["brandingSettings"]:
		err = c.rebrand(ch, &b)
	case c.parts["localizations"]:
		if len(b.Localizations) > 0 && ch.DefaultLanguage == "" {
			return nil, badRequest("youtube.channel", "defaultLanguageNotSetError", "The defaultLanguage must be set to update localizations.")
		}
		ch.Localizations = b.Localizations
	case c.parts["status"]:
		ch.MadeForKids = b.Status != nil && b.Status.SelfDeclaredMadeForKids
	default:
		return nil, badRequest("youtube.part", "unexpectedPart", "The part cannot be updated.").at("part")
	}
	if err != nil {
		return nil, err
	}
	return c.channelJSON(ch), nil
}

func (c *call) rebrand(ch *channel, b *channelBody) error {
	settings, banner := channelSettings{}, ""
	if b.BrandingSettings != nil {
		if b.BrandingSettings.Channel != nil {
			settings = *b.BrandingSettings.Channel
		}
		if b.BrandingSettings.Image != nil {
			banner = b.BrandingSettings.Image.BannerExternalURL
		}
	}
	invalid := func(message string) error {
		return badRequest("youtube.channel", "brandingValidationError", message).in("body.branding_settings")
	}
	switch {
	case settings.Title != "" && settings.Title != ch.Title:
		return badRequest("youtube.channel", "channelTitleUpdateForbidden",
			"The brandingSettings.channel.title property must either be left out or match the channel's current title.")
	case utf8.RuneCountInString(settings.Description) > 1000:
		return invalid("The description is too long.")
	case utf8.RuneCountInString(settings.Keywords) > 500:
		return invalid("The keywords are too long.")
	case banner != "" && banner != ch.Banner && !c.srv.banners[banner]:
		return refuse(http.StatusBadRequest, "youtube.channel", "bannerValidationError", "The banner was not uploaded with channelBanners.insert.")
	}
	ch.Description, ch.Keywords, ch.Country = settings.Description, settings.Keywords, settings.Country
	ch.DefaultLanguage, ch.Trailer, ch.TrackingID = settings.DefaultLanguage, settings.UnsubscribedTrailer, settings.TrackingAnalyticsAccountID
	ch.Banner = banner
	return nil
}
