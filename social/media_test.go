package social_test

import (
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

// roundTrip is what JSON makes of a value.
func roundTrip[T any](t *testing.T, v T) T {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	var again T
	require.NoError(t, json.Unmarshal(data, &again))
	return again
}

func content(t *testing.T, m *social.Media) string {
	t.Helper()
	r, err := m.Open()
	require.NoError(t, err)
	data, err := io.ReadAll(r)
	require.NoError(t, err)
	require.NoError(t, r.Close())
	return string(data)
}

func TestMediaFile(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "cat.JPG"), []byte("a cat"), 0o600))
	t.Chdir(dir)
	m, err := social.MediaFile("cat.JPG")
	require.NoError(t, err)
	assert.Equal(t, "cat.JPG", m.Name)
	assert.Equal(t, "image/jpeg", m.ContentType)
	assert.EqualValues(t, 5, m.Size)

	t.Chdir(t.TempDir())
	assert.Equal(t, "a cat", content(t, m), "opened from another working directory")
	assert.Equal(t, "a cat", content(t, m), "opened again, from the first byte")
	again := roundTrip(t, m)
	assert.Equal(t, "a cat", content(t, again), "opened in another process")

	_, err = social.MediaFile("missing.jpg")
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = social.MediaFile(dir)
	require.ErrorContains(t, err, "is a folder")
}

func TestMediaFS(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{"pictures/cat.png": {Data: []byte("a cat")}}
	m, err := social.MediaFS(fsys, "pictures/cat.png")
	require.NoError(t, err)
	assert.Equal(t, "cat.png", m.Name, "networks are not shown folders")
	assert.Equal(t, "image/png", m.ContentType)
	assert.EqualValues(t, 5, m.Size)
	assert.Equal(t, "a cat", content(t, m))
	_, err = social.MediaFS(fsys, "dog.png")
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestMediaBytes(t *testing.T) {
	t.Parallel()
	m := social.MediaBytes("clip.mp4", []byte("film"))
	assert.Equal(t, "video/mp4", m.ContentType)
	assert.EqualValues(t, 4, m.Size)
	assert.Equal(t, "film", content(t, m))
	assert.Equal(t, "film", content(t, m))
	assert.Equal(t, "image/gif", social.MediaBytes("nameless", []byte("GIF89a")).ContentType, "found out from the content")
	assert.Nil(t, roundTrip(t, m).Open, "memory does not survive JSON")
}

func TestMediaURL(t *testing.T) {
	t.Parallel()
	m := social.MediaURL("https://cdn.acme.invalid/a/cat.webp?sig=abc.def", "")
	assert.Equal(t, "cat.webp", m.Name, "without the signature")
	assert.Equal(t, "image/webp", m.ContentType)
	assert.EqualValues(t, -1, m.Size)
	assert.Nil(t, m.Open)
	assert.Equal(t, "https://cdn.acme.invalid/a/cat.webp?sig=abc.def", m.URL)
	assert.Equal(t, "video/mp4", social.MediaURL("https://cdn.acme.invalid/12", "video/mp4").ContentType)
	assert.Equal(t, "file", social.MediaURL("https://cdn.acme.invalid/?sig=abc.def", "video/mp4").Name)
	assert.Equal(t, "file", social.MediaURL("https://cdn.acme.invalid", "video/mp4").Name)
	assert.Equal(t, "100%.png", social.MediaURL("https://cdn.acme.invalid/100%.png?sig=abc.def", "").Name, "an address that cannot be read")
}

func TestMediaTypesAreTheSameOnEveryMachine(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"a.jpg": "image/jpeg", "a.jpeg": "image/jpeg", "a.PNG": "image/png", "a.gif": "image/gif",
		"a.webp": "image/webp", "a.heic": "image/heic", "a.MP4": "video/mp4", "a.m4v": "video/mp4",
		"a.mov": "video/quicktime", "a.webm": "video/webm", "a.mp3": "audio/mpeg",
		"a.srt": "application/x-subrip", "a.HEIC": "image/heic", "a.WEBM": "video/webm", "a.VTT": "text/vtt",
		"a.vtt": "text/vtt", "a.pdf": "application/pdf", "a": "",
	} {
		assert.Equal(t, want, social.MediaURL("https://cdn.acme.invalid/"+name, "").ContentType, name)
	}
}

func TestMediaJSON(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "subtitles.vtt")
	require.NoError(t, os.WriteFile(name, []byte("WEBVTT"), 0o600))
	captions, err := social.MediaFile(name)
	require.NoError(t, err)
	captions.Language = "de"
	m := &social.Media{
		Name: "film.mp4", ContentType: "video/mp4", Size: 7, AltText: "A film", Focus: &social.Focus{X: -0.5, Y: 1},
		Thumbnail: social.MediaURL("https://cdn.acme.invalid/t.png", ""), Captions: []*social.Media{captions},
		URL: "https://cdn.acme.invalid/film.mp4", Progress: func(int64, int64) {},
	}
	again := roundTrip(t, m)
	assert.Equal(t, "WEBVTT", content(t, again.Captions[0]), "nested files are reopened too")
	m.Progress, m.Captions[0].Open, again.Captions[0].Open = nil, nil, nil
	assert.Equal(t, m, again)
	require.Error(t, json.Unmarshal([]byte(`{"size":"big"}`), again))
}

func TestMediaValidate(t *testing.T) {
	t.Parallel()
	require.NoError(t, social.MediaBytes("a.png", nil).Validate("x", "Media[0]"))
	require.NoError(t, social.MediaURL("https://cdn.acme.invalid/a.png", "").Validate("x", "Media[0]"))
	focused := social.MediaBytes("a.png", nil)
	focused.Focus = &social.Focus{X: 0, Y: 1.5}
	var none *social.Media
	for field, m := range map[string]*social.Media{
		"Media[0]": none, "Media[0].Open": {Name: "a.png"}, "Media[0].Focus": focused,
	} {
		err := m.Validate("x", "Media[0]")
		require.ErrorIs(t, err, social.ErrInvalid)
		assert.Equal(t, field, social.Problems(err)[0].Field)
		assert.Equal(t, "x", social.Problems(err)[0].Network)
	}
}

func TestPendingJSON(t *testing.T) {
	t.Parallel()
	p := &social.Pending{
		Network: "youtube", Account: "UC1", Key: "key-1", Stage: social.StageConfirm,
		Since: time.Date(2030, 1, 2, 3, 4, 5, 6, time.UTC), Post: &social.Ref{Network: "youtube", ID: "v1"},
		Media: []*social.Media{social.MediaURL("https://cdn.acme.invalid/a.png", "")},
		State: json.RawMessage(`{"session":"s1"}`),
	}
	assert.Equal(t, p, roundTrip(t, p))
	assert.NotContains(t, string(must(json.Marshal(&social.Pending{Network: "x", Key: "k"}))), "media", "what is empty is left out")
}

func TestPendingValidate(t *testing.T) {
	t.Parallel()
	require.NoError(t, (&social.Pending{Network: "x", Key: "k"}).Validate("x"))
	var none *social.Pending
	for field, p := range map[string]*social.Pending{
		"Pending": none, "Pending.Network": {Network: "y", Key: "k"}, "Pending.Key": {Network: "x"},
	} {
		err := p.Validate("x")
		require.ErrorIs(t, err, social.ErrInvalid)
		assert.Equal(t, field, social.Problems(err)[0].Field)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	m := social.Metrics{}
	var absent *int64
	social.Set(m, social.MetricLikes, new(0))
	social.Set(m, social.MetricShares, absent)
	social.Set(m, social.MetricCompletion, new(0.25))
	v, ok := m.Get(social.MetricLikes)
	assert.True(t, ok, "a zero that the network says is there")
	assert.Zero(t, v)
	_, ok = m.Get(social.MetricShares)
	assert.False(t, ok, "what the network does not say is absent")
	assert.Equal(t, []social.Metric{social.MetricCompletion, social.MetricLikes}, m.Names())
}

func TestMediaType(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ given, name, want string }{
		{"image/png", "a.gif", "image/png"},
		{"Image/PNG; charset=binary", "", "image/png"},
		{" image/jpg", "", "image/jpeg"},
		{"", "a.MP4", "video/mp4"},
		{"", "a", ""},
	} {
		m := &social.Media{Name: test.name, ContentType: test.given}
		assert.Equal(t, test.want, m.Type(), "%q, %q", test.given, test.name)
	}
}
