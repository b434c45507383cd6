package youtube_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// TestQuotaIsCountedAsYouTubeDoes goes through calls of all kinds: what is counted here is what is spent there.
func TestQuotaIsCountedAsYouTubeDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &youtubetest.Options{Quota: youtubetest.QuotaLimits{Pool: 10_000, Uploads: 100, Searches: 100}})
	limiter := ratelimit.New(nil)
	c := w.configured(youtube.Config{Tokens: static(w.token)}, func(o *social.Options) { o.Limiter = limiter })
	ctx := t.Context()
	spent := func(b youtube.Bucket, limit int) int {
		left, ok := limiter.Left(youtube.Budget("", b))
		if !ok {
			return 0
		}
		return limit - int(left)
	}
	same := func(after string) {
		t.Helper()
		q := w.srv.Quota("")
		assert.Equal(t, [3]int{q.Pool, q.Uploads, q.Searches}, [3]int{
			spent(youtube.BucketUnits, 10_000), spent(youtube.BucketUploads, 100), spent(youtube.BucketSearches, 100),
		}, after)
	}
	p, err := c.Publish(ctx, w.fullDraft())
	require.NoError(t, err)
	same("publishing")
	id := youtube.ID(p.Ref.ID)
	_, err = c.UpdateVideo(ctx, id, &youtube.VideoParams{Tags: &[]string{"x"}})
	require.NoError(t, err)
	same("changing")
	_, err = c.SearchPage(ctx, &youtube.SearchParams{Query: "garden"}, nil)
	require.NoError(t, err)
	same("searching")
	tracks, err := c.Captions(ctx, id)
	require.NoError(t, err)
	_, err = c.DownloadCaption(ctx, tracks[0].ID, nil)
	require.NoError(t, err)
	_, err = c.UpdateCaption(ctx, tracks[0].ID, false, social.MediaBytes("a.srt", srt))
	require.NoError(t, err)
	same("captions")
	_, err = c.Report(ctx, &youtube.ReportParams{From: time.Now().AddDate(0, 0, -9), To: time.Now(), Metrics: []string{"views"}})
	require.NoError(t, err)
	same("reports, which are free")
	_, err = c.Video(ctx, "aaaaaaaaaaa")
	require.ErrorIs(t, err, social.ErrNotFound)
	require.ErrorIs(t, c.DeleteVideo(ctx, "aaaaaaaaaaa"), social.ErrNotFound)
	same("what fails costs, too")
	live := w.srv.GoLive(w.brand, "Live")
	_, err = c.ChatPage(ctx, youtube.ID(w.srv.ChatID(live)), "", 0)
	require.NoError(t, err)
	_, err = c.SendChat(ctx, youtube.ID(w.srv.ChatID(live)), "Hello")
	require.NoError(t, err)
	same("chatting")
}

func TestPublishCost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	assert.Equal(t, map[youtube.Bucket]int64{youtube.BucketUploads: 1, youtube.BucketUnits: 50 + 2*400 + 50 + 50}, c.PublishCost(w.fullDraft()))
	assert.Equal(t, map[youtube.Bucket]int64{youtube.BucketUnits: 50}, c.PublishCost(&social.Draft{Text: "Hm", ReplyTo: videoRef("a")}))
	assert.Equal(t, youtube.Cost{Bucket: youtube.BucketUnits, Units: 1}, c.Cost("videos.list"))
	assert.Equal(t, youtube.Cost{Bucket: youtube.BucketUnits, Units: 50}, c.Cost("videos.update"))
	own := w.configured(youtube.Config{Tokens: static(w.token), Quota: youtube.Quota{Costs: map[string]youtube.Cost{"videos.update": {Bucket: youtube.BucketUnits, Units: 7}}}})
	assert.Equal(t, int64(7), own.Cost("videos.update").Units)
}

// beforeMidnight is for how long a call would wait for units: enough for a slow machine, too little for the next day.
const beforeMidnight = 30 * time.Second

// TestQuotaIsRefusedHere: what does not fit is not sent, and the error says when it will.
func TestQuotaIsRefusedHere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.configured(youtube.Config{Tokens: static(w.token), Quota: youtube.Quota{Daily: map[youtube.Bucket]int64{youtube.BucketUnits: 60}}})
	ctx, cancel := withTimeout(t, beforeMidnight)
	defer cancel()
	video := youtube.ID(w.srv.Publish(w.brand, youtubetest.Video{Title: "V"}))
	require.NoError(t, c.RateVideo(ctx, video, youtube.RatingLike))
	before := time.Now()
	err := c.RateVideo(ctx, video, youtube.RatingNone)
	require.ErrorIs(t, err, social.ErrQuota)
	e, _ := errors.AsType[*social.Error](err)
	counted := w.srv.Quota("").Reset.Add(-e.RetryAfter) // when the time until midnight in California was taken
	assert.False(t, counted.Before(before.Add(-time.Second)), "%v", counted)
	assert.False(t, counted.After(time.Now().Add(time.Second)), "%v", counted)
	assert.Equal(t, 1, w.srv.Requests().Count("POST /youtube/v3/videos/rate"))
	left, ok := c.Left(youtube.BucketUnits)
	assert.True(t, ok)
	assert.Equal(t, int64(10), left)
	_, err = c.Video(ctx, video)
	require.NoError(t, err, "what still fits goes out")
}

// TestQuotaSpentElsewhere: other programs draw on the same project. Once YouTube says that a bucket is empty, nothing
// is sent that draws on it, and the others go on.
func TestQuotaSpentElsewhere(t *testing.T) {
	t.Parallel()
	for name, traps := range map[string]youtubetest.Traps{"Usual": {}, "Old": {BucketsAnswer403: true}, "Plain": {PlainErrors: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &youtubetest.Options{Traps: traps, Quota: youtubetest.QuotaLimits{Pool: 1000, Uploads: 10, Searches: 10}})
			w.srv.SetQuota("", youtubetest.Quota{Searches: 10})
			c := w.configured(youtube.Config{Tokens: static(w.token)})
			ctx, cancel := withTimeout(t, beforeMidnight)
			defer cancel()
			for range 3 {
				_, err := c.SearchPage(ctx, &youtube.SearchParams{Query: "garden"}, nil)
				require.ErrorIs(t, err, social.ErrQuota)
				e, _ := errors.AsType[*social.Error](err)
				assert.Greater(t, e.RetryAfter, time.Duration(0))
			}
			assert.Equal(t, 1, w.srv.Requests().Count("GET /youtube/v3/search"), "asked once")
			_, err := c.Me(ctx)
			require.NoError(t, err)
			w.srv.SetQuota("", youtubetest.Quota{Pool: 1000})
			_, err = c.Publish(ctx, &social.Draft{Text: "Hm", ReplyTo: videoRef(w.srv.Publish(w.brand, youtubetest.Video{Title: "V"}))})
			require.ErrorIs(t, err, social.ErrQuota)
			_, ok := social.PendingOf(err)
			assert.True(t, ok, "it can go on tomorrow")
		})
	}
}

// TestLimitsOfTheChannel say nothing about the project's allowances: all else goes on, for other channels too.
func TestLimitsOfTheChannel(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.configured(youtube.Config{Tokens: static(w.token)})
	ctx, cancel := withTimeout(t, beforeMidnight)
	defer cancel()
	w.srv.Faults().Add(youtubetest.Refusal("POST /upload/youtube/v3/videos", http.StatusBadRequest, "youtube.video", "uploadLimitExceeded", "Too many."))
	_, err := c.StartUpload(ctx, film("one"), titled("One"), nil)
	require.ErrorIs(t, err, social.ErrQuota)
	_, err = c.StartUpload(ctx, film("two"), titled("Two"), nil)
	require.NoError(t, err)
	video := youtube.ID(w.srv.Publish(w.brand, youtubetest.Video{Title: "V"}))
	w.srv.Faults().Add(youtubetest.Refusal("POST /upload/youtube/v3/thumbnails/set", http.StatusTooManyRequests, "youtube.thumbnail", "uploadRateLimitExceeded", "Too many."))
	_, err = c.SetThumbnail(ctx, video, social.MediaBytes("cover.jpg", jpeg))
	require.ErrorIs(t, err, social.ErrQuota)
	_, err = c.SetThumbnail(ctx, video, social.MediaBytes("cover.jpg", jpeg))
	require.NoError(t, err)
}

// TestQuotaIsUsedUpAndNotExceeded: with many goroutines the last unit is spent and no call is refused.
func TestQuotaIsUsedUpAndNotExceeded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &youtubetest.Options{Quota: youtubetest.QuotaLimits{Pool: 500, Uploads: 1, Searches: 1}})
	c := w.configured(youtube.Config{Tokens: static(w.token), Quota: youtube.Quota{Daily: map[youtube.Bucket]int64{youtube.BucketUnits: 500}}})
	ctx, cancel := withTimeout(t, beforeMidnight)
	defer cancel()
	video := youtube.ID(w.srv.Publish(w.brand, youtubetest.Video{Title: "V"}))
	var wg sync.WaitGroup
	var mu sync.Mutex
	done, refused := 0, 0
	for range 40 {
		wg.Go(func() {
			err := c.RateVideo(ctx, video, youtube.RatingLike)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				done++
			} else if assert.ErrorIs(t, err, social.ErrQuota) {
				refused++
			}
		})
	}
	wg.Wait()
	assert.Equal(t, 10, done)
	assert.Equal(t, 30, refused)
	assert.Equal(t, 500, w.srv.Quota("").Pool)
	for _, e := range w.srv.Requests().All() {
		assert.Less(t, e.Status, 300)
	}
}

// TestQuotaDay: at midnight in California the buckets are full again.
func TestQuotaDay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := youtubetest.New(&youtubetest.Options{
			Quota: youtubetest.QuotaLimits{Pool: 100, Uploads: 1, Searches: 1}, TokenTTL: 72 * time.Hour,
		})
		brand := srv.CreateChannel("acme")
		inProcess := transport(func(r *http.Request) (*http.Response, error) {
			rec, own := httptest.NewRecorder(), r.Clone(r.Context())
			if own.Body == nil {
				own.Body = http.NoBody
			}
			srv.ServeHTTP(rec, own)
			return rec.Result(), nil
		})
		c, err := youtube.NewClient(&youtube.Config{
			Tokens: static(srv.Token(brand)), Quota: youtube.Quota{Daily: map[youtube.Bucket]int64{youtube.BucketUnits: 100}},
		}, &social.Options{HTTPClient: &http.Client{Transport: inProcess}, BaseURL: "http://youtube.example"})
		require.NoError(t, err)
		video := youtube.ID(srv.Publish(brand, youtubetest.Video{Title: "V"}))
		rate := func() error {
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			defer cancel()
			return c.RateVideo(ctx, video, youtube.RatingLike)
		}
		require.NoError(t, rate())
		require.NoError(t, rate())
		require.ErrorIs(t, rate(), social.ErrQuota)
		reset := srv.Quota("").Reset
		time.Sleep(time.Until(reset) - 2*time.Hour)
		require.ErrorIs(t, rate(), social.ErrQuota)
		time.Sleep(2*time.Hour + time.Second)
		require.NoError(t, rate())
		srv.Close()
	})
}

// TestBurst: calls that come too fast are made again, whatever status says so.
func TestBurst(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.configured(youtube.Config{Tokens: static(w.token), Quota: boundless()}, func(o *social.Options) {
		o.Limiter = ratelimit.New(&ratelimit.Options{Backoff: time.Millisecond, MaxBackoff: 5 * time.Millisecond})
	})
	w.srv.Faults().Add(youtubetest.RateLimited("GET /youtube/v3/channels", 0))
	w.srv.Faults().Add(youtubetest.Refusal("GET /youtube/v3/channels", http.StatusForbidden, "usageLimits", "userRateLimitExceeded", "User Rate Limit Exceeded"))
	_, err := c.Me(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 3, w.srv.Requests().Count("GET /youtube/v3/channels"))
}
