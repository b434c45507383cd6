package youtubetest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/youtube/youtubetest"
)

func TestChannels(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	s.SetAudience(s.acme, youtubetest.Audience{Subscribers: 1_234_567})
	s.SetProfile(s.fan, func(p *youtubetest.Profile) { p.HiddenSubscribers, p.Username = true, "oldfan" })
	assert.Equal(t, "1230000", s.api(get, "channels?part=statistics&mine=true", nil).dig("items", 0, "statistics", "subscriberCount"), "three significant figures")
	hidden := s.api(get, "channels?part=statistics&forHandle=@FAN", nil)
	assert.Nil(t, hidden.dig("items", 0, "statistics", "subscriberCount"))
	assert.Equal(t, true, hidden.dig("items", 0, "statistics", "hiddenSubscriberCount"))
	assert.Equal(t, []string{s.fan}, s.api(get, "channels?part=id&forUsername=oldfan", nil).ids())
	none := s.api(get, "channels?part=id&forHandle=nobody", nil)
	assert.Equal(t, http.StatusOK, none.status)
	assert.NotContains(t, none.text, "items", "absent, not empty")
	assert.Equal(t, "incompatibleParameters", s.api(get, "channels?part=id&mine=true&id=x", nil).reason())
	assert.Equal(t, "missingRequiredParameter", s.api(get, "channels?part=id&mine=false", nil).reason())
	lonely := s.Token("")
	assert.NotContains(t, s.do(lonely, get, "/youtube/v3/channels?part=id&mine=true", nil).text, "items")
	refused := s.do(lonely, post, "/youtube/v3/subscriptions?part=snippet", object{"snippet": object{}})
	assert.Equal(t, "youtubeSignupRequired", refused.reason())
	assert.Equal(t, http.StatusUnauthorized, refused.status)
	key := s.do("", get, "/youtube/v3/channels?part=id&mine=true&key="+s.APIKey(""), nil)
	assert.Equal(t, "authorizationRequired", key.reason())
}

func TestChannelUpdate(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	s.SetProfile(s.acme, func(p *youtubetest.Profile) { p.Keywords, p.Country, p.Title = "old", "FR", "Acme" })
	update := func(part string, body object) reply {
		body["id"] = s.acme
		return s.api(put, "channels?part="+part, body)
	}
	banner := s.simple("/upload/youtube/v3/channelBanners/insert", "image/png", png())
	require.Equal(t, http.StatusOK, banner.status, banner.text)
	branding := func(channel object, url any) object {
		return object{"brandingSettings": object{"channel": channel, "image": object{"bannerExternalUrl": url}}}
	}
	r := update("brandingSettings", branding(object{"description": "New", "title": "Acme"}, banner.dig("url")))
	require.Equal(t, http.StatusOK, r.status, r.text)
	profile, _ := s.Channel(s.acme)
	assert.Equal(t, "New", profile.Description)
	assert.Empty(t, profile.Keywords+profile.Country, "erased")
	assert.Equal(t, banner.dig("url"), profile.Banner)
	assert.Equal(t, "channelTitleUpdateForbidden", update("brandingSettings", branding(object{"title": "Other"}, nil)).reason())
	assert.Equal(t, "brandingValidationError", update("brandingSettings", branding(object{"description": strings.Repeat("x", 1001)}, nil)).reason())
	assert.Equal(t, "bannerValidationError", update("brandingSettings", branding(object{}, "https://elsewhere.example.com")).reason())
	assert.Equal(t, "unexpectedPart", update("brandingSettings,localizations", object{}).reason(), "one part a call")
	assert.Equal(t, "defaultLanguageNotSetError", update("localizations", object{"localizations": object{"en": object{"title": "x"}}}).reason())
	stranger := s.do(s.Token(s.fan), put, "/youtube/v3/channels?part=brandingSettings", object{"id": s.acme})
	assert.Equal(t, "channelForbidden", stranger.reason())
}

func TestSubscriptions(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	insert := func(channel string) reply {
		return s.api(post, "subscriptions?part=snippet", object{"snippet": object{"resourceId": object{"kind": "youtube#channel", "channelId": channel}}})
	}
	made := insert(s.fan)
	require.Equal(t, http.StatusOK, made.status, made.text)
	assert.Equal(t, "subscriptionDuplicate", insert(s.fan).reason())
	assert.Equal(t, "publisherNotFound", insert("UCx").reason())
	assert.Equal(t, []string{s.acme}, s.Subscribers(s.fan))
	quiet := s.CreateChannel("quiet")
	s.SetProfile(quiet, func(p *youtubetest.Profile) { p.PrivateFollowing = true })
	s.Subscribe(quiet, s.acme)
	s.Subscribe(s.fan, s.acme)
	mine := s.api(get, "subscriptions?part=subscriberSnippet&mySubscribers=true", nil)
	require.Len(t, mine.items(), 1, "public subscriptions only")
	assert.Equal(t, s.fan, mine.dig("items", 0, "subscriberSnippet", "channelId"))
	assert.Equal(t, http.StatusForbidden, s.api(get, "subscriptions?part=id&channelId="+quiet, nil).status)
	assert.Len(t, s.api(get, "subscriptions?part=id&mine=true&forChannelId="+s.fan, nil).items(), 1)
	assert.Equal(t, "2", s.api(get, "channels?part=statistics&mine=true", nil).dig("items", 0, "statistics", "subscriberCount"))
	assert.Equal(t, http.StatusNoContent, s.api(del, "subscriptions?id="+made.id(), nil).status)
	assert.Equal(t, "subscriptionNotFound", s.api(del, "subscriptions?id="+made.id(), nil).reason())
	s.Unsubscribe(s.fan, s.acme)
	assert.Equal(t, []string{quiet}, s.Subscribers(s.acme))
}

func TestActivities(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	first := s.Publish(s.acme, youtubetest.Video{Title: "First"})
	s.clock.Advance(time.Minute)
	second := s.Publish(s.acme, youtubetest.Video{Title: "Second"})
	s.Publish(s.acme, youtubetest.Video{Privacy: "private"})
	r := s.api(get, "activities?part=snippet,contentDetails&channelId="+s.acme, nil)
	require.Len(t, r.items(), 2)
	assert.Equal(t, second, r.dig("items", 0, "contentDetails", "upload", "videoId"))
	assert.Equal(t, "upload", r.dig("items", 0, "snippet", "type"))
	s.DeleteVideo(second)
	r = s.api(get, "activities?part=contentDetails&mine=true&publishedBefore=2026-11-10T12:00:30Z", nil)
	require.Len(t, r.items(), 1)
	assert.Equal(t, first, r.dig("items", 0, "contentDetails", "upload", "videoId"))
}

func TestSearch(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{SearchDelay: time.Minute})
	cat := s.Publish(s.acme, youtubetest.Video{Title: "Cats & dogs", Description: strings.Repeat("long ", 60)})
	s.clock.Advance(time.Minute)
	dog := s.Publish(s.fan, youtubetest.Video{Title: "Dogs"})
	hidden := s.Publish(s.acme, youtubetest.Video{Title: "Secret dogs", Privacy: "private"})
	s.View(cat, 10)
	live := s.GoLive(s.fan, "Live dogs")
	found := func(query string) []string {
		t.Helper()
		r := s.api(get, "search?part=id&maxResults=50&"+query, nil)
		require.Equal(t, http.StatusOK, r.status, r.text)
		out := []string{}
		for _, item := range r.items() {
			for _, name := range []string{"videoId", "channelId", "playlistId"} {
				if id, ok := dig(item, "id", name).(string); ok {
					out = append(out, id)
				}
			}
		}
		return out
	}
	assert.Equal(t, []string{cat}, found("q=dogs"), "not indexed yet")
	s.clock.Advance(time.Minute)
	assert.Equal(t, []string{live, dog, cat}, found("q=dogs&type=video"))
	assert.Equal(t, []string{cat, live, dog}, found("q=dogs&type=video&order=viewCount"))
	assert.Equal(t, []string{live, dog}, found("q=dogs+-cats"))
	assert.Equal(t, []string{s.fan, s.acme}, found("type=channel"))
	assert.Equal(t, []string{s.fan, s.acme}, found("q=acme%7Cfan&type=channel"))
	assert.Equal(t, []string{live}, found("type=video&eventType=live"))
	assert.Equal(t, []string{hidden, cat}, found("forMine=true&type=video"))
	assert.Equal(t, []string{cat}, found("channelId="+s.acme+"&type=video&publishedBefore=2026-11-10T12:00:30Z"))
	r := s.api(get, "search?part=snippet&q=cats&type=video", nil)
	assert.Equal(t, "Cats &amp; dogs", r.dig("items", 0, "snippet", "title"), "escaped")
	assert.True(t, strings.HasSuffix(r.dig("items", 0, "snippet", "description").(string), " ..."), "cut")
	assert.Equal(t, "invalidSearchFilter", s.api(get, "search?part=id&forMine=true", nil).reason())
	assert.Equal(t, "invalidSearchFilter", s.api(get, "search?part=id&eventType=live&type=channel", nil).reason())
	assert.Equal(t, "incompatibleParameters", s.api(get, "search?part=id&forMine=true&type=video&channelId="+s.acme, nil).reason())
	assert.Equal(t, 13, s.Quota("").Searches, "invalid ones cost as well")
}
