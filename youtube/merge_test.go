package youtube_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// TestUpdateKeepsTheRest changes one property after the other of a video that has all: nothing else moves.
func TestUpdateKeepsTheRest(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	p, err := c.Publish(t.Context(), w.fullDraft())
	require.NoError(t, err)
	id := youtube.ID(p.Ref.ID)
	when := time.Date(2025, 1, 2, 0, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		params youtube.VideoParams
		expect func(v *youtubetest.Video)
	}{
		"Title":       {youtube.VideoParams{Title: new("New")}, func(v *youtubetest.Video) { v.Title = "New" }},
		"Description": {youtube.VideoParams{Description: new("")}, func(v *youtubetest.Video) { v.Description = "" }},
		"Tags":        {youtube.VideoParams{Tags: &[]string{"x"}}, func(v *youtubetest.Video) { v.Tags = []string{"x"} }},
		"Language":    {youtube.VideoParams{AudioLanguage: new("de")}, func(v *youtubetest.Video) { v.DefaultAudioLang = "de" }},
		"Privacy": {youtube.VideoParams{Privacy: new(youtube.PrivacyPrivate)}, func(v *youtubetest.Video) {
			v.Privacy = "private"
		}},
		"Embeddable":  {youtube.VideoParams{Embeddable: new(true)}, func(v *youtubetest.Video) { v.Embeddable = true }},
		"Synthetic":   {youtube.VideoParams{SyntheticMedia: new(false)}, func(v *youtubetest.Video) { v.Synthetic = false }},
		"Paid":        {youtube.VideoParams{PaidPlacement: new(false)}, func(v *youtubetest.Video) { v.PaidPromotion = false }},
		"Date":        {youtube.VideoParams{RecordingDate: &when}, func(v *youtubetest.Video) { v.RecordingDate = when }},
		"Localized":   {youtube.VideoParams{Localizations: map[string]*youtube.Localization{"de": {Title: "Garten"}}}, addGerman},
		"Unlocalized": {youtube.VideoParams{Localizations: map[string]*youtube.Localization{"fr": nil}}, func(v *youtubetest.Video) { delete(v.Localizations, "fr") }},
	} {
		before, _ := w.srv.FindVideo(string(id))
		_, err := c.UpdateVideo(t.Context(), id, &test.params)
		require.NoError(t, err, name)
		after, _ := w.srv.FindVideo(string(id))
		test.expect(&before)
		before.RecordingDate, after.RecordingDate = before.RecordingDate.UTC(), after.RecordingDate.UTC()
		assert.Equal(t, before, after, name)
	}
}

func addGerman(v *youtubetest.Video) {
	v.Localizations["de"] = youtubetest.Localization{Title: "Garten"}
}

// TestUpdateKeepsTheUnknown: properties that this package has never heard of survive, those that cannot be written
// are not sent.
func TestUpdateKeepsTheUnknown(t *testing.T) {
	t.Parallel()
	var sent map[string]any
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			body, _ := io.ReadAll(r.Body)
			assert.NoError(t, json.Unmarshal(body, &sent))
			_, _ = rw.Write([]byte(`{"id":"v"}`))
			return
		}
		assert.Equal(t, "snippet,status", r.URL.Query().Get("part"))
		_, _ = rw.Write([]byte(`{"items":[{"id":"v","snippet":{"title":"T","categoryId":"22","mood":{"deep":[1,2]},"publishedAt":"2026-01-01T00:00:00Z"},
			"status":{"privacyStatus":"unlisted","uploadStatus":"processed","madeForKids":false,"aiDisclosure":"full"}}]}`))
	}))
	t.Cleanup(srv.Close)
	c, err := youtube.New(static("token"), &social.Options{BaseURL: srv.URL})
	require.NoError(t, err)
	_, err = c.UpdateVideo(t.Context(), "v", &youtube.VideoParams{Description: new("D"), Embeddable: new(true)})
	require.NoError(t, err)
	assert.Equal(t, map[string]any{
		"id":      "v",
		"snippet": map[string]any{"title": "T", "categoryId": "22", "mood": map[string]any{"deep": []any{1.0, 2.0}}, "description": "D"},
		"status":  map[string]any{"privacyStatus": "unlisted", "aiDisclosure": "full", "embeddable": true},
	}, sent)
}

// TestUpdateOfWhatWasNotRead: a part that is missing from what was read would be erased, a video made public by it.
func TestUpdateOfWhatWasNotRead(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{
		"missing": `{"items":[{"id":"v","snippet":{"title":"T"}}]}`, "null": `{"items":[{"id":"v","status":null}]}`, "odd": `{"items":[{"id":"v","status":"x"}]}`,
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			assert.Equal(t, http.MethodGet, r.Method, "%s: nothing is written", name)
			_, _ = rw.Write([]byte(answer))
		}))
		t.Cleanup(srv.Close)
		c, err := youtube.New(static("token"), &social.Options{BaseURL: srv.URL})
		require.NoError(t, err)
		_, err = c.UpdateVideo(t.Context(), "v", &youtube.VideoParams{Embeddable: new(true)})
		require.ErrorIs(t, err, social.ErrUnavailable, name)
	}
}

// TestUpdateTogether: changes of one video by one client do not undo each other.
func TestUpdateTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	id := youtube.ID(w.srv.Publish(w.brand, youtubetest.Video{Title: "Old", Description: "Old"}))
	changes := []*youtube.VideoParams{
		{Title: new("New")}, {Description: new("New")}, {Tags: &[]string{"new"}}, {CategoryID: new(youtube.ID("10"))},
		{Language: new("de")}, {AudioLanguage: new("de")},
	}
	var wg sync.WaitGroup
	for _, p := range changes {
		wg.Go(func() {
			_, err := c.UpdateVideo(t.Context(), id, p)
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	v, _ := w.srv.FindVideo(string(id))
	assert.Equal(t, []string{"New", "New", "new", "10", "de", "de"},
		[]string{v.Title, v.Description, v.Tags[0], v.CategoryID, v.DefaultLanguage, v.DefaultAudioLang})
}

// TestUpdatePlan: a time makes a video private, and one that becomes public has no time any more.
func TestUpdatePlan(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	d := draftOf("Plan")
	d.Visibility = social.VisibilityPrivate
	p, err := c.Publish(t.Context(), d)
	require.NoError(t, err)
	id, at := youtube.ID(p.Ref.ID), time.Now().Add(48*time.Hour).Truncate(time.Second)
	_, err = c.UpdateVideo(t.Context(), id, &youtube.VideoParams{PublishAt: &at})
	require.NoError(t, err)
	v, _ := w.srv.FindVideo(p.Ref.ID)
	assert.True(t, v.PublishAt.Equal(at))
	_, err = c.UpdateVideo(t.Context(), id, &youtube.VideoParams{Embeddable: new(false)})
	require.NoError(t, err)
	v, _ = w.srv.FindVideo(p.Ref.ID)
	assert.True(t, v.PublishAt.Equal(at), "another change keeps the plan")
	post, err := c.Edit(t.Context(), scheduledRef(p.Ref.ID), &social.Change{Visibility: new(social.VisibilityPublic)})
	require.NoError(t, err)
	assert.Equal(t, social.StatePublished, post.State)
	v, _ = w.srv.FindVideo(p.Ref.ID)
	assert.Equal(t, "public", v.Privacy)
	assert.True(t, v.PublishAt.IsZero())

	d = draftOf("For friends first")
	d.Visibility = social.VisibilityUnlisted
	p, err = c.Publish(t.Context(), d)
	require.NoError(t, err)
	_, err = c.UpdateVideo(t.Context(), youtube.ID(p.Ref.ID), &youtube.VideoParams{PublishAt: &at})
	require.NoError(t, err)
	v, _ = w.srv.FindVideo(p.Ref.ID)
	assert.Equal(t, "private", v.Privacy, "only private videos wait")
	assert.True(t, v.PublishAt.Equal(at))
}

func TestUpdateRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	theirs := youtube.ID(w.srv.Publish(w.person(""), youtubetest.Video{Title: "Theirs"}))
	_, err := c.UpdateVideo(t.Context(), theirs, &youtube.VideoParams{Title: new("Mine")})
	require.ErrorIs(t, err, social.ErrPermission)
	_, err = c.UpdateVideo(t.Context(), "aaaaaaaaaaa", &youtube.VideoParams{Title: new("None")})
	require.ErrorIs(t, err, social.ErrNotFound)
	_, err = c.UpdateVideo(t.Context(), theirs, nil)
	require.ErrorIs(t, err, social.ErrInvalid)
	_, err = c.UpdateVideo(t.Context(), "", &youtube.VideoParams{Title: new("None")})
	requireField(t, err, social.ErrInvalid, "id")
}

// TestUpdateChannel writes each part by itself and keeps what is not named.
func TestUpdateChannel(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	w.srv.SetProfile(w.brand, func(p *youtubetest.Profile) {
		p.Description, p.Keywords, p.Country, p.DefaultLanguage = "Old", `garden "open air"`, "DE", "en"
		p.Localizations = map[string]youtubetest.Localization{"fr": {Title: "Le jardin", Description: "Vieux"}}
	})
	banner, err := c.UploadBanner(t.Context(), social.MediaBytes("banner.jpg", jpeg))
	require.NoError(t, err)
	ch, err := c.UpdateChannel(t.Context(), &youtube.ChannelParams{
		Description: new("New"), Banner: &banner.URL,
		Localizations: map[string]*youtube.Localization{"de": {Title: "Garten", Description: "Neu"}},
	})
	require.NoError(t, err)
	assert.Equal(t, "New", ch.Branding.Channel.Description)
	p, _ := w.srv.Channel(w.brand)
	assert.Equal(t, "New", p.Description)
	assert.Equal(t, `garden "open air"`, p.Keywords)
	assert.Equal(t, "DE", p.Country)
	assert.NotEmpty(t, p.Banner)
	assert.Equal(t, "Le jardin", p.Localizations["fr"].Title)
	assert.Equal(t, "Garten", p.Localizations["de"].Title)
	me, err := c.Me(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "New", me.Branding.Channel.Description, "what was remembered of the channel is read again")
}
