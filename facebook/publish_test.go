package facebook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/social"
)

func jpeg(name string) *social.Media { return social.MediaBytes(name, probetest.JPEG(64, 64)) }

// film is an upright video of five seconds.
func film(size int64) *social.Media {
	m := probetest.Movie{Duration: 5 * time.Second, Width: 1080, Height: 1920, Size: size}
	return m.Media("film.mp4")
}

// prompt has videos processed at once.
func prompt() *facebooktest.Options {
	return &facebooktest.Options{Video: facebooktest.VideoOptions{Polls: -1, ChunkSize: 4096}}
}

// reload takes a Pending to another process and back: media that came from memory is given again.
func reload(t *testing.T, p *social.Pending) *social.Pending {
	t.Helper()
	packed, err := json.Marshal(p)
	require.NoError(t, err)
	var out social.Pending
	require.NoError(t, json.Unmarshal(packed, &out))
	for i, m := range p.Media {
		out.Media[i].Open = m.Open
		if m.Thumbnail != nil {
			out.Media[i].Thumbnail.Open = m.Thumbnail.Open
		}
		for k, sub := range m.Captions {
			out.Media[i].Captions[k].Open = sub.Open
		}
	}
	return &out
}

// fields are the fields that the problems of an error are about.
func fields(err error) []string {
	var out []string
	for _, e := range social.Problems(err) {
		out = append(out, e.Field)
	}
	slices.Sort(out)
	return out
}

// shown are the texts of the Page's own posts that people see, oldest first.
func (w *world) shown() []string {
	var out []string
	for _, p := range w.srv.Posts(w.page) {
		if p.ByPage && p.Published {
			out = append(out, p.Message)
		}
	}
	return out
}

func (w *world) find(t *testing.T, id string) facebooktest.Post {
	t.Helper()
	p, ok := w.srv.FindPost(id)
	require.True(t, ok, "there is no post %s", id)
	return p
}

func TestPublishText(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	post, err := w.client().Publish(t.Context(), &social.Draft{
		Text: "Open again", Tags: []string{"shop"}, FirstComment: "Come and see",
		Extras: []social.Extra{&facebook.Extra{
			Targeting:     &facebook.Targeting{Geo: &facebook.GeoTargeting{Countries: []string{"DE"}}, AgeMin: 18},
			FeedTargeting: &facebook.Targeting{AgeMin: 13, Genders: []int{2}, Locales: []int{5}},
			Place:         "166793820034304", Tagged: []facebook.ID{"7"},
		}},
	})
	require.NoError(t, err)
	got := w.find(t, post.Ref.ID)
	assert.Equal(t, "Open again\n\n#shop", got.Message)
	assert.True(t, got.Published)
	assert.Equal(t, []any{"DE"}, got.Targeting["geo_locations"].(map[string]any)["countries"])
	assert.Equal(t, "166793820034304", got.Place)
	assert.Equal(t, []string{"7"}, got.Tags)
	assert.Equal(t, social.StatePublished, post.State)
	assert.Equal(t, w.page, post.Author.Ref.ID)
	assert.True(t, strings.HasPrefix(post.Ref.URL, "https://www.facebook.com/"), post.Ref.URL)
	assert.IsType(t, &facebook.Post{}, post.Raw)
	comments := w.srv.Comments(post.Ref.ID)
	require.Len(t, comments, 1)
	assert.Equal(t, "Come and see", comments[0].Message)
	assert.True(t, comments[0].ByPage)
}

func TestPublishLinkBackdatedAndBackground(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	past := time.Now().Add(-72 * time.Hour).Truncate(time.Second)
	post, err := w.client().Publish(t.Context(), &social.Draft{
		Text: "Our shop", Link: "https://example.com/shop",
		Extras: []social.Extra{&facebook.Extra{
			Backdated: past, Granularity: facebook.GranularityDay,
			CallToAction: &facebook.CallToAction{Type: "SHOP_NOW", Value: &facebook.CallToActionValue{Link: "https://example.com/shop"}},
		}},
	})
	require.NoError(t, err)
	got := w.find(t, post.Ref.ID)
	assert.Equal(t, "https://example.com/shop", got.Link)
	assert.True(t, past.Equal(got.Backdated), got.Backdated)
	assert.Empty(t, post.Media, "the picture of a link is no file of the post")

	_, err = w.client().Publish(t.Context(), &social.Draft{Text: "Hi", Extras: []social.Extra{&facebook.Extra{Background: "106018623298955"}}})
	require.NoError(t, err)
}

func TestPublishPhotos(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	one := jpeg("one.jpg")
	one.AltText = "The garden at noon"
	var told []int64
	one.Progress = func(sent, _ int64) { told = append(told, sent) }
	post, err := w.client().Publish(t.Context(), &social.Draft{Text: "A photo", Link: "https://example.com", Media: []*social.Media{one}})
	require.NoError(t, err)
	got := w.find(t, post.Ref.ID)
	assert.Equal(t, "A photo\n\nhttps://example.com", got.Message, "photos leave no room for a link")
	require.Len(t, got.Photos, 1)
	require.Len(t, post.Media, 1)
	assert.Equal(t, got.Photos[0], post.Media[0].ID)
	photos := w.srv.Photos(w.page)
	require.Len(t, photos, 1)
	assert.Equal(t, "The garden at noon", photos[0].AltText)
	assert.True(t, photos[0].Published)
	assert.True(t, slices.IsSorted(told))
	assert.Equal(t, one.Size, told[len(told)-1])

	post, err = w.client().Publish(t.Context(), &social.Draft{Text: "Three", Media: []*social.Media{jpeg("a.jpg"), jpeg("b.jpg"), jpeg("c.jpg")}})
	require.NoError(t, err)
	assert.Len(t, w.find(t, post.Ref.ID).Photos, 3)
	assert.Len(t, post.Media, 3)
}

func TestPublishPhotoByAddress(t *testing.T) {
	t.Parallel()
	var asked []string
	opts := &facebooktest.Options{Transport: roundTrip(func(r *http.Request) []byte {
		asked = append(asked, r.URL.String())
		return probetest.JPEG(64, 64)
	})}
	w := newWorld(t, opts)
	post, err := w.client().Publish(t.Context(), &social.Draft{Text: "From there", Media: []*social.Media{
		social.MediaURL("https://media.example.com/a.jpg", ""),
	}})
	require.NoError(t, err)
	assert.Equal(t, []string{"https://media.example.com/a.jpg"}, asked, "Facebook fetches it")
	assert.Equal(t, "https://media.example.com/a.jpg", w.srv.Photos(w.page)[0].URL)
	assert.Len(t, w.find(t, post.Ref.ID).Photos, 1)
}

func TestPublishIntoAnAlbumAndWithoutStory(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	var album facebook.ID
	for a, err := range c.Albums(t.Context()) {
		require.NoError(t, err)
		album = a.ID
	}
	require.NotEmpty(t, album)
	for name, extra := range map[string]*facebook.Extra{
		"album": {AlbumID: album}, "silent": {NoStory: true}, "later": {AlbumID: album},
	} {
		d := &social.Draft{Text: name, Media: []*social.Media{jpeg(name + ".jpg")}, Extras: []social.Extra{extra}}
		if name == "later" {
			d.At = time.Now().Add(24 * time.Hour)
		}
		post, err := c.Publish(t.Context(), d)
		require.NoError(t, err)
		assert.Equal(t, name, post.Text)
		switch name {
		case "album":
			assert.True(t, w.find(t, post.Ref.ID).Published)
		case "later":
			assert.Equal(t, social.StateScheduled, post.State)
		default:
			p, err := c.Photo(t.Context(), facebook.ID(post.Ref.ID))
			require.NoError(t, err)
			assert.Equal(t, "silent", p.Caption)
			require.NoError(t, c.Delete(t.Context(), post.Ref))
		}
	}
	n := 0
	for p, err := range c.Photos(t.Context(), album) {
		require.NoError(t, err)
		n++
		assert.NotEmpty(t, p.ID)
	}
	assert.Positive(t, n)
}

// TestPublishOnTheWrongAccount uses the token of another Page.
func TestPublishOnTheWrongAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t, prompt())
	other := w.srv.Token(w.srv.CreatePage("Other"))
	c := w.configured(facebook.Config{Tokens: static(other)})
	for name, draft := range surfaces() {
		_, err := c.Publish(t.Context(), draft(1))
		require.ErrorIs(t, err, social.ErrWrongAccount, name)
	}
	_, writes := w.traffic()
	assert.Zero(t, writes)
}

func TestPublishDryRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t, prompt())
	c := w.client(func(o *social.Options) { o.DryRun = true })
	for name, draft := range surfaces() {
		_, err := c.Publish(t.Context(), draft(1))
		require.ErrorIs(t, err, social.ErrDryRun, name)
		_, ok := social.PendingOf(err)
		assert.False(t, ok, name)
	}
	_, writes := w.traffic()
	assert.Zero(t, writes)
}

// TestUnsupportedFieldsAreNamed publishes what Facebook has nothing for: nothing is dropped silently, nothing is sent.
func TestUnsupportedFieldsAreNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	yes := true
	all := facebook.Extra{
		Targeting: &facebook.Targeting{}, FeedTargeting: &facebook.Targeting{}, Backdated: time.Now().Add(-time.Hour),
		Granularity: facebook.GranularityDay, Place: "1", Tagged: []facebook.ID{"2"}, CallToAction: &facebook.CallToAction{Type: "SHOP_NOW"},
		Background: "3", NoStory: true, AlbumID: "4", Category: "BUSINESS", ContentTags: []string{"a"}, CustomLabels: []string{"b"},
		Embeddable: &yes, Secret: &yes, Expires: time.Now().Add(time.Hour), UploadApp: "5", Collaborators: []facebook.ID{"6"},
	}
	video := film(20_000)
	for name, test := range map[string]struct {
		draft *social.Draft
		want  string // fields, in alphabetical order
	}{
		"portable": {&social.Draft{
			Text: "x", Poll: &social.Poll{Options: []string{"a", "b"}}, Quote: postRef("1_2"), Visibility: social.VisibilityFollowers, Language: "en",
			Sensitive: &yes, Warning: "w", Title: "t",
		}, "Language Poll Quote Sensitive Title Visibility Warning"},
		"scheduled comment": {&social.Draft{Text: "x", At: time.Now().Add(time.Hour), FirstComment: "y"}, "FirstComment"},
		"text": {&social.Draft{Text: "x", Extras: []social.Extra{&all}},
			"AlbumID CallToAction Category Collaborators ContentTags CustomLabels Embeddable Expires NoStory Secret UploadApp"},
		"photo": {&social.Draft{Text: "x", Media: []*social.Media{jpeg("a.jpg")}, Extras: []social.Extra{&all}},
			"Background CallToAction Category Collaborators ContentTags CustomLabels Embeddable Expires Secret UploadApp"},
		"photos": {&social.Draft{Text: "x", Media: []*social.Media{jpeg("a.jpg"), jpeg("b.jpg")}, Extras: []social.Extra{&all}},
			"AlbumID Background CallToAction Category Collaborators ContentTags CustomLabels Embeddable Expires NoStory Secret UploadApp"},
		"video": {&social.Draft{Text: "x", Media: []*social.Media{video}, Extras: []social.Extra{&all}},
			"AlbumID Background Collaborators Place Tagged"},
		"reel": {&social.Draft{Text: "x", Format: social.FormatReel, Media: []*social.Media{video}, Extras: []social.Extra{&all}},
			"AlbumID Background Backdated CallToAction Category ContentTags CustomLabels Embeddable Expires Granularity NoStory Secret Tagged UploadApp"},
		"story": {&social.Draft{Format: social.FormatStory, Media: []*social.Media{jpeg("a.jpg")}, Extras: []social.Extra{&all}},
			"AlbumID Backdated Background CallToAction Category Collaborators ContentTags CustomLabels Embeddable Expires FeedTargeting Granularity " +
				"NoStory Place Secret Tagged Targeting UploadApp"},
		"reply": {&social.Draft{Text: "x", ReplyTo: postRef("1_2"), Extras: []social.Extra{&facebook.Extra{Place: "1", NoStory: true}}}, "NoStory Place"},
		"story text": {&social.Draft{
			Text: "x", Link: "https://example.com", Tags: []string{"t"}, FirstComment: "c", Format: social.FormatStory, Media: []*social.Media{jpeg("a.jpg")},
		}, "FirstComment Link Tags Text"},
		"scheduled story": {&social.Draft{Format: social.FormatStory, At: time.Now().Add(time.Hour), Media: []*social.Media{jpeg("a.jpg")}}, "At"},
		"sex":             {&social.Draft{Text: "x", Extras: []social.Extra{&facebook.Extra{Targeting: &facebook.Targeting{Genders: []int{1}}}}}, "Targeting"},
		"media": {&social.Draft{Text: "x", Media: []*social.Media{{
			Name: "a.mp4", ContentType: "video/mp4", Size: -1, AltText: "alt", URL: "https://example.com/a.mp4", Focus: &social.Focus{},
		}}}, "Media[0].AltText Media[0].Focus"},
	} {
		_, err := c.Publish(t.Context(), test.draft)
		require.ErrorIs(t, err, errors.ErrUnsupported, name)
		var named []string
		for _, f := range fields(err) {
			named = append(named, strings.TrimPrefix(f, "Extras."))
		}
		slices.Sort(named)
		named = slices.Compact(named)
		want := strings.Fields(test.want)
		slices.Sort(want)
		assert.Equal(t, want, named, name)
	}
	_, writes := w.traffic()
	assert.Zero(t, writes)
}

// TestPublishFirstCommentLater loses the first comment alone: the post stands, and is returned with the error.
func TestPublishFirstCommentLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.srv.Faults().Add(facebooktest.Failing("POST /*/*/comments", facebooktest.RateLimited(4)))
	c := w.client(func(o *social.Options) { o.Retries = -1 })
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second) // the allowance comes back after a minute
	defer cancel()
	post, err := c.Publish(ctx, &social.Draft{Text: "Stands", FirstComment: "Owed"})
	require.Error(t, err)
	require.NotNil(t, post)
	pending, ok := social.PendingOf(err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, social.StageComment, pending.Stage)
	again, err := w.client().Resume(t.Context(), reload(t, pending))
	require.NoError(t, err)
	assert.Equal(t, post.Ref.ID, again.Ref.ID)
	assert.Equal(t, []string{"Stands"}, w.shown())
	require.Len(t, w.srv.Comments(post.Ref.ID), 1)
}

// roundTrip answers requests to addresses elsewhere.
type roundTrip func(*http.Request) []byte

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_ = r.Body.Close()
	}
	data := f(r)
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{}, Request: r, Body: io.NopCloser(bytes.NewReader(data)), ContentLength: int64(len(data)),
	}, nil
}
