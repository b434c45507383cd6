package googleapi_test

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/youtube/v3"

	"github.com/relais-go/relais/youtube/youtubetest"
)

func png() []byte { return append([]byte("\x89PNG\r\n\x1a\n"), film(1000)...) }

// TestChannel: each part of a channel is replaced as a whole, one a call.
func TestChannel(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	update := func(part string, ch *youtube.Channel) (*youtube.Channel, error) {
		ch.Id = s.acme
		return s.c.Channels.Update([]string{part}, ch).Do()
	}
	branded := must(update("brandingSettings", &youtube.Channel{BrandingSettings: &youtube.ChannelBrandingSettings{Channel: &youtube.ChannelSettings{
		Description: "We grow", Keywords: `garden "open air"`, Country: "FR", DefaultLanguage: "fr",
	}}}))(t)
	assert.Equal(t, `garden "open air"`, branded.BrandingSettings.Channel.Keywords)
	local := must(update("localizations", &youtube.Channel{Localizations: map[string]youtube.ChannelLocalization{"en": {Title: "Acme", Description: "Growing"}}}))(t)
	assert.Equal(t, "Growing", local.Localizations["en"].Description)
	kids := must(update("status", &youtube.Channel{Status: &youtube.ChannelStatus{SelfDeclaredMadeForKids: true}}))(t)
	assert.True(t, kids.Status.SelfDeclaredMadeForKids)
	p, _ := s.Channel(s.acme)
	assert.True(t, p.MadeForKids)
	assert.Equal(t, "We grow", p.Description)
	must(update("brandingSettings", &youtube.Channel{BrandingSettings: &youtube.ChannelBrandingSettings{Channel: &youtube.ChannelSettings{Country: "FR", DefaultLanguage: "fr"}}}))(t)
	p, _ = s.Channel(s.acme)
	assert.Empty(t, p.Description, "what is left out is erased")
	_, err := s.c.Channels.Update([]string{"brandingSettings", "localizations"}, &youtube.Channel{Id: s.acme}).Do()
	refused(t, err, http.StatusBadRequest, "unexpectedPart")
	_, err = update("brandingSettings", &youtube.Channel{BrandingSettings: &youtube.ChannelBrandingSettings{Channel: &youtube.ChannelSettings{Title: "Another"}}})
	refused(t, err, http.StatusBadRequest, "channelTitleUpdateForbidden")
	_, err = s.c.Channels.Update([]string{"brandingSettings"}, &youtube.Channel{Id: s.fan}).Do()
	refused(t, err, http.StatusForbidden, "channelForbidden")

	none := must(s.c.Channels.List([]string{"snippet"}).Id("UCnobody").Do())(t)
	assert.Empty(t, none.Items)
	me := must(s.c.Channels.List([]string{"snippet", "statistics", "contentDetails", "status"}).Mine(true).Do())(t).Items[0]
	assert.Equal(t, "@acme", me.Snippet.CustomUrl)
	assert.Equal(t, "UU"+s.acme[2:], me.ContentDetails.RelatedPlaylists.Uploads)
	s.SetProfile(s.fan, func(p *youtubetest.Profile) { p.Username, p.HiddenSubscribers = "fanny", true })
	fan := must(s.c.Channels.List([]string{"statistics"}).ForUsername("fanny").Do())(t).Items[0]
	assert.Equal(t, s.fan, fan.Id)
	assert.True(t, fan.Statistics.HiddenSubscriberCount)
	_, err = s.service(s.Token("")).Subscriptions.List([]string{"id"}).Mine(true).Do()
	refused(t, err, http.StatusUnauthorized, "youtubeSignupRequired")
}

// TestSections are the rows of a channel's page.
func TestSections(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	list := s.CreatePlaylist(s.acme, "Gardens")
	parts := []string{"snippet", "contentDetails"}
	insert := func(sec *youtube.ChannelSection) (*youtube.ChannelSection, error) {
		return s.c.ChannelSections.Insert(parts, sec).Do()
	}
	first := must(insert(&youtube.ChannelSection{Snippet: &youtube.ChannelSectionSnippet{Type: "recentUploads"}}))(t)
	second := must(insert(&youtube.ChannelSection{
		Snippet:        &youtube.ChannelSectionSnippet{Type: "singlePlaylist", Position: new(int64(0))},
		ContentDetails: &youtube.ChannelSectionContentDetails{Playlists: []string{list}},
	}))(t)
	all := must(s.c.ChannelSections.List(parts).Mine(true).Do())(t).Items
	require.Len(t, all, 2)
	assert.Equal(t, []string{second.Id, first.Id}, []string{all[0].Id, all[1].Id})
	assert.Equal(t, []string{list}, all[0].ContentDetails.Playlists)
	second.Snippet.Position = new(int64(1))
	must(s.c.ChannelSections.Update(parts, second).Do())(t)
	all = must(s.c.ChannelSections.List(parts).ChannelId(s.acme).Do())(t).Items
	assert.Equal(t, first.Id, all[0].Id)
	_, err := insert(&youtube.ChannelSection{Snippet: &youtube.ChannelSectionSnippet{Type: "multiplePlaylists", Title: "x"}})
	refused(t, err, http.StatusBadRequest, "playlistRequired")
	_, err = insert(&youtube.ChannelSection{})
	refused(t, err, http.StatusBadRequest, "typeRequired")
	for range 8 {
		must(insert(&youtube.ChannelSection{Snippet: &youtube.ChannelSectionSnippet{Type: "popularUploads"}}))(t)
	}
	_, err = insert(&youtube.ChannelSection{Snippet: &youtube.ChannelSectionSnippet{Type: "popularUploads"}})
	refused(t, err, http.StatusBadRequest, "maxChannelSectionExceeded")
	require.NoError(t, s.c.ChannelSections.Delete(first.Id).Do())
	refused(t, s.c.ChannelSections.Delete(first.Id).Do(), http.StatusNotFound, "channelSectionNotFound")
}

// TestMembers: who they are, and who came since.
func TestMembers(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	scoped := s.service(s.Token(s.acme, youtubetest.ScopeMembers))
	_, err := scoped.Members.List([]string{"snippet"}).Do()
	refused(t, err, http.StatusForbidden, "channelMembershipsNotEnabled")
	s.AddMember(s.acme, s.fan, "Silver")
	_, err = s.c.Members.List([]string{"snippet"}).Do()
	refused(t, err, http.StatusForbidden, "insufficientPermissions")
	start := must(scoped.Members.List([]string{"snippet"}).Mode("updates").Do())(t)
	assert.Empty(t, start.Items)
	require.NotEmpty(t, start.NextPageToken)
	ann := s.CreateChannel("ann")
	s.AddMember(s.acme, ann, "Gold")
	since := must(scoped.Members.List([]string{"snippet"}).Mode("updates").PageToken(start.NextPageToken).Do())(t)
	require.Len(t, since.Items, 1)
	assert.Equal(t, ann, since.Items[0].Snippet.MemberDetails.ChannelId)
	levels := must(scoped.MembershipsLevels.List([]string{"id", "snippet"}).Do())(t).Items
	require.Len(t, levels, 2)
	assert.Equal(t, "Gold", levels[1].Snippet.LevelDetails.DisplayName)
	gold := must(scoped.Members.List([]string{"snippet"}).HasAccessToLevel(levels[1].Id).Do())(t).Items
	require.Len(t, gold, 1)
	assert.Equal(t, "Gold", gold[0].Snippet.MembershipsDetails.HighestAccessibleLevelDisplayName)
	assert.Len(t, gold[0].Snippet.MembershipsDetails.AccessibleLevels, 2)
	found := must(scoped.Members.List([]string{"snippet"}).FilterByMemberChannelId(s.fan).Do())(t).Items
	require.Len(t, found, 1)
	n := 0
	require.NoError(t, scoped.Members.List([]string{"snippet"}).MaxResults(1).Pages(t.Context(), func(page *youtube.MemberListResponse) error {
		n += len(page.Items)
		return nil
	}))
	assert.Equal(t, 2, n)
}

// TestWatermark is the picture in the corner of all videos.
func TestWatermark(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	body := &youtube.InvideoBranding{Timing: &youtube.InvideoTiming{Type: "offsetFromStart", OffsetMs: 1000}}
	set := func(channel string, picture []byte) error {
		return s.c.Watermarks.Set(channel, body).Media(bytes.NewReader(picture), googleapi.ContentType("image/png")).Do()
	}
	require.NoError(t, set(s.acme, png()))
	p, _ := s.Channel(s.acme)
	assert.Equal(t, sum(png()), p.Watermark)
	refused(t, set(s.fan, png()), http.StatusForbidden, "forbidden")
	refused(t, set(s.acme, film(10)), http.StatusBadRequest, "imageFormatUnsupported")
	require.NoError(t, s.c.Watermarks.Unset(s.acme).Do())
	p, _ = s.Channel(s.acme)
	assert.Empty(t, p.Watermark)
}

func TestPlaylistImages(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	list := s.CreatePlaylist(s.acme, "Gardens")
	image := &youtube.PlaylistImage{Snippet: &youtube.PlaylistImageSnippet{PlaylistId: list, Type: "hero", Width: 2048, Height: 1152}}
	made := must(s.c.PlaylistImages.Insert(image).Part("snippet").Media(bytes.NewReader(png()), googleapi.ContentType("image/png")).Do())(t)
	all := must(s.c.PlaylistImages.List().Part("snippet").Parent(list).Do())(t).Items
	require.Len(t, all, 1)
	assert.Equal(t, made.Id, all[0].Id)
	assert.Equal(t, int64(2048), all[0].Snippet.Width)
	image.Id, image.Snippet.Width = made.Id, 1024
	changed := must(s.c.PlaylistImages.Update(image).Part("snippet").Media(bytes.NewReader(png()), googleapi.ContentType("image/png")).Do())(t)
	assert.Equal(t, made.Id, changed.Id)
	assert.Equal(t, int64(1024), changed.Snippet.Width)
	require.NoError(t, s.c.PlaylistImages.Delete().Id(made.Id).Do())
	refused(t, s.c.PlaylistImages.Delete().Id(made.Id).Do(), http.StatusNotFound, "playlistImageNotFound")
}

func TestWords(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	languages := must(s.c.I18nLanguages.List([]string{"snippet"}).Hl("en").Do())(t).Items
	require.NotEmpty(t, languages)
	assert.NotEmpty(t, languages[0].Snippet.Name)
	regions := must(s.c.I18nRegions.List([]string{"snippet"}).Do())(t).Items
	require.NotEmpty(t, regions)
	assert.Len(t, regions[0].Snippet.Gl, 2)
	category := must(s.c.VideoCategories.List([]string{"snippet"}).Id("22").Do())(t).Items
	require.Len(t, category, 1)
	assert.True(t, category[0].Snippet.Assignable)
	reasons := must(s.c.VideoAbuseReportReasons.List([]string{"snippet"}).Do())(t).Items
	video := s.Publish(s.fan, youtubetest.Video{Title: "Spam"})
	require.NoError(t, s.c.Videos.ReportAbuse(&youtube.VideoAbuseReport{VideoId: video, ReasonId: reasons[0].Id, Comments: "See for yourself"}).Do())
	assert.Len(t, s.AbuseReports(), 1)
	refused(t, s.c.Videos.ReportAbuse(&youtube.VideoAbuseReport{VideoId: video, ReasonId: "?"}).Do(), http.StatusBadRequest, "invalidAbuseReason")
}
