package youtubetest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/youtube/youtubetest"
)

// specFiles are Google's own descriptions: https://youtube.googleapis.com/$discovery/rest?version=v3 and
// https://youtubeanalytics.googleapis.com/$discovery/rest?version=v2.
func specFiles() []string {
	return []string{"youtube-v3-discovery.json", "youtubeanalytics-v2-discovery.json"}
}

type methodSpec struct {
	ID         string   `json:"id"`
	Path       string   `json:"path"`
	HTTPMethod string   `json:"httpMethod"`
	Scopes     []string `json:"scopes"`
	Parameters map[string]struct {
		Required bool     `json:"required"`
		Repeated bool     `json:"repeated"`
		Minimum  string   `json:"minimum"`
		Maximum  string   `json:"maximum"`
		Enum     []string `json:"enum"`
	} `json:"parameters"`
	MediaUpload *struct {
		Accept    []string `json:"accept"`
		MaxSize   string   `json:"maxSize"`
		Protocols map[string]struct {
			Path string `json:"path"`
		} `json:"protocols"`
	} `json:"mediaUpload"`
}

func loadMethods(t *testing.T) map[string]methodSpec {
	t.Helper()
	dir := os.Getenv("SPECS_DIR")
	if dir == "" {
		t.Skip("SPECS_DIR is not set: a folder with " + strings.Join(specFiles(), " and "))
	}
	type resource struct {
		Methods   map[string]methodSpec      `json:"methods"`
		Resources map[string]json.RawMessage `json:"resources"`
	}
	out := map[string]methodSpec{}
	var walk func(raw json.RawMessage)
	walk = func(raw json.RawMessage) {
		var r resource
		require.NoError(t, json.Unmarshal(raw, &r))
		for _, m := range r.Methods {
			out[strings.TrimPrefix(strings.TrimPrefix(m.ID, "youtube."), "youtubeAnalytics.")] = m
		}
		for _, inner := range r.Resources {
			walk(inner)
		}
	}
	for _, name := range specFiles() {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		walk(raw)
	}
	return out
}

// Every method, parameter and scope that is served is described, with the same bounds and choices.
func TestMethodsAreDescribed(t *testing.T) {
	t.Parallel()
	known := loadMethods(t)
	for _, m := range youtubetest.Methods() {
		spec, ok := known[m.ID]
		if !assert.True(t, ok, m.ID) {
			continue
		}
		path := "/" + spec.Path
		if m.Upload {
			path = spec.MediaUpload.Protocols["simple"].Path
			assert.Equal(t, spec.MediaUpload.Accept, m.Accept, m.ID)
			assert.Equal(t, spec.MediaUpload.MaxSize, strconv.FormatInt(m.MaxSize, 10), m.ID)
			assert.Equal(t, "/resumable"+path, spec.MediaUpload.Protocols["resumable"].Path)
		}
		assert.Equal(t, spec.HTTPMethod+" "+path, m.Verb+" "+m.Path)
		assert.Equal(t, slices.Sorted(slices.Values(spec.Scopes)), m.Scopes, m.ID)
		for _, p := range m.Params {
			want, ok := spec.Parameters[p.Name]
			if !assert.True(t, ok, "%s has no parameter %s", m.ID, p.Name) {
				continue
			}
			assert.Equal(t, want.Required, p.Required, "%s %s", m.ID, p.Name)
			assert.Equal(t, want.Repeated, p.Repeated, "%s %s", m.ID, p.Name)
			if p.Choice != nil {
				assert.Equal(t, slices.Sorted(slices.Values(want.Enum)), slices.Sorted(slices.Values(p.Choice)), "%s %s", m.ID, p.Name)
			}
			if p.Kind == 'n' {
				assert.Equal(t, want.Minimum+" "+want.Maximum, strconv.Itoa(p.Low)+" "+strconv.Itoa(p.High), "%s %s", m.ID, p.Name)
			}
		}
		for name, p := range spec.Parameters {
			served := slices.ContainsFunc(m.Params, func(q youtubetest.Param) bool { return q.Name == name }) || strings.HasPrefix(m.Path, "/youtube/v3/"+"captions/")
			assert.True(t, served || !p.Required, "%s lacks %s", m.ID, name)
		}
	}
}

// Answers with all parts, to all methods that read, hold nothing that is not described.
func TestAnswersFitTheDescriptions(t *testing.T) {
	t.Parallel()
	loadMethods(t)
	s := start(t, youtubetest.Options{AnalyticsLag: -1})
	queries := s.everything()
	for _, m := range youtubetest.Methods() {
		if m.Verb != get {
			continue
		}
		wanted, ok := queries[m.ID]
		assert.True(t, ok, "%s is not called here", m.ID)
		for _, query := range wanted {
			values, err := url.ParseQuery(query)
			require.NoError(t, err)
			for _, part := range m.Parts {
				if part != "auditDetails" {
					values.Add("part", part)
				}
			}
			r := s.do(s.token, get, m.Path+"?"+values.Encode(), nil)
			assert.Equal(t, http.StatusOK, r.status, "%s: %s", m.ID, r.text)
			s.clock.Advance(time.Second)
		}
	}
}

// everything fills the world with one of each, and returns a query for each method that reads.
func (s *site) everything() map[string][]string {
	t := s.t
	t.Helper()
	s.SetProfile(s.acme, func(p *youtubetest.Profile) {
		p.Description, p.Keywords, p.Country, p.DefaultLanguage, p.Banner, p.Trailer, p.TrackingID = "d", "k", "FR", "fr", "b", "v", "t"
		p.Localizations = map[string]youtubetest.Localization{"en": {Title: "A", Description: "B"}}
		p.Monetized = true
	})
	v := s.Publish(s.acme, youtubetest.Video{
		Title: "Film", Tags: []string{"a"}, DefaultLanguage: "fr", Localizations: map[string]youtubetest.Localization{"en": {Title: "F"}},
		RecordingDate: noon(), DefaultAudioLang: "fr",
	})
	made := s.upload(object{"snippet": object{"title": "New"}, "status": object{"privacyStatus": "private", "publishAt": "2027-01-01T00:00:00Z"}})
	require.Equal(t, http.StatusOK, s.simple("/upload/youtube/v3/thumbnails/set?videoId="+v, "image/png", png()).status)
	require.Equal(t, http.StatusOK, s.simple("/upload/youtube/v3/channelBanners/insert", "image/png", png()).status)
	caption := s.multipart(s.token, post, "/upload/youtube/v3/captions?part=snippet", object{"snippet": object{"videoId": v, "language": "fr", "name": ""}}, "text/plain", []byte("x"))
	require.Equal(t, http.StatusOK, caption.status, caption.text)
	list := s.CreatePlaylist(s.acme, "List")
	require.Equal(t, http.StatusOK, s.api(post, "playlistItems?part=snippet,contentDetails,status,id", object{
		"snippet":        object{"playlistId": list, "resourceId": object{"kind": "youtube#video", "videoId": v}},
		"contentDetails": object{"note": "n", "startAt": "1", "endAt": "2"},
	}).status)
	cm := s.Comment(s.fan, v, "Hello")
	s.EditComment(cm, func(c *youtubetest.Comment) { c.ImageURL = "https://i.example.com/x" })
	s.Reply(s.acme, cm, "Hi")
	s.Subscribe(s.fan, s.acme)
	s.Subscribe(s.acme, s.fan)
	live := s.GoLive(s.acme, "Live")
	s.Chat(s.fan, live, "hi")
	s.SuperChat(s.fan, live, "rich", 5_000_000, "EUR")
	s.Join(s.fan, live)
	chat := s.ChatID(live)
	poll := s.api(post, "liveChat/messages?part=snippet,id,authorDetails", object{"snippet": object{"liveChatId": chat, "type": "pollEvent", "pollDetails": object{
		"metadata": object{"questionText": "?", "options": []object{{"optionText": "a"}, {"optionText": "b"}}},
	}}})
	require.Equal(t, http.StatusOK, poll.status, poll.text)
	require.Equal(t, http.StatusOK, s.api(post, "liveChat/bans?part=snippet", object{"snippet": object{
		"liveChatId": chat, "type": "temporary", "banDurationSeconds": "60", "bannedUserDetails": object{"channelId": s.fan},
	}}).status)
	s.AddMember(s.acme, s.fan, "Gold")
	made2 := s.api(post, "liveBroadcasts?part=snippet,status,contentDetails,id,monetizationDetails,statistics", object{
		"snippet": object{"title": "Soon", "scheduledStartTime": "2026-12-01T00:00:00Z", "scheduledEndTime": "2026-12-01T01:00:00Z"}, "status": object{"privacyStatus": "public"},
	})
	require.Equal(t, http.StatusOK, made2.status, made2.text)
	st := s.api(post, "liveStreams?part=snippet,cdn,status,contentDetails,id", object{
		"snippet": object{"title": "Camera"}, "cdn": object{"ingestionType": "rtmp", "frameRate": "30fps", "resolution": "1080p"},
	})
	require.Equal(t, http.StatusOK, st.status, st.text)
	require.Equal(t, http.StatusOK, s.api(post, "liveBroadcasts/bind?part=id&id="+made2.id()+"&streamId="+st.id(), nil).status)
	require.Equal(t, http.StatusOK, s.api(post, "liveChat/moderators?part=snippet", object{"snippet": object{
		"liveChatId": chat, "moderatorDetails": object{"channelId": s.fan},
	}}).status)
	section := s.api(post, "channelSections?part=snippet,contentDetails,id", object{
		"snippet": object{"type": "singlePlaylist"}, "contentDetails": object{"playlists": []string{list}},
	})
	require.Equal(t, http.StatusOK, section.status, section.text)
	image := s.multipart(s.token, post, "/upload/youtube/v3/playlistImages?part=snippet", object{"snippet": object{"playlistId": list, "type": "hero", "width": 2048, "height": 1152}}, "image/png", png())
	require.Equal(t, http.StatusOK, image.status, image.text)
	s.EditVideo(v, func(v *youtubetest.Video) {
		v.Partner, v.Location = youtubetest.Partner{Handle: "@fan", ChannelID: s.fan}, &youtubetest.Location{Latitude: 1, Longitude: 2, Altitude: 3}
	})
	s.AddMetrics(s.acme, youtubetest.MetricsRow{Day: "2026-11-01", Values: map[string]float64{"views": 3, "averageViewPercentage": 50.5}})
	s.token = s.Token(s.acme, youtubetest.ScopeForceSSL, youtubetest.ScopeReadonly, youtubetest.ScopeAnalyticsMonetary, youtubetest.ScopeMembers)

	ended := s.GoLive(s.acme, "Over")
	s.EndBroadcast(ended)
	return map[string][]string{
		"videos.list":                         {"id=" + v + "," + made.id() + "," + live + "," + ended, "chart=mostPopular", "myRating=like"},
		"videos.getRating":                    {"id=" + v},
		"videos.batchGetStats":                {"id=" + v},
		"captions.list":                       {"videoId=" + v},
		"videoCategories.list":                {"regionCode=FR"},
		"videoAbuseReportReasons.list":        {""},
		"channels.list":                       {"mine=true", "id=" + s.acme + "," + s.fan, "forHandle=nobody"},
		"subscriptions.list":                  {"mine=true", "mySubscribers=true"},
		"activities.list":                     {"mine=true"},
		"playlists.list":                      {"mine=true"},
		"playlistItems.list":                  {"playlistId=" + list, "playlistId=UU" + s.acme[2:]},
		"commentThreads.list":                 {"videoId=" + v, "id=" + cm, "allThreadsRelatedToChannelId=" + s.acme},
		"comments.list":                       {"parentId=" + cm, "id=" + cm},
		"liveBroadcasts.list":                 {"mine=true"},
		"liveStreams.list":                    {"mine=true", "id=" + st.id()},
		"liveChatModerators.list":             {"liveChatId=" + chat},
		"superChatEvents.list":                {""},
		"members.list":                        {"", "mode=updates"},
		"membershipsLevels.list":              {""},
		"i18nLanguages.list":                  {""},
		"i18nRegions.list":                    {"hl=fr"},
		"channelSections.list":                {"mine=true", "channelId=" + s.acme, "id=" + section.id()},
		"playlistImages.list":                 {"parent=" + list},
		"liveChatMessages.list":               {"liveChatId=" + chat, "liveChatId=" + s.ChatID(ended)},
		"search.list":                         {"maxResults=50"},
		"reports.query":                       {"ids=channel==MINE&startDate=2026-11-01&endDate=2026-11-02&metrics=views,averageViewPercentage,estimatedRevenue&dimensions=day"},
		"captions.download":                   nil, // not JSON
		"youtube.v3.liveChat.messages.stream": nil, // an array of answers, see TestChatStream
	}
}
