package facebook_test

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/social"
)

// die makes the server fail in a way at a write, the how-manieth is given, and be out of reach from then on.
func (w *world) die(at int64, how facebooktest.Fault) {
	var writes atomic.Int64
	how.Where = func(r *http.Request) bool { return r.Method == http.MethodPost && writes.Add(1) == at }
	how.Match = ""
	w.srv.Faults().Add(how)
	w.srv.Faults().Add(facebooktest.Fault{
		Kind: facebooktest.CutBefore, Times: facebooktest.Forever, Where: func(*http.Request) bool { return writes.Load() >= at },
	})
}

// TestResumeInAnotherProcess breaks publishing at each write of each surface, before and after it was executed, and
// has a fresh client go on from the JSON of what is pending: what stands then stands once, and is whole.
func TestResumeInAnotherProcess(t *testing.T) {
	t.Parallel()
	for name, draft := range surfaces() {
		for how, fault := range map[string]facebooktest.Fault{
			"Before": {Kind: facebooktest.CutBefore}, "After": {Kind: facebooktest.CutAfter},
			"Code1": facebooktest.FailingAfter("", facebooktest.UnknownError()),
		} {
			for _, direct := range []bool{false, true} {
				if direct && name != "Text" && name != "Photos" {
					continue
				}
				t.Run(fmt.Sprintf("%s%sDirect=%t", name, how, direct), func(t *testing.T) {
					t.Parallel()
					for at := int64(1); ; at++ {
						if done := resumeAt(t, at, fault, direct, draft); done {
							assert.Greater(t, at, int64(1))
							return
						}
						require.Less(t, at, int64(30))
					}
				})
			}
		}
	}
}

// resumeAt breaks one publication at a write. It returns true if there are not that many.
func resumeAt(t *testing.T, at int64, fault facebooktest.Fault, direct bool, draft func(int) *social.Draft) bool {
	t.Helper()
	w := newWorld(t, &facebooktest.Options{Video: facebooktest.VideoOptions{Polls: -1, ChunkSize: 8192}})
	cfg := facebook.Config{Direct: direct, WaitVideo: 20 * time.Millisecond}
	quick := func(o *social.Options) { o.Retries, o.Settle = -1, 5*time.Millisecond }
	w.die(at, fault)
	d := draft(7)
	post, err := w.configured(cfg, quick).Publish(t.Context(), d)
	w.srv.Faults().Clear()
	for round := 0; err != nil; round++ {
		require.Less(t, round, 4)
		pending, ok := social.PendingOf(err)
		require.True(t, ok, "write %d: %v", at, err)
		post, err = w.configured(cfg).Resume(t.Context(), reload(t, pending))
	}
	stands, names := w.stands(w.client())
	require.Len(t, stands, 1, "write %d", at)
	id := post.Ref.ID
	if other, ok := names[id]; ok {
		id = other
	}
	text, ok := stands[id]
	require.True(t, ok, "write %d: %s was returned, %v stand", at, id, stands)
	assert.Equal(t, d.Text, text)
	for _, p := range w.srv.Posts(w.page) {
		if p.Published {
			assert.Len(t, p.Photos, len(d.Media)-len(filmsOf(d)), "write %d", at)
		}
	}
	writes := 0
	for _, e := range w.srv.Requests().All() {
		if e.Method == http.MethodPost {
			writes++
		}
	}
	return int64(writes) < at
}

func filmsOf(d *social.Draft) []*social.Media {
	return slices.DeleteFunc(slices.Clone(d.Media), func(m *social.Media) bool { return !strings.HasPrefix(m.Type(), "video/") })
}

// TestUploadBreaks cuts uploads at many bytes: they go on from there, in the same process.
func TestUploadBreaks(t *testing.T) {
	t.Parallel()
	m := film(50_000)
	for _, format := range []social.Format{social.FormatPost, social.FormatReel, social.FormatStory} {
		for _, at := range []int64{1, 100, 8191, 8192, 8193, 20_001, 49_999} {
			w := newWorld(t, &facebooktest.Options{Video: facebooktest.VideoOptions{Polls: -1, ChunkSize: 8192}})
			w.srv.CutUploads(at, 2)
			d := &social.Draft{Format: format, Media: []*social.Media{m}}
			_, err := w.client().Publish(t.Context(), d)
			require.NoError(t, err, "%s at %d", format, at)
			v := w.srv.Videos(w.page)
			require.Len(t, v, 1)
			if format == social.FormatPost {
				assert.Equal(t, parts(t, m, 8192), v[0].Hashes)
			} else {
				assert.Equal(t, []string{whole(t, m)}, v[0].Hashes, "%s at %d", format, at)
			}
		}
	}
}

// TestUploadLostChunk loses the answer to a chunk: the repeat is refused with code 1363037 and what is wanted instead.
func TestUploadLostChunk(t *testing.T) {
	t.Parallel()
	m := film(50_000)
	for _, kind := range []facebooktest.Fault{{Kind: facebooktest.CutAfter}, {Kind: facebooktest.CutBody}, {Kind: facebooktest.FailAfter}} {
		w := newWorld(t, &facebooktest.Options{Video: facebooktest.VideoOptions{Polls: -1, ChunkSize: 8192}})
		n := 0
		kind.Where = func(r *http.Request) bool {
			if r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
				return false
			}
			n++
			return n == 2 || n == 4
		}
		kind.Times = 2
		w.srv.Faults().Add(kind)
		_, err := w.client().Publish(t.Context(), &social.Draft{Text: "Lost", Media: []*social.Media{m}})
		require.NoError(t, err)
		assert.Equal(t, parts(t, m, 8192), w.srv.Videos(w.page)[0].Hashes)
	}
}

// TestUploadSessionGone comes back when Facebook has forgotten the upload: it begins anew.
func TestUploadSessionGone(t *testing.T) {
	t.Parallel()
	for _, format := range []social.Format{social.FormatPost, social.FormatReel} {
		for _, at := range []int64{2, 3, 9} { // in the middle, and before the finish
			w := newWorld(t, &facebooktest.Options{Video: facebooktest.VideoOptions{Polls: -1, ChunkSize: 8192}})
			quick := func(o *social.Options) { o.Retries, o.Settle = -1, 5*time.Millisecond }
			if format == social.FormatReel && at == 9 {
				continue
			}
			w.die(at, facebooktest.Fault{Kind: facebooktest.CutBefore})
			c := w.client(quick)
			_, err := c.Publish(t.Context(), &social.Draft{Text: "Gone", Format: format, Media: []*social.Media{film(50_000)}})
			require.Error(t, err)
			w.srv.Faults().Clear()
			pending, ok := social.PendingOf(err)
			require.True(t, ok)
			for _, v := range w.srv.Videos(w.page) { // Facebook drops it
				require.NoError(t, w.client().DeleteVideo(t.Context(), facebook.ID(v.ID)))
			}
			later := reload(t, pending)
			began := regexp.MustCompile(`"began":"[^"]*"`)
			require.Regexp(t, began, string(later.State))
			later.State = began.ReplaceAll(later.State, fmt.Appendf(nil, `"began":%q`, time.Now().Add(-2*time.Hour).UTC().Format(time.RFC3339)))
			_, err = w.client().Resume(t.Context(), later)
			if errors.Is(err, social.ErrUncertain) { // it may have been finished, for all that is known
				assert.Equal(t, social.StageConfirm, pending.Stage)
				continue
			}
			require.NoError(t, err, "%s at %d, %s", format, at, pending.Stage)
			videos := w.srv.Videos(w.page)
			require.Len(t, videos, 1)
			assert.True(t, videos[0].Published)
		}
	}
}

// TestResumeRefuses what belongs elsewhere or is damaged.
func TestResumeRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.die(1, facebooktest.Fault{Kind: facebooktest.CutBefore})
	_, err := w.client(func(o *social.Options) { o.Retries = -1 }).Publish(t.Context(), &social.Draft{Text: "x", Media: []*social.Media{jpeg("a.jpg")}})
	pending, ok := social.PendingOf(err)
	require.True(t, ok, "%v", err)
	assert.NotContains(t, string(pending.State), w.token)
	w.srv.Faults().Clear()
	c := w.client()
	for field, change := range map[string]func(*social.Pending){
		"Pending.Network":       func(p *social.Pending) { p.Network = "x" },
		"Pending.Key":           func(p *social.Pending) { p.Key = "" },
		"Pending.State":         func(p *social.Pending) { p.State = []byte(`{"surface":"feed"}`) },
		"Pending.Media":         func(p *social.Pending) { p.Media = nil },
		"Pending.Media[0].Open": func(p *social.Pending) { p.Media[0].Open = nil },
	} {
		p := reload(t, pending)
		change(p)
		_, err := c.Resume(t.Context(), p)
		require.ErrorIs(t, err, social.ErrInvalid, field)
		assert.Equal(t, []string{field}, fields(err))
	}
	p := reload(t, pending)
	p.Account = "1"
	_, err = c.Resume(t.Context(), p)
	require.ErrorIs(t, err, social.ErrWrongAccount)
	_, err = c.Resume(t.Context(), reload(t, pending))
	require.NoError(t, err)
	assert.Equal(t, []string{"x"}, w.shown())
}
