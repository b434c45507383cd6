package youtube_test

import (
	"encoding/json"
	"maps"
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

// studio holds broadcasts, as far as writing them goes. The first answer to an insertion is lost.
type studio struct {
	mu    sync.Mutex
	all   []map[string]any
	parts []string // of each write
	lost  bool
}

func (s *studio) find(id string) map[string]any {
	for _, b := range s.all {
		if b["id"] == id {
			return b
		}
	}
	return nil
}

func (s *studio) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Method != http.MethodGet {
		s.parts = append(s.parts, r.Method+" "+r.URL.Query().Get("part"))
	}
	var body, answer map[string]any
	_ = json.NewDecoder(r.Body).Decode(&body)
	switch r.Method + " " + r.URL.Path {
	case "GET /youtube/v3/liveBroadcasts":
		answer = map[string]any{"items": s.all}
	case "POST /youtube/v3/liveBroadcasts":
		body["id"] = "b1"
		snippet, _ := body["snippet"].(map[string]any)
		snippet["publishedAt"], snippet["mood"] = time.Now().UTC().Format(time.RFC3339), "deep"
		s.all = append(s.all, body)
		if !s.lost {
			s.lost = true
			panic(http.ErrAbortHandler)
		}
		answer = body
	case "PUT /youtube/v3/liveBroadcasts":
		maps.Copy(s.find("b1"), body)
		answer = body
	case "POST /youtube/v3/liveBroadcasts/transition":
		answer = s.find(r.URL.Query().Get("id"))
		answer["status"] = map[string]any{"lifeCycleStatus": r.URL.Query().Get("broadcastStatus")}
	default: // DELETE
		if s.find(r.URL.Query().Get("id")) == nil {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		s.all = nil
		w.WriteHeader(http.StatusNoContent)
		return
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// TestBroadcastWrites: a broadcast is announced once, a change erases nothing.
func TestBroadcastWrites(t *testing.T) {
	t.Parallel()
	s := new(studio)
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	ctx, c := t.Context(), (&world{t: t, base: srv.URL, token: "token-123"}).client()
	_, err := c.CreateBroadcast(ctx, &youtube.BroadcastParams{Title: new("Live")})
	requireField(t, err, social.ErrInvalid, "params")
	start := time.Now().Add(time.Hour)
	b, err := c.CreateBroadcast(ctx, &youtube.BroadcastParams{
		Title: new("Live"), Start: &start, Privacy: new(youtube.PrivacyUnlisted), DVR: new(false), Monitor: new(false), Latency: new("low"),
	})
	require.NoError(t, err)
	assert.Equal(t, youtube.ID("b1"), b.ID)
	assert.Len(t, s.all, 1, "the answer was lost, and it was found")
	_, err = c.UpdateBroadcast(ctx, "b1", &youtube.BroadcastParams{Description: new("From the garden")})
	require.NoError(t, err)
	snippet, _ := s.all[0]["snippet"].(map[string]any)
	assert.Equal(t, "Live", snippet["title"])
	assert.Equal(t, "deep", snippet["mood"])
	assert.Equal(t, "From the garden", snippet["description"])
	assert.NotContains(t, snippet, "publishedAt")
	b, err = c.MoveBroadcast(ctx, "b1", youtube.LifeLive)
	require.NoError(t, err)
	assert.Equal(t, youtube.LifeLive, b.Status.LifeCycle)
	require.NoError(t, c.DeleteBroadcast(ctx, "b1"))
	require.ErrorIs(t, c.DeleteBroadcast(ctx, "b1"), social.ErrNotFound)
	assert.Equal(t, []string{
		"POST contentDetails,snippet,status", "PUT snippet", "POST snippet,status,contentDetails", "DELETE ", "DELETE ",
	}, s.parts)
}

// TestPages read one page each, with the cursor of the next.
func TestPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c, one := t.Context(), w.client(), &youtube.PageParams{Limit: 1}
	video := w.srv.Publish(w.brand, youtubetest.Video{Title: "V"})
	theirs := w.person("")
	for _, title := range []string{"A", "B"} {
		w.srv.CreatePlaylist(w.brand, title)
		w.srv.Publish(w.brand, youtubetest.Video{Title: title})
		_, err := c.Subscribe(ctx, youtube.ID(w.person("")))
		require.NoError(t, err)
	}
	top := w.srv.Comment(theirs, video, "How?")
	w.srv.Reply(theirs, top, "So?")
	w.srv.Reply(theirs, top, "Or so?")
	w.srv.GoLive(w.brand, "One")
	lists, err := c.PlaylistsPage(ctx, nil, one)
	require.NoError(t, err)
	assert.Len(t, lists.Items, 1)
	assert.NotEmpty(t, lists.Next)
	subscriptions, err := c.SubscriptionsPage(ctx, nil, one)
	require.NoError(t, err)
	assert.Len(t, subscriptions.Items, 1)
	assert.NotEmpty(t, subscriptions.Next)
	activities, err := c.ActivitiesPage(ctx, nil, one)
	require.NoError(t, err)
	assert.Len(t, activities.Items, 1)
	popular, err := c.PopularVideosPage(ctx, nil, one)
	require.NoError(t, err)
	assert.Len(t, popular.Items, 1)
	replies, err := c.RepliesPage(ctx, youtube.ID(top), one)
	require.NoError(t, err)
	assert.Len(t, replies.Items, 1)
	assert.NotEmpty(t, replies.Next)
	broadcasts, err := c.BroadcastsPage(ctx, nil, one)
	require.NoError(t, err)
	assert.Len(t, broadcasts.Items, 1)
	_, err = c.SearchPage(ctx, &youtube.SearchParams{Query: "V", Location: &youtube.GeoPoint{Latitude: 50.5, Longitude: -1}, Radius: "5km"}, one)
	require.NoError(t, err)
	for _, e := range w.srv.Requests().All() {
		if e.Path == "/youtube/v3/search" {
			assert.Equal(t, "50.5,-1", e.Query.Get("location"))
			assert.Equal(t, "video", e.Query.Get("type"), "which only videos have")
		}
	}
}

// TestThumbnailAndReport are calls of their own.
func TestThumbnailAndReport(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c := t.Context(), w.client()
	video := w.srv.Publish(w.brand, youtubetest.Video{Title: "V"})
	sizes, err := c.SetThumbnail(ctx, youtube.ID(video), social.MediaBytes("cover.jpg", jpeg))
	require.NoError(t, err)
	assert.NotEmpty(t, sizes.Best())
	_, err = c.SetThumbnail(ctx, youtube.ID(video), social.MediaBytes("cover.jpg", []byte("no picture")))
	require.ErrorIs(t, err, social.ErrInvalid)
	reasons, err := c.ReportReasons(ctx, "")
	require.NoError(t, err)
	require.NotEmpty(t, reasons)
	theirs := w.srv.Publish(w.person(""), youtubetest.Video{Title: "Theirs"})
	require.NoError(t, c.ReportVideo(ctx, &youtube.VideoReport{VideoID: youtube.ID(theirs), ReasonID: reasons[0].ID}))
	requireField(t, c.ReportVideo(ctx, nil), social.ErrInvalid, "report")
}

// TestUploadIsPlain: an upload says how far it is and since when, and goes on from its JSON.
func TestUploadIsPlain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, m := w.uploader(func(o *social.Options) { o.Retries = -1 }), big(3*granule)
	u, err := c.StartUpload(t.Context(), m, titled("Plain"), nil)
	require.NoError(t, err)
	w.srv.CutUploads(youtubetest.UploadCut{Skip: 2, After: 1})
	_, err = c.ContinueUpload(t.Context(), u, m)
	require.ErrorIs(t, err, social.ErrUnavailable)
	data, err := json.Marshal(u)
	require.NoError(t, err)
	var again youtube.Upload
	require.NoError(t, json.Unmarshal(data, &again))
	sent, total := again.Confirmed()
	assert.Equal(t, []int64{2 * granule, 3 * granule}, []int64{sent, total})
	assert.WithinDuration(t, time.Now(), again.Started(), time.Minute)
	v, err := c.ContinueUpload(t.Context(), &again, m)
	require.NoError(t, err)
	w.requireOne(m, 1)
	same, err := c.ContinueUpload(t.Context(), &again, m)
	require.NoError(t, err)
	assert.Equal(t, v.ID, same.ID)
	_, err = c.ContinueUpload(t.Context(), new(youtube.Upload), m)
	requireField(t, err, social.ErrInvalid, "upload")
}

// TestEditComment changes the text, and nothing that a comment has not.
func TestEditComment(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	video := w.srv.Publish(w.brand, youtubetest.Video{Title: "V"})
	p, err := c.Publish(t.Context(), &social.Draft{Text: "Helo", ReplyTo: videoRef(video)})
	require.NoError(t, err)
	p, err = c.Edit(t.Context(), p.Ref, &social.Change{Text: new("Hello")})
	require.NoError(t, err)
	assert.Equal(t, "Hello", p.Text)
	m, _ := w.srv.FindComment(p.Ref.ID)
	assert.Equal(t, "Hello", m.Text)
	_, err = c.Edit(t.Context(), p.Ref, &social.Change{Title: new("T"), Tags: &[]string{"t"}, Text: new(" ")})
	requireField(t, err, social.ErrInvalid, "Text")
	requireField(t, err, social.ErrInvalid, "Text")
	var fields []string
	for _, problem := range social.Problems(err) {
		fields = append(fields, problem.Field)
	}
	assert.ElementsMatch(t, []string{"Title", "Tags", "Text"}, fields)
}
