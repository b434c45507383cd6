package bench_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"testing"

	mast "github.com/mattn/go-mastodon"
	"github.com/stretchr/testify/require"
	"google.golang.org/api/googleapi"
	google "google.golang.org/api/youtube/v3"

	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// heapGoal is what the heap may grow by while a file of any size goes out.
const heapGoal = 16 << 20

// film is a file of any size that takes no memory.
func film(size int64) io.Reader {
	head := []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")
	return io.LimitReader(io.MultiReader(bytes.NewReader(head), zeros{}), size)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func media(size int64) *social.Media {
	return &social.Media{
		Name: "film.mp4", ContentType: "video/mp4", Size: size,
		Open: func() (io.ReadCloser, error) { return io.NopCloser(film(size)), nil },
	}
}

// attachments uploads a film to Mastodon with each client, over loopback.
func attachments(tb testing.TB, size int64) (ours1, theirs1 func()) {
	tb.Helper()
	limits := *mastodontest.DefaultLimits(mastodontest.Mastodon)
	limits.VideoSize = size
	srv := mastodontest.New(&mastodontest.Options{Limits: &limits, RateLimits: mastodontest.NoLimits()})
	base, err := srv.Start()
	require.NoError(tb, err)
	tb.Cleanup(srv.Close)
	acme := srv.CreateAccount("acme")
	transport := &bearer{base: new(http.Transport), token: srv.Token(acme)}
	tb.Cleanup(transport.base.CloseIdleConnections)
	a, b := ours(tb, base, transport), theirs(base, transport)
	arrived := func() {
		list := srv.Uploads(acme)
		require.Equal(tb, size, list[len(list)-1].Size)
	}
	return func() {
			_, err := a.UploadMedia(tb.Context(), media(size))
			require.NoError(tb, err)
			arrived()
		}, func() {
			_, err := b.UploadMediaFromMedia(tb.Context(), &mast.Media{File: film(size)})
			require.NoError(tb, err)
			arrived()
		}
}

// bearer puts the same token on what both clients send.
type bearer struct {
	base  *http.Transport
	token string
}

func (b *bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+b.token)
	return b.base.RoundTrip(r)
}

// uploads sends a film to YouTube with each client, each as it does by default.
func uploads(tb testing.TB, size int64) (ours1, theirs1 func()) {
	tb.Helper()
	srv := youtubetest.New(&youtubetest.Options{Quota: youtubetest.QuotaLimits{Pool: 1e9, Uploads: 1e9}})
	base, err := srv.Start()
	require.NoError(tb, err)
	tb.Cleanup(srv.Close)
	acme := srv.CreateChannel("acme")
	transport := new(http.Transport)
	tb.Cleanup(transport.CloseIdleConnections)
	a, b := ourTube(tb, base, transport, srv.Token(acme)), theirTube(tb, base, transport, srv.Token(acme))
	arrived := func(id string) {
		v, ok := srv.FindVideo(id)
		require.True(tb, ok)
		require.Equal(tb, size, v.Size)
	}
	return func() {
			v, err := a.UploadVideo(tb.Context(), media(size), &youtube.VideoParams{Title: new("Film")}, nil)
			require.NoError(tb, err)
			arrived(string(v.ID))
		}, func() {
			v, err := b.Videos.Insert([]string{"snippet"}, &google.Video{Snippet: &google.VideoSnippet{Title: "Film"}}).
				Media(film(size), googleapi.ContentType("video/mp4")).Context(tb.Context()).Do()
			require.NoError(tb, err)
			arrived(v.Id)
		}
}

func benchmarkUpload(b *testing.B, other string, size int64, ours1, theirs1 func()) {
	b.Helper()
	for name, run := range map[string]func(){"relais": ours1, other: theirs1} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				run()
			}
		})
	}
}

// BenchmarkAttachment uploads 16 MiB to Mastodon.
func BenchmarkAttachment(b *testing.B) {
	a, z := attachments(b, 16<<20)
	benchmarkUpload(b, "go-mastodon", 16<<20, a, z)
}

// BenchmarkUpload uploads 64 MiB to YouTube.
func BenchmarkUpload(b *testing.B) {
	a, z := uploads(b, 64<<20)
	benchmarkUpload(b, "google", 64<<20, a, z)
}

// uploading adds memory, which must not depend on the size, and throughput.
func uploading(t *testing.T, out *table, rounds int, size int64) {
	t.Helper()
	for _, network := range []struct {
		name  string
		sides func(tb testing.TB, size int64) (ours1, theirs1 func())
	}{{"attachment", attachments}, {"YouTube film", uploads}} {
		a, b := network.sides(t, size)
		x, y := duel(rounds, func() sample { return watched(a) }, func() sample { return watched(b) })
		what := fmt.Sprintf("%s of %.0f MiB: ", network.name, float64(size)/(1<<20))
		rate := func(s sample) float64 { return float64(size) / (1 << 20) / s.took.Seconds() }
		out.atMost(what+"peak of the heap", x.peak, y.peak, heapGoal, mib)
		out.plain(what+"MiB per second", count(rate(x)), count(rate(y)), rate(x)/rate(y))
		require.Less(t, x.peak, float64(heapGoal), network.name)
	}
}
