package instagram_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/social"
)

// reload is a Pending that was stored and read by another process, with what the test can open again.
func reload(t *testing.T, p *social.Pending, media ...*social.Media) *social.Pending {
	t.Helper()
	b, err := json.Marshal(p)
	require.NoError(t, err)
	var out social.Pending
	require.NoError(t, json.Unmarshal(b, &out))
	for i := range min(len(out.Media), len(media)) {
		out.Media[i].Open = media[i].Open
	}
	return &out
}

// interrupted demands an error with a Pending.
func interrupted(t *testing.T, err error, stage social.Stage) *social.Pending {
	t.Helper()
	require.Error(t, err)
	p, ok := social.PendingOf(err)
	require.True(t, ok, "%v", err)
	require.Equal(t, stage, p.Stage, "%v", err)
	return p
}

// TestResumeAtEachStage goes on in another process from wherever a publication stopped.
func TestResumeAtEachStage(t *testing.T) {
	t.Parallel()
	fault := func(kind instagramtest.Fault, match string) func(*world) []instagramtest.Fault {
		kind.Match, kind.Times = match, instagramtest.Forever
		return func(*world) []instagramtest.Fault { return []instagramtest.Fault{kind} }
	}
	down, cut := instagramtest.Fault{Kind: instagramtest.FailBefore}, instagramtest.Fault{Kind: instagramtest.CutAfter}
	tests := map[string]struct {
		faults     func(*world) []instagramtest.Fault
		stage      social.Stage
		containers int // that are made in all, for a carousel of a film by bytes and a photo
	}{
		"first container": {fault(down, "POST /*/*/media"), social.StageUpload, 3},
		"bytes":           {fault(down, "POST /ig-api-upload/**"), social.StageUpload, 3},
		"processing": {func(*world) []instagramtest.Fault {
			isLook := func(r *http.Request) bool { return strings.HasPrefix(r.URL.Query().Get("fields"), "id,status_code") }
			return []instagramtest.Fault{{Kind: instagramtest.FailBefore, Where: isLook, Times: instagramtest.Forever}}
		}, social.StageProcess, 3},
		"quota":       {fault(instagramtest.Answer("", instagramtest.Error{Code: 9, Subcode: 2207042, Message: "Limit reached"}, false), "POST /*/*/media_publish"), social.StageCommit, 3},
		"publishing":  {fault(down, "POST /*/*/media_publish"), social.StageConfirm, 3},
		"answer lost": {func(w *world) []instagramtest.Fault { return w.blind(cut) }, social.StageConfirm, 3},
		"request lost": {func(w *world) []instagramtest.Fault {
			return w.blind(instagramtest.Fault{Kind: instagramtest.CutBefore})
		}, social.StageConfirm, 3},
		"the first remark": {fault(down, "POST /*/*/comments"), social.StageComment, 3},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newSite(t, nil)
			d := func() *social.Draft {
				return &social.Draft{Text: "Mixed", Media: []*social.Media{bytesOf(), w.photo()}, FirstComment: "First"}
			}
			var mend []func() int
			for _, f := range test.faults(w) {
				mend = append(mend, w.host.Faults().Add(f))
			}
			draft := d()
			post, err := w.quick(func(o *social.Options) { o.Retries = 1 }).Publish(t.Context(), draft)
			p := interrupted(t, err, test.stage)
			assert.Equal(t, test.stage == social.StageComment, post != nil)
			for _, f := range mend {
				f()
			}
			got, err := w.quick().Resume(t.Context(), reload(t, p, draft.Media...))
			require.NoError(t, err)
			published := w.srv.Published(w.user)
			require.Len(t, published, 1)
			assert.Equal(t, published[0].ID, got.Ref.ID)
			assert.Len(t, published[0].Comments, 1)
			assert.Len(t, w.srv.Containers(w.user), test.containers)
		})
	}
}

// blind cuts the connection of what publishes, and then everything, until it is mended.
func (w *world) blind(first instagramtest.Fault) []instagramtest.Fault {
	var gone atomic.Bool
	first.Match, first.Times = "POST /*/*/media_publish", 1
	first.Where = func(*http.Request) bool { return !gone.Swap(true) }
	return []instagramtest.Fault{first, {Kind: instagramtest.CutBefore, Times: instagramtest.Forever, Where: func(*http.Request) bool { return gone.Load() }}}
}

func TestContainersThatFail(t *testing.T) {
	t.Parallel()
	w := newSite(t, &instagramtest.Options{Processing: instagramtest.Processing{Fail: func(k instagramtest.Container) int {
		if k.Caption == "bad" {
			return 2207026
		}
		return 0
	}}})
	_, err := w.quick().Publish(t.Context(), &social.Draft{Text: "bad", Media: []*social.Media{w.film()}})
	requireField(t, err, social.ErrMedia, "Media[0]")
	require.ErrorContains(t, err, "2207026")
	_, ok := social.PendingOf(err)
	assert.False(t, ok, "Instagram said no for good")
	assert.Empty(t, w.srv.Published(w.user))

	_, err = w.quick().Publish(t.Context(), &social.Draft{Text: "x", Media: []*social.Media{social.MediaURL(w.files+"/cat.jpg?\u00fc", "image/jpeg")}})
	requireField(t, err, social.ErrInvalid, "Media[0].URL")
	_, err = w.quick().Publish(t.Context(), &social.Draft{Text: "x", Media: []*social.Media{social.MediaURL("http://files.example/x.jpg", "image/jpeg")}})
	requireField(t, err, social.ErrMedia, "Media[0]")
	require.ErrorContains(t, err, "robots.txt")
}

// TestSlowProcessing gives up after a while, and can go on later.
func TestSlowProcessing(t *testing.T) {
	t.Parallel()
	clock := instagramtest.NewManualClock(august())
	w := newSite(t, &instagramtest.Options{Clock: clock.Now, Processing: instagramtest.Processing{Duration: time.Hour, Polls: -1}})
	_, err := w.configured(instagram.Config{WaitVideo: 20 * time.Millisecond}).Publish(t.Context(), &social.Draft{Text: "Film", Media: []*social.Media{w.film()}})
	require.ErrorIs(t, err, social.ErrUnavailable)
	p := interrupted(t, err, social.StageProcess)
	clock.Advance(2 * time.Hour)
	_, err = w.quick().Resume(t.Context(), reload(t, p))
	require.NoError(t, err)
	assert.Len(t, w.srv.Containers(w.user), 1)
}

// TestExpiredContainers are made anew, unless they were published.
func TestExpiredContainers(t *testing.T) {
	t.Parallel()
	clock := instagramtest.NewManualClock(time.Now())
	w := newSite(t, &instagramtest.Options{Clock: clock.Now})
	disarm := w.host.Faults().Add(instagramtest.Fault{Kind: instagramtest.FailBefore, Match: "POST /*/*/media_publish", Times: instagramtest.Forever})
	d := &social.Draft{Text: "Late", Media: []*social.Media{bytesOf()}}
	_, err := w.quick(func(o *social.Options) { o.Retries = 1 }).Publish(t.Context(), d)
	p := interrupted(t, err, social.StageConfirm)
	disarm()
	clock.Advance(25 * time.Hour)
	_, err = w.quick().Resume(t.Context(), reload(t, p, d.Media...))
	require.NoError(t, err)
	assert.Len(t, w.srv.Published(w.user), 1)
	assert.Len(t, w.srv.Containers(w.user), 2)
}

// TestNotReady publishes although Instagram says for a moment that the container is not ready.
func TestNotReady(t *testing.T) {
	t.Parallel()
	w := newSite(t, nil)
	f := instagramtest.Answer("POST /*/*/media_publish", instagramtest.Error{Code: 9007, Subcode: 2207027, Message: "Media ID is not available", Status: http.StatusBadRequest}, false)
	f.Times = 2
	w.host.Faults().Add(f)
	_, err := w.quick().Publish(t.Context(), &social.Draft{Text: "Photo", Media: []*social.Media{w.photo()}})
	require.NoError(t, err)
	assert.Len(t, w.srv.Published(w.user), 1)
}

// TestPageTokenSeesNothing reads what was just made with the person's token where the Page's does not find it.
func TestPageTokenSeesNothing(t *testing.T) {
	t.Parallel()
	w := newSite(t, &instagramtest.Options{Processing: instagramtest.Processing{Polls: -1}, Traps: instagramtest.Traps{PageBlind: time.Hour}})
	post, err := w.quick().Publish(t.Context(), &social.Draft{Text: "Photo", Media: []*social.Media{w.photo()}})
	require.NoError(t, err)
	assert.Equal(t, "Photo", post.Text)
	assert.NotEmpty(t, post.Ref.URL)
	assert.Len(t, w.srv.Published(w.user), 1)
}

// TestRepublish looks at a container that was published before it would be published again, whatever Instagram does then.
func TestRepublish(t *testing.T) {
	t.Parallel()
	for name, mode := range map[string]instagramtest.Republish{
		"twice": instagramtest.RepublishTwice, "refused": instagramtest.RepublishRefused, "same": instagramtest.RepublishSame,
	} {
		for login, api := range logins() {
			t.Run(name+"/"+login, func(t *testing.T) {
				t.Parallel()
				w := newSite(t, &instagramtest.Options{Republish: mode}).as(api)
				for _, f := range []instagramtest.Fault{
					{Kind: instagramtest.CutAfter}, instagramtest.Lost(""), {Kind: instagramtest.FailAfter}, {Kind: instagramtest.CutBody}, {Kind: instagramtest.Malformed},
				} {
					f.Match, f.Times = "POST /*/*/media_publish", 1
					w.host.Faults().Add(f)
					before := len(w.srv.Published(w.user))
					post, err := w.quick().Publish(t.Context(), &social.Draft{Text: "Once", Media: []*social.Media{w.photo()}})
					require.NoError(t, err)
					published := w.srv.Published(w.user)
					require.Len(t, published, before+1)
					assert.Equal(t, published[before].ID, post.Ref.ID)
				}
			})
		}
	}
}

// TestListsLag waits for what was published to show, and says so if it does not.
func TestListsLag(t *testing.T) {
	t.Parallel()
	clock := instagramtest.NewManualClock(time.Now())
	w := newSite(t, &instagramtest.Options{Clock: clock.Now, Lag: time.Minute})
	w.host.Faults().Add(instagramtest.Fault{Kind: instagramtest.CutAfter, Match: "POST /*/*/media_publish"})
	_, err := w.quick().Publish(t.Context(), &social.Draft{Text: "Hidden", Media: []*social.Media{w.photo()}})
	require.ErrorIs(t, err, social.ErrUncertain)
	p := interrupted(t, err, social.StageConfirm)
	assert.Equal(t, 1, w.host.Requests().Count("POST /*/*/media_publish"), "it stands, and is not published again")
	clock.Advance(2 * time.Minute)
	post, err := w.quick().Resume(t.Context(), reload(t, p))
	require.NoError(t, err)
	published := w.srv.Published(w.user)
	require.Len(t, published, 1)
	assert.Equal(t, published[0].ID, post.Ref.ID)
}

func TestResumeRefuses(t *testing.T) {
	t.Parallel()
	w := newSite(t, nil)
	c := w.quick()
	_, err := c.Resume(t.Context(), &social.Pending{Network: "mastodon", Key: "k"})
	requireField(t, err, social.ErrInvalid, "Pending.Network")
	_, err = c.Resume(t.Context(), &social.Pending{Network: "instagram", Key: "k", State: []byte("{}")})
	requireField(t, err, social.ErrInvalid, "Pending.State")
	_, err = c.Resume(t.Context(), &social.Pending{Network: "instagram", Key: "k", State: []byte(`{"items":[null]}`)})
	requireField(t, err, social.ErrInvalid, "Pending.State")
	w.host.Faults().Add(instagramtest.Fault{Kind: instagramtest.FailBefore, Match: "POST /*/*/media", Times: instagramtest.Forever})
	_, err = w.quick(func(o *social.Options) { o.Retries = 1 }).Publish(t.Context(), &social.Draft{Text: "x", Media: []*social.Media{w.photo()}})
	p := interrupted(t, err, social.StageUpload)
	p.Account = "1"
	_, err = c.Resume(t.Context(), reload(t, p))
	requireField(t, err, social.ErrWrongAccount, "Pending.Account")
	p.Account, p.Media = w.user, nil
	_, err = c.Resume(t.Context(), reload(t, p))
	requireField(t, err, social.ErrInvalid, "Pending.Media")
}
