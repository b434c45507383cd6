package linkedin_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

const partSize = 4 << 20

// sums are the hashes of a file's parts.
func sums(t *testing.T, m *social.Media, size int) []string {
	t.Helper()
	src, err := m.Open()
	require.NoError(t, err)
	data, err := io.ReadAll(src)
	require.NoError(t, err)
	require.NoError(t, src.Close())
	var out []string
	for part := range slices.Chunk(data, size) {
		sum := sha256.Sum256(part)
		out = append(out, hex.EncodeToString(sum[:]))
	}
	return out
}

// only is the one upload of an owner.
func (w *world) only(owner string) linkedintest.Asset {
	w.t.Helper()
	all := w.srv.Assets(owner)
	require.Len(w.t, all, 1)
	return all[0]
}

const aFile = "PUT /dms-uploads/**"

// TestUploadImage: the bytes go as they are, with the token, and the post waits until they are processed.
func TestUploadImage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{Processing: linkedintest.Processing{ImagePolls: 3}})
	m := picture("a tree")
	stands, p := w.publish(&social.Draft{Text: "Look", Media: []*social.Media{m}})
	a := w.only(w.acme)
	assert.Equal(t, sums(t, m, 1<<30), a.Hashes)
	assert.Equal(t, []string{a.URN}, stands.Media)
	assert.Equal(t, []social.Attachment{{ID: a.URN, ContentType: "image", AltText: "a tree"}}, p.Media)
	assert.Equal(t, map[string]any{"media": map[string]any{"id": a.URN, "altText": "a tree"}}, stands.Content)
	put, _ := w.srv.Requests().Last(aFile)
	assert.True(t, put.HadToken)
	assert.Equal(t, 4, w.srv.Requests().Count("GET /rest/images/*"))
	assert.Equal(t, 1, w.srv.Requests().Count("POST /rest/posts"), "not before it is ready")
}

// TestUploadImages: several images keep their order and descriptions.
func TestUploadImages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	var media []*social.Media
	for _, alt := range []string{"one", "two", "three", "four", "five", "six"} {
		media = append(media, picture(alt))
	}
	stands, p := w.publish(&social.Draft{Text: "Look", Media: media})
	require.Len(t, stands.Media, len(media))
	for i, m := range media {
		a, ok := w.srv.FindAsset(stands.Media[i])
		require.True(t, ok)
		assert.Equal(t, sums(t, m, 1<<30), a.Hashes)
		assert.Equal(t, m.AltText, p.Media[i].AltText)
	}
}

// TestUploadDocument: a document has a title, that of its file if need be.
func TestUploadDocument(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	stands, _ := w.publish(&social.Draft{Text: "Read", Media: []*social.Media{document()}})
	assert.Equal(t, map[string]any{"media": map[string]any{"id": w.only(w.acme).URN, "title": "report.pdf"}}, stands.Content)
	stands, _ = w.publish(&social.Draft{Text: "Read more", Title: "The year", Media: []*social.Media{document()}})
	assert.Equal(t, "The year", stands.Content["media"].(map[string]any)["title"])
}

// TestUploadVideo: a video goes in the parts that LinkedIn asks for, without the token, and their receipts come back.
func TestUploadVideo(t *testing.T) {
	t.Parallel()
	for name, traps := range map[string]linkedintest.Traps{
		"Usual": {}, "Odd": {QuotedETags: true, UploadTokens: true, PartsRefuseToken: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &linkedintest.Options{Traps: traps})
			m := film(2*partSize + 100_000)
			m.Thumbnail = picture("")
			m.Captions = []*social.Media{social.MediaBytes("en.srt", []byte("1\n00:00:01,000 --> 00:00:02,000\nHello\n"))}
			m.Captions[0].Language = "en-US"
			var sent []int64
			m.Progress = func(n, total int64) {
				sent = append(sent, n)
				assert.Equal(t, m.Size, total)
			}
			stands, p := w.publish(&social.Draft{Text: "Watch", Title: "The film", Media: []*social.Media{m}})
			a := w.only(w.acme)
			assert.Equal(t, sums(t, m, partSize), a.Hashes)
			assert.Equal(t, "AVAILABLE", a.Status)
			assert.Equal(t, sums(t, m.Thumbnail, 1<<20)[0], a.Thumbnail)
			assert.Equal(t, sums(t, m.Captions[0], 1<<20)[0], a.Captions)
			assert.Equal(t, map[string]any{"media": map[string]any{"id": a.URN, "title": "The film"}}, stands.Content)
			assert.Equal(t, "video", p.Media[0].ContentType)
			assert.True(t, slices.IsSorted(sent))
			assert.Equal(t, m.Size, sent[len(sent)-1])
			for _, e := range w.srv.Requests().Find("PUT /dms-uploads/**") {
				assert.False(t, e.HadToken, e.Path)
			}
		})
	}
}

// TestUploadUnread: a token of Share on LinkedIn may not ask how far an image is. It is posted a moment later, and again
// while LinkedIn says that it is not ready.
func TestUploadUnread(t *testing.T) {
	t.Parallel()
	for _, unready := range []linkedintest.UnreadyMedia{linkedintest.UnreadyRefused, linkedintest.UnreadyWaits} {
		w := newWorld(t, &linkedintest.Options{Processing: linkedintest.Processing{ImagePolls: 4}, Unready: unready})
		p, err := w.sharer().Publish(t.Context(), &social.Draft{Text: "Mine", Media: []*social.Media{picture("a")}})
		require.NoError(t, err)
		stands, ok := w.srv.FindPost(p.Ref.ID)
		require.True(t, ok)
		assert.Len(t, stands.Media, 1)
		assert.Equal(t, 1, w.srv.Requests().Count("GET /rest/images/*"), "once refused it is not asked again")
		want := map[linkedintest.UnreadyMedia]int{linkedintest.UnreadyRefused: 5, linkedintest.UnreadyWaits: 1}[unready]
		assert.Equal(t, want, w.srv.Requests().Count("POST /rest/posts"))
	}
	w := newWorld(t, nil)
	u, err := w.sharer().Upload(t.Context(), film(80<<10))
	require.NoError(t, err)
	a, ok := w.srv.FindAsset(string(u))
	require.True(t, ok)
	assert.Equal(t, "AVAILABLE", a.Status, "videos can be asked about")
}

// TestUploadExpires: an address that is no longer good is replaced, whichever way LinkedIn says so.
func TestUploadExpires(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]linkedintest.Error{
		"400": {Status: http.StatusBadRequest, Code: "EXPIRED_UPLOAD_URL", Message: "The upload URL is expired"},
		"401": {Status: http.StatusUnauthorized, Message: "Unauthorized"},
	} {
		for kind, m := range map[string]*social.Media{"Image": picture("a"), "Video": film(2 * partSize)} {
			t.Run(name+kind, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, nil)
				f := linkedintest.Answer(aFile, e, false)
				f.Skip = map[string]int{"Image": 0, "Video": 1}[kind]
				w.srv.Faults().Add(f)
				u, err := w.client().Upload(t.Context(), m)
				require.NoError(t, err)
				assert.Len(t, w.srv.Assets(w.acme), 2, "the first is left behind, and nobody sees it")
				a, _ := w.srv.FindAsset(string(u))
				assert.Equal(t, "AVAILABLE", a.Status)
			})
		}
	}
	w := newWorld(t, nil)
	f := linkedintest.Answer(aFile, linkedintest.Error{Status: http.StatusBadRequest, Code: "EXPIRED_UPLOAD_URL"}, false)
	f.Times = linkedintest.Forever
	w.srv.Faults().Add(f)
	_, err := w.client().Upload(t.Context(), picture("a"))
	requireField(t, err, social.ErrMedia, "Media")
	assert.Len(t, w.srv.Assets(w.acme), 2, "it is tried twice")
}

// TestUploadGoesOn: another process sends the parts of a video that are missing, and those only.
func TestUploadGoesOn(t *testing.T) {
	t.Parallel()
	for name, expire := range map[string]bool{"Usual": false, "Expired": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			m := film(4*partSize + 1)
			w.die(4, linkedintest.Fault{Kind: linkedintest.CutBefore}) // the third of five parts
			d := &social.Draft{Text: "Watch", Media: []*social.Media{m}}
			_, err := w.client(func(o *social.Options) { o.Retries = -1 }).Publish(t.Context(), d)
			p, ok := social.PendingOf(err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, social.StageUpload, p.Stage)
			assert.Equal(t, w.acme, p.Account)
			w.srv.Faults().Clear()
			w.srv.Requests().Reset()
			if expire {
				w.srv.ExpireUploads()
			}
			post, err := w.client().Resume(t.Context(), reload(t, p))
			require.NoError(t, err)
			stands, ok := w.srv.FindPost(post.Ref.ID)
			require.True(t, ok)
			a, _ := w.srv.FindAsset(stands.Media[0])
			assert.Equal(t, sums(t, m, partSize), a.Hashes)
			want := map[bool]int{false: 3, true: 6}[expire] // one more finds out
			assert.Equal(t, want, w.srv.Requests().Count(aFile))
		})
	}
}

// TestUploadTakesLong: when LinkedIn takes longer than the caller wants to wait, the publication can go on later.
func TestUploadTakesLong(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{Processing: linkedintest.Processing{Duration: time.Hour}})
	d := &social.Draft{Text: "Watch", Media: []*social.Media{film(80 << 10)}}
	_, err := w.client(func(o *social.Options) { o.MediaWait = 50 * time.Millisecond }).Publish(t.Context(), d)
	require.ErrorIs(t, err, social.ErrUnavailable)
	p, ok := social.PendingOf(err)
	require.True(t, ok)
	assert.Equal(t, social.StageProcess, p.Stage)
	assert.Empty(t, w.srv.Posts(w.acme))
	puts := w.srv.Requests().Count(aFile)
	again := reload(t, p)
	again.Media[0].Open = nil // which is not needed any more
	_, err = w.client(func(o *social.Options) { o.MediaWait = 50 * time.Millisecond }).Resume(t.Context(), again)
	require.ErrorIs(t, err, social.ErrUnavailable)
	w.srv.SetProcessing(linkedintest.Processing{Polls: -1})
	again.Media = nil
	_, err = w.client().Resume(t.Context(), again)
	require.ErrorIs(t, err, social.ErrInvalid, "a Pending that lacks a medium is not whole")
	assert.Equal(t, puts, w.srv.Requests().Count(aFile))
}

// TestUploadFails: a file that LinkedIn cannot use is named, and nothing is published.
func TestUploadFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{Processing: linkedintest.Processing{Fail: func(a linkedintest.Asset) string {
		if a.Kind == "video" {
			return "The codec is not supported"
		}
		return ""
	}}})
	_, err := w.client().Publish(t.Context(), &social.Draft{Text: "Watch", Media: []*social.Media{film(80 << 10)}})
	requireField(t, err, social.ErrMedia, "Media[0]")
	assert.ErrorContains(t, err, "codec")
	_, pending := social.PendingOf(err)
	assert.False(t, pending, "it is LinkedIn's last word")
	assert.Empty(t, w.srv.Posts(w.acme))
}

// TestFinalizeOnce: ending an upload whose end was lost before is no failure.
func TestFinalizeOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.srv.Faults().Add(linkedintest.Fault{
		Kind: linkedintest.CutAfter, Where: func(r *http.Request) bool { return r.URL.RawQuery == "action=finalizeUpload" },
	})
	refused := linkedintest.Answer("", linkedintest.Error{Status: http.StatusBadRequest, Code: "ILLEGAL_ARGUMENT", Message: "finalized"}, false)
	refused.Where = func(r *http.Request) bool { return r.URL.RawQuery == "action=finalizeUpload" }
	w.srv.Faults().Add(refused)
	u, err := w.client().Upload(t.Context(), film(80<<10))
	require.NoError(t, err)
	a, err := w.client().Asset(t.Context(), u)
	require.NoError(t, err)
	assert.Equal(t, linkedin.AssetAvailable, a.Status)
	assert.Equal(t, 2, w.srv.Requests().Count("POST /rest/videos")-1)
}

// TestUploadRefuses: what is no file for LinkedIn, and an answer that leads elsewhere.
func TestUploadRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	_, err := c.Upload(t.Context(), nil)
	requireField(t, err, social.ErrInvalid, "Media")
	_, err = c.Upload(t.Context(), social.MediaBytes("a.zip", bytes.Repeat([]byte("a"), 10)))
	requireField(t, err, social.ErrInvalid, "Media")
	_, err = c.Asset(t.Context(), "urn:li:share:1")
	require.ErrorIs(t, err, social.ErrInvalid)
	w.srv.Faults().Add(linkedintest.Fault{
		Kind: linkedintest.Malformed, Match: "POST /rest/images",
		Body: `{"value":{"uploadUrl":"http://attacker.example/up","image":"urn:li:image:1"}}`,
	})
	_, err = c.Upload(t.Context(), picture("a"))
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.ErrorContains(t, err, "attacker.example")
	w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.Malformed, Match: "POST /rest/images", Body: `{"value":{}}`, Times: 9})
	_, err = c.Upload(t.Context(), picture("a"))
	require.ErrorIs(t, err, social.ErrUnavailable)
}

// lengths notes the files that go out without saying how long they are.
type lengths struct {
	http.RoundTripper

	mu      sync.Mutex
	unknown []string
}

// RoundTrip implements [http.RoundTripper].
func (l *lengths) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.ContentLength < 0 || r.ContentLength == 0 && r.Body != nil && r.Body != http.NoBody {
		l.mu.Lock()
		l.unknown = append(l.unknown, r.URL.Path)
		l.mu.Unlock()
	}
	return l.RoundTripper.RoundTrip(r)
}

// TestUploadFromAddress: a file on a public address is streamed from there, and its length is told ahead of it.
func TestUploadFromAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	tree, reel := picture("a tree"), film(80<<10)
	web := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		m := map[string]*social.Media{"/tree.jpg": tree, "/film.mp4": reel}[r.URL.Path]
		assert.Empty(t, r.Header.Get("Authorization"))
		src, _ := m.Open()
		out.(http.Flusher).Flush() // no length
		_, _ = io.Copy(out, src)
	}))
	t.Cleanup(web.Close)
	spy := &lengths{RoundTripper: &http.Transport{}}
	c := w.client(func(o *social.Options) { o.HTTPClient = &http.Client{Transport: spy} })
	t.Cleanup(spy.RoundTripper.(*http.Transport).CloseIdleConnections)
	for name, m := range map[string]*social.Media{"/tree.jpg": tree, "/film.mp4": reel} {
		u, err := c.Upload(t.Context(), social.MediaURL(web.URL+name, ""))
		require.NoError(t, err)
		a, _ := w.srv.FindAsset(string(u))
		assert.Equal(t, sums(t, m, partSize), a.Hashes)
	}
	assert.Empty(t, spy.unknown)
}
