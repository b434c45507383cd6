package facebook_test

import (
	"fmt"
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

// clocked is a world whose time stands still until it is moved. It begins an hour ago: answers are of the present, and
// so are cursors.
func clocked(t *testing.T, opts facebooktest.Options) (*world, *facebooktest.ManualClock) {
	t.Helper()
	clock := facebooktest.NewManualClock(time.Now().Add(-time.Hour).Truncate(time.Second))
	opts.Clock, opts.Video.Polls = clock.Now, -1
	return newWorld(t, &opts), clock
}

// caughtUp is what a job that runs now and then would hear.
func caughtUp(t *testing.T, l *facebook.Listener, after string, kinds ...social.EventKind) []*social.Event {
	t.Helper()
	var all []*social.Event
	for e, err := range l.Listen(t.Context(), &social.ListenQuery{After: after, CatchUp: true, Kinds: kinds}) {
		require.NoError(t, err)
		all = append(all, e)
	}
	return all
}

func kindsOf(events []*social.Event) []social.EventKind {
	kinds := make([]social.EventKind, len(events))
	for i, e := range events {
		kinds[i] = e.Kind
	}
	return kinds
}

func refsOf(events []*social.Event) []string {
	refs := make([]string, len(events))
	for i, e := range events {
		refs[i] = e.Ref.ID
	}
	return refs
}

// happenings lets all that can be read happen once, a second apart, and returns the IDs in their order.
func happenings(t *testing.T, w *world, clock *facebooktest.ManualClock) []string {
	t.Helper()
	c, fan := w.configured(facebook.Config{WaitVideo: 50 * time.Millisecond}), w.person("Fan")
	post := w.srv.PublishInApp(w.page, "News")
	album, err := c.Publish(t.Context(), &social.Draft{Text: "Photos", Media: []*social.Media{picture(1), picture(2)}})
	require.NoError(t, err)
	photo := w.srv.Photos(w.page)[0].ID
	film := probetest.Movie{Duration: 5 * time.Second, Width: 1080, Height: 1920, Size: 20_000}
	video, err := c.Publish(t.Context(), &social.Draft{Text: "Film", Media: []*social.Media{film.Media("a.mp4")}})
	require.NoError(t, err)
	_, err = c.Publish(t.Context(), &social.Draft{Text: "Reel", Format: social.FormatReel, Media: []*social.Media{film.Media("b.mp4")}})
	require.NoError(t, err)
	videos := w.srv.Videos(w.page)
	reel := videos[len(videos)-1].ID
	require.Equal(t, "reel", videos[len(videos)-1].Kind)

	var ids []string
	note := func(id string) string {
		clock.Advance(time.Second)
		ids = append(ids, id)
		return id
	}
	first := note(w.srv.Comment(fan, post, "Nice"))
	answer, err := c.CreateComment(t.Context(), facebook.ID(first), &facebook.CommentParams{Message: "Thanks"})
	require.NoError(t, err)
	note(w.srv.Comment(fan, string(answer), "Welcome"))
	note(w.srv.Comment(fan, album.Ref.ID, "Which one?"))
	note(w.srv.Comment(fan, photo, "This one"))
	note(w.srv.Comment(fan, video.Ref.ID, "Long"))
	note(w.srv.Comment(fan, reel, "Short"))
	visit := note(w.srv.VisitorPost(fan, w.page, "Are you open?"))
	note(w.srv.Comment(w.person("Other"), visit, "They are"))
	note(w.srv.Tag(fan, w.page, "is great"))
	note(w.srv.Review(fan, w.page, true, "Lovely people"))
	note(w.srv.Message(fan, w.page, "Psst", facebooktest.WithFile("image", "https://example.com/a.jpg")))
	return ids
}

func picture(n int) *social.Media {
	return social.MediaBytes(fmt.Sprintf("p%d.jpg", n), probetest.JPEG(64, 64+n))
}

func happened() []social.EventKind {
	const comment, mention = social.EventComment, social.EventMention
	return []social.EventKind{
		comment, social.EventReply, comment, comment, comment, comment, mention, comment, mention, social.EventReview, social.EventMessage,
	}
}

// TestListenReads reads everything, in order, and says of each what there is to say.
func TestListenReads(t *testing.T) {
	t.Parallel()
	w, clock := clocked(t, facebooktest.Options{})
	ids := happenings(t, w, clock)
	got := caughtUp(t, w.client().Listener(nil), social.FromStart)
	require.Equal(t, happened(), kindsOf(got))
	assert.Equal(t, ids, refsOf(got))
	names := map[string]bool{}
	for _, e := range got {
		assert.False(t, names[e.ID], "%s comes twice", e.ID)
		names[e.ID] = true
		assert.Equal(t, map[bool]string{false: "Fan", true: "Other"}[e.Text == "They are"], e.Author.Name)
		assert.NotNil(t, e.Raw)
	}
	assert.Equal(t, got[0].Root, got[0].Parent)
	assert.Equal(t, commentRef(ids[0]), withoutURL(got[1].Parent), "threads have two levels")
	assert.Equal(t, "Lovely people", got[9].Text)
	assert.Equal(t, social.RefReview, got[9].Ref.Kind)
	assert.True(t, got[10].Private)
	assert.Equal(t, social.RefConversation, got[10].Root.Kind)
	require.Len(t, got[10].Media, 1)

	for i, e := range got { // each cursor leads to what follows it
		assert.Equal(t, ids[i+1:], refsOf(caughtUp(t, w.client().Listener(nil), e.Cursor)), "behind event %d", i)
	}
	assert.Equal(t, ids[10:], refsOf(caughtUp(t, w.client().Listener(nil), got[0].Cursor, social.EventMessage)), "cursors are good for any kinds")
}

func withoutURL(r social.Ref) social.Ref {
	r.URL = ""
	return r
}

// TestListenSame: what is pushed and what is read of the same are the same event.
func TestListenSame(t *testing.T) {
	t.Parallel()
	w, clock := clocked(t, facebooktest.Options{})
	h := w.webhook(nil)
	ids := happenings(t, w, clock)
	require.NoError(t, w.srv.WaitDeliveries(t.Context()))
	read := map[string]*social.Event{}
	for _, e := range caughtUp(t, w.client().Listener(nil), social.FromStart) {
		read[e.ID] = e
	}
	require.Len(t, read, len(ids))
	l, same := w.client().Listener(&facebook.ListenOptions{Webhook: h}), 0
	for u := range h.Updates(t.Context(), facebook.ID(w.page)) {
		events, _ := l.Understood(u)
		for _, e := range events {
			if e.Author.Ref.ID == w.page {
				continue // its own
			}
			r := read[e.ID]
			require.NotNil(t, r, "%s %s was pushed, and not read", e.Kind, e.ID)
			assert.Equal(t, r.Kind, e.Kind)
			assert.Equal(t, withoutURL(r.Ref), withoutURL(e.Ref))
			assert.Equal(t, r.Text, e.Text)
			assert.Equal(t, r.Author.Ref, e.Author.Ref)
			assert.True(t, r.Time.Equal(e.Time), "%s: read as of %v, pushed as of %v", e.ID, r.Time, e.Time)
			assert.Equal(t, withoutURL(r.Parent).Kind, withoutURL(e.Parent).Kind)
			assert.Len(t, e.Media, len(r.Media))
			same++
		}
		if same == len(ids) {
			break
		}
	}

	got := caughtUp(t, w.client().Listener(&facebook.ListenOptions{Webhook: h}), social.FromStart)
	assert.Equal(t, ids, refsOf(got), "both ways, told once")
}

// requests are the paths that were read.
func requests(w *world) []string {
	var out []string
	for _, r := range w.srv.Requests().All() {
		if r.Method == http.MethodGet {
			path := strings.TrimPrefix(r.Path, "/v26.0/")
			out = append(out, strings.ReplaceAll(path, w.page, "page"))
		}
	}
	return out
}

// wholeReads is how many looks there were at everything.
func wholeReads(w *world) int {
	n := 0
	for _, r := range requests(w) {
		if r == "page/photos" {
			n++
		}
	}
	return n
}

// TestListenCosts: a round that finds nothing takes as many requests as are promised, one that finds something one more
// for each thread and conversation.
func TestListenCosts(t *testing.T) {
	t.Parallel()
	w, clock := clocked(t, facebooktest.Options{})
	happenings(t, w, clock)
	c := w.client()
	cursor, err := c.Cursor(t.Context())
	require.NoError(t, err)
	w.srv.Requests().Reset()
	require.Empty(t, caughtUp(t, c.Listener(nil), cursor))
	assert.ElementsMatch(t, []string{
		"page/visitor_posts", "page/conversations", "page/tagged", "page/ratings",
		"page/published_posts", "page/visitor_posts", "page/video_reels", "page/videos", "page/photos",
	}, requests(w))

	clock.Set(time.Now().Add(2 * time.Second))
	fan := w.person("Fan 2")
	post := w.srv.Posts(w.page)[0].ID
	for range 3 {
		w.srv.Comment(fan, post, "Me too")
		w.srv.Message(fan, w.page, "And again")
	}
	w.srv.Requests().Reset()
	require.Len(t, caughtUp(t, c.Listener(nil), cursor), 6)
	assert.Len(t, requests(w), 11)
	w.srv.Requests().Reset()
	require.Len(t, caughtUp(t, c.Listener(nil), cursor, social.EventMessage), 3)
	assert.Equal(t, []string{"page/conversations", w.srv.Conversation(w.page, fan) + "/messages"}, requests(w), "what is not asked for is not read")
}

// TestListenLooks: recent posts are looked at often, and read only where something has changed; older ones are, too,
// but less often; what is older than is watched is heard by push only.
func TestListenLooks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	h := w.webhook(nil, "feed")
	var posts []string
	for i := range 12 {
		posts = append(posts, w.srv.PublishInApp(w.page, fmt.Sprint("Post ", i)))
	}
	slices.Reverse(posts) // newest first
	fan := w.person("Fan")
	timing := hasty()
	timing.Poll, timing.Older = 5*time.Millisecond, 300*time.Millisecond
	l := w.client().ListenerWith(timing, &facebook.ListenOptions{Recent: 3, Watched: 8})
	start := w.srv.Comment(fan, posts[0], "Start")
	kinds := []social.EventKind{social.EventComment}
	next := []func() string{
		func() string { return w.srv.Comment(fan, posts[1], "Recent") },
		func() string { return w.srv.Comment(fan, posts[1], "Recent, too") },
		func() string { return w.srv.Comment(fan, posts[6], "Older") },
	}
	want, began := []string{start}, time.Now()
	for e, err := range l.Listen(t.Context(), &social.ListenQuery{After: social.FromStart, Kinds: kinds}) {
		require.NoError(t, err)
		require.Equal(t, want[len(want)-1], e.Ref.ID)
		if len(next) == 1 && time.Since(began) < timing.Older {
			assert.Equal(t, 1, wholeReads(w), "looks were enough for what is recent")
		}
		if len(next) == 0 {
			break
		}
		want, next = append(want, next[0]()), next[1:]
	}
	reads := 0
	for _, r := range requests(w) {
		if strings.HasSuffix(r, "/comments") {
			reads++
		}
	}
	looks := len(requests(w)) - reads
	assert.LessOrEqual(t, reads, 6, "what has not changed is not read again by each of %d looks", looks)
	t.Logf("%d looks, %d reads of comments", looks, reads)

	ancient := w.srv.Comment(fan, posts[10], "Ancient")
	require.NoError(t, w.srv.WaitDeliveries(t.Context()))
	assert.NotContains(t, refsOf(caughtUp(t, w.client().ListenerWith(timing, &facebook.ListenOptions{Recent: 3, Watched: 8}), social.FromStart)), ancient)
	assert.Contains(t, refsOf(caughtUp(t, w.client().ListenerWith(timing, &facebook.ListenOptions{Recent: 3, Watched: 8, Webhook: h}), social.FromStart)), ancient)
}

// TestListenOldMessages: of more than 20 messages in a conversation Facebook tells little, but not nothing.
func TestListenOldMessages(t *testing.T) {
	t.Parallel()
	w, clock := clocked(t, facebooktest.Options{})
	fan := w.person("Fan")
	var ids []string
	write := func(n int) {
		for i := range n {
			clock.Advance(time.Second)
			ids = append(ids, w.srv.Message(fan, w.page, fmt.Sprint("Message ", i)))
		}
	}
	write(3)
	c := w.client()
	cursor, err := c.Cursor(t.Context())
	require.NoError(t, err)
	clock.Set(time.Now())
	write(45)
	got := caughtUp(t, c.Listener(nil), cursor)
	assert.Equal(t, ids[3:], refsOf(got))
	assert.Empty(t, got[0].Text)
	assert.Empty(t, got[0].Author.Ref.ID)
	assert.Equal(t, w.srv.Conversation(w.page, fan), got[0].Root.ID, "where to look")
	assert.Equal(t, "Message 44", got[44].Text)
	assert.Equal(t, ids[28:], refsOf(caughtUp(t, c.Listener(nil), social.FromStart)), "the network has no more of the others")
}
