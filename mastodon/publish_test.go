package mastodon_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

// png is enough of a picture for a server that looks at the first bytes.
func png(more string) []byte { return []byte("\x89PNG\r\n\x1a\n" + more) }

func TestPublishFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	name := filepath.Join(t.TempDir(), "garden.png")
	require.NoError(t, os.WriteFile(name, png("a garden"), 0o600))
	m, err := social.MediaFile(name)
	require.NoError(t, err)
	m.AltText, m.Focus = "A garden", &social.Focus{X: 0.5, Y: -0.25}
	var sent int64
	m.Progress = func(n, _ int64) { sent = n }

	post, err := c.Publish(t.Context(), &social.Draft{
		Text: "We are open", Link: "https://example.org/", Tags: []string{"garden"}, Media: []*social.Media{m},
		Language: "en", Warning: "flowers", Sensitive: new(false), Visibility: social.VisibilityUnlisted,
	})
	require.NoError(t, err)
	s, ok := w.srv.Status(post.Ref.ID)
	require.True(t, ok)
	assert.Equal(t, "We are open\n\nhttps://example.org/\n\n#garden", s.Text)
	assert.Equal(t, s.Text, post.Text)
	assert.Equal(t, "unlisted", s.Visibility)
	assert.Equal(t, "flowers", s.Spoiler)
	require.Len(t, s.Media, 1)
	assert.Equal(t, "A garden", s.Media[0].Description)
	assert.Equal(t, "garden.png", s.Media[0].Name, "the folder is nobody's business")
	assert.Equal(t, "image/png", s.Media[0].ContentType)
	assert.InDelta(t, 0.5, s.Media[0].FocusX, 0.001)
	assert.EqualValues(t, m.Size, s.Media[0].Size)
	assert.Equal(t, m.Size, sent)
	assert.Equal(t, "A garden", post.Media[0].AltText)
	assert.Equal(t, s.URL, post.Ref.URL)
	raw, ok := post.Raw.(*mastodon.Status)
	require.True(t, ok)
	assert.Equal(t, post.Ref.ID, string(raw.ID))
}

func TestPublishVideoWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &mastodontest.Options{Media: mastodontest.MediaProcessing{Polls: 1}})
	m := social.MediaBytes("film.mp4", []byte("....ftypmp42 a film"))
	post, err := w.client().Publish(t.Context(), &social.Draft{Text: "Film", Media: []*social.Media{m}})
	require.NoError(t, err)
	s, _ := w.srv.Status(post.Ref.ID)
	require.Len(t, s.Media, 1)
	assert.GreaterOrEqual(t, w.srv.Requests().Count("GET /api/v1/media/*"), 1)
}

func TestPublishMediaFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &mastodontest.Options{Media: mastodontest.MediaProcessing{Fail: func(string, string) bool { return true }}})
	m := social.MediaBytes("film.mp4", []byte("....ftypmp42 a film"))
	_, err := w.client().Publish(t.Context(), &social.Draft{Text: "Film", Media: []*social.Media{m}})
	requireField(t, err, social.ErrMedia, "Media[0]")
	_, pending := social.PendingOf(err)
	assert.False(t, pending, "a broken file does not get better")
	assert.Empty(t, w.written())
}

func TestPublishPollQuoteSchedule(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	post, err := c.Publish(t.Context(), &social.Draft{
		Text: "Which?", Poll: &social.Poll{Options: []string{"Tea", "Coffee"}, Duration: time.Hour, Multiple: true, HideTotals: true},
	})
	require.NoError(t, err)
	s, _ := w.srv.Status(post.Ref.ID)
	require.NotNil(t, s.Poll)
	assert.Equal(t, social.Metrics{
		social.MetricComments: 0, social.MetricShares: 0, social.MetricLikes: 0, social.MetricQuotes: 0,
		social.MetricPollVotes: 0, social.MetricPollVoters: 0,
	}, post.Metrics)

	other := w.srv.Post(w.person("ann"), "Quote me", nil)
	quote, err := c.Publish(t.Context(), &social.Draft{
		Text: "Look", Quote: postRef(other.ID), Extras: []social.Extra{&mastodon.Extra{QuotePolicy: mastodon.QuoteNobody}},
	})
	require.NoError(t, err)
	s, _ = w.srv.Status(quote.Ref.ID)
	assert.Equal(t, other.ID, s.Quoted)
	assert.Equal(t, "nobody", s.QuotePolicy)

	at := time.Now().Add(time.Hour).Truncate(time.Second)
	later, err := c.Publish(t.Context(), &social.Draft{Text: "Later", At: at, Key: "later-1"})
	require.NoError(t, err)
	assert.Equal(t, social.StateScheduled, later.State)
	assert.Equal(t, social.RefScheduled, later.Ref.Kind)
	assert.True(t, later.Time.Equal(at), later.Time)
	require.Len(t, w.srv.Scheduled(w.brand), 1)
	require.NoError(t, c.Unschedule(t.Context(), later.Ref))
	assert.Empty(t, w.srv.Scheduled(w.brand))
}

func TestPublishReply(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	ann := w.person("ann")
	public := w.srv.Post(ann, "Question?", nil)
	secret := w.srv.Message(ann, "Between us", w.brand)

	answer, err := c.Reply(t.Context(), postRef(public.ID), &social.Draft{Text: "Answer"})
	require.NoError(t, err)
	s, _ := w.srv.Status(answer.Ref.ID)
	assert.Equal(t, "@ann Answer", s.Text, "nobody is told without a mention")
	assert.Equal(t, public.ID, s.ReplyTo)

	private, err := c.Publish(t.Context(), &social.Draft{Text: "Fine, @ann.", ReplyTo: postRef(secret.ID)})
	require.NoError(t, err)
	s, _ = w.srv.Status(private.Ref.ID)
	assert.Equal(t, "direct", s.Visibility, "an answer to a private message stays private")
	assert.Equal(t, "Fine, @ann.", s.Text, "she is mentioned already")

	_, err = c.Reply(t.Context(), postRef(secret.ID), &social.Draft{Text: "Loud", Visibility: social.VisibilityPublic})
	requireField(t, err, social.ErrInvalid, "Visibility")
	_, err = c.Reply(t.Context(), postRef("404"), &social.Draft{Text: "To nobody"})
	requireField(t, err, social.ErrNotFound, "ReplyTo")
	assert.Len(t, w.written(), 2)
}

func TestPublishFirstComment(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	first, err := c.Publish(t.Context(), &social.Draft{Text: "One", FirstComment: "Two"})
	require.NoError(t, err)
	list := w.srv.Statuses(w.brand)
	require.Len(t, list, 2)
	byText := map[string]mastodontest.Status{list[0].Text: list[0], list[1].Text: list[1]}
	assert.Equal(t, first.Ref.ID, byText["Two"].ReplyTo)
}

func TestPublishSameKey(t *testing.T) {
	t.Parallel()
	for _, flavour := range []mastodontest.Flavour{mastodontest.Mastodon, mastodontest.GoToSocial} {
		w := newWorld(t, &mastodontest.Options{Flavour: flavour})
		c := w.client()
		draft := &social.Draft{Text: "Once", Key: "campaign-7", Media: []*social.Media{social.MediaBytes("a.png", png("a"))}}
		refs := make([]social.Ref, 8)
		var wg sync.WaitGroup
		for i := range refs {
			wg.Go(func() {
				post, err := c.Publish(t.Context(), draft)
				if assert.NoError(t, err) {
					refs[i] = post.Ref
				}
			})
		}
		wg.Wait()
		assert.Len(t, w.written(), 1, "the same key is the same post, whatever was uploaded for it")
		for _, ref := range refs {
			assert.Equal(t, refs[0], ref)
		}
		_, err := c.Publish(t.Context(), &social.Draft{Text: "Once", Key: "campaign-8"})
		require.NoError(t, err)
		assert.Len(t, w.written(), 2, "another key is another post")
	}
}

func TestPublishFirstCommentResumes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	remove := w.srv.Faults().Add(mastodontest.Fault{
		Kind: mastodontest.CutBefore, Match: "POST /api/v1/statuses", Skip: 1, Times: mastodontest.Forever,
	})
	post, err := w.client().Publish(t.Context(), &social.Draft{Text: "One", FirstComment: "Two"})
	require.Error(t, err)
	require.NotNil(t, post, "the post stands")
	pending, ok := social.PendingOf(err)
	require.True(t, ok)
	assert.Equal(t, social.StageComment, pending.Stage)
	remove()
	post, err = w.client().Resume(t.Context(), reload(t, pending))
	require.NoError(t, err)
	assert.Equal(t, "One", post.Text)
	assert.ElementsMatch(t, []string{"One", "Two"}, w.written())
}

func TestMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	ann, ben := w.person("ann"), w.person("ben")
	_, err := c.Message(t.Context(), accountRef(ann), &social.Draft{Text: "Hello"})
	require.NoError(t, err)
	s := w.srv.Statuses(w.brand)[0]
	assert.Equal(t, "@ann Hello", s.Text)
	assert.Equal(t, "direct", s.Visibility)

	_, err = c.Message(t.Context(), accountRef(ann), &social.Draft{Text: "What about @ben?"})
	require.ErrorIs(t, err, social.ErrInvalid, "the message would show itself to him")
	_, err = c.Message(t.Context(), accountRef(ben), &social.Draft{Text: "x", Visibility: social.VisibilityPublic})
	requireField(t, err, social.ErrInvalid, "Visibility")
	assert.Len(t, w.written(), 1)
}

func TestEditKeeps(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	m := social.MediaBytes("a.png", png("a"))
	m.AltText = "Before"
	post, err := c.Publish(t.Context(), &social.Draft{Text: "Some text", Warning: "w", Media: []*social.Media{m}, Language: "en"})
	require.NoError(t, err)
	edited, err := c.Edit(t.Context(), post.Ref, &social.Change{Text: new("The text"), AltText: map[string]string{post.Media[0].ID: "After"}})
	require.NoError(t, err)
	assert.Equal(t, "The text", edited.Text)
	s, _ := w.srv.Status(post.Ref.ID)
	require.Len(t, s.Media, 1, "attachments stay")
	assert.Equal(t, "After", s.Media[0].Description)
	assert.Equal(t, "w", s.Spoiler)
	assert.Equal(t, "en", s.Language)

	poll, err := c.Publish(t.Context(), &social.Draft{Text: "Poll", Poll: &social.Poll{Options: []string{"A", "B"}, Duration: time.Hour}})
	require.NoError(t, err)
	w.srv.Vote(w.person(""), poll.Ref.ID, 1)
	edited, err = c.Edit(t.Context(), poll.Ref, &social.Change{Text: new("Poll!")})
	require.NoError(t, err)
	votes, ok := edited.Metrics.Get(social.MetricPollVotes)
	assert.True(t, ok, "the poll stays")
	assert.InDelta(t, 1, votes, 0, "with its votes")

	_, err = c.Edit(t.Context(), post.Ref, &social.Change{Visibility: new(social.VisibilityPublic)})
	requireField(t, err, errors.ErrUnsupported, "Visibility")
	_, err = c.Edit(t.Context(), post.Ref, &social.Change{AltText: map[string]string{"nope": "x"}})
	requireField(t, err, social.ErrInvalid, "AltText[nope]")
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	_, err := c.Instance(t.Context())
	require.NoError(t, err)
	image := func() *social.Media { return social.MediaBytes("a.png", png("a")) }
	gone := filepath.Join(t.TempDir(), "gone.png")
	require.NoError(t, os.WriteFile(gone, png("x"), 0o600))
	vanishing, err := social.MediaFile(gone)
	require.NoError(t, err)
	require.NoError(t, os.Remove(gone))

	tests := map[string]struct {
		draft *social.Draft
		kind  error
		field string
	}{
		"empty draft":         {&social.Draft{}, social.ErrInvalid, "Text"},
		"only spaces":         {&social.Draft{Text: " \n"}, social.ErrInvalid, "Text"},
		"vanished file":       {&social.Draft{Media: []*social.Media{vanishing}}, social.ErrInvalid, "Media[0]"},
		"past schedule":       {&social.Draft{Text: "x", At: time.Now().Add(-time.Minute)}, social.ErrInvalid, "At"},
		"schedule too soon":   {&social.Draft{Text: "x", At: time.Now().Add(time.Minute)}, social.ErrInvalid, "At"},
		"five images":         {&social.Draft{Media: []*social.Media{image(), image(), image(), image(), image()}}, social.ErrInvalid, "Media"},
		"poll with media":     {&social.Draft{Text: "x", Media: []*social.Media{image()}, Poll: &social.Poll{Options: []string{"A", "B"}, Duration: time.Hour}}, social.ErrInvalid, "Poll"},
		"one grapheme more":   {&social.Draft{Text: strings.Repeat("👩‍👩‍👧‍👦", 501)}, social.ErrInvalid, "Text"},
		"poll of one":         {&social.Draft{Text: "x", Poll: &social.Poll{Options: []string{"A"}, Duration: time.Hour}}, social.ErrInvalid, "Poll.Options"},
		"poll too short":      {&social.Draft{Text: "x", Poll: &social.Poll{Options: []string{"A", "B"}, Duration: time.Second}}, social.ErrInvalid, "Poll.Duration"},
		"title":               {&social.Draft{Text: "x", Title: "T"}, errors.ErrUnsupported, "Title"},
		"story":               {&social.Draft{Text: "x", Format: social.FormatStory}, errors.ErrUnsupported, "Format"},
		"another network":     {&social.Draft{Text: "x", ReplyTo: social.Ref{Network: "x", ID: "1"}}, social.ErrInvalid, "ReplyTo"},
		"media without bytes": {&social.Draft{Media: []*social.Media{{Name: "a.png"}}}, social.ErrInvalid, "Media[0].Open"},
		"unknown type":        {&social.Draft{Media: []*social.Media{social.MediaBytes("a.exe", []byte("MZ"))}}, social.ErrInvalid, "Media[0].ContentType"},
		"bad key":             {&social.Draft{Text: "x", Key: "a b"}, social.ErrInvalid, "Key"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			before := w.writes()
			_, err := c.Publish(t.Context(), test.draft)
			requireField(t, err, test.kind, test.field)
			assert.Equal(t, before, w.writes(), "nothing is sent")
		})
	}
	_, err = c.Publish(t.Context(), &social.Draft{Text: strings.Repeat("👩‍👩‍👧‍👦", 500)})
	require.NoError(t, err, "exactly as many graphemes as fit")

	t.Run("all at once", func(t *testing.T) {
		err := c.Check(t.Context(), &social.Draft{Text: strings.Repeat("x", 501), Title: "T", At: time.Unix(1, 0)})
		for _, field := range []string{"Text", "Title", "At"} {
			assert.Contains(t, err.Error(), field)
		}
		assert.Len(t, social.Problems(err), 3)
	})
}

func TestBadServer(t *testing.T) {
	t.Parallel()
	for _, server := range []string{"", "@me@mastodon.example", "ftp://mastodon.example", "https://", "https://user:pw@mastodon.example", "https://mastodon.example?x=1", "http://[::1"} {
		_, err := mastodon.New(server, nil, nil)
		requireField(t, err, social.ErrInvalid, "server")
		assert.NotContains(t, err.Error(), "pw")
	}
	for _, server := range []string{"mastodon.example", "https://mastodon.example/", "http://127.0.0.1:3000/prefix/"} {
		_, err := mastodon.New(server, nil, nil)
		require.NoError(t, err)
	}
}

func TestPublishResumesInAnotherProcess(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	dir := t.TempDir()
	var media []*social.Media
	for _, name := range []string{"a.png", "b.png"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), png(name), 0o600))
		m, err := social.MediaFile(filepath.Join(dir, name))
		require.NoError(t, err)
		media = append(media, m)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	w.srv.Faults().Add(mastodontest.Fault{
		Kind: mastodontest.SlowBefore, Match: "POST /api/v1/statuses", Delay: time.Hour,
		Where: func(*http.Request) bool { cancel(); return true },
	})
	_, err := w.client().Publish(ctx, &social.Draft{Text: "Two pictures", Media: media})
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, err, social.ErrUncertain)
	pending, ok := social.PendingOf(err)
	require.True(t, ok)
	assert.Equal(t, social.StageConfirm, pending.Stage)

	post, err := w.client().Resume(t.Context(), reload(t, pending))
	require.NoError(t, err)
	assert.Equal(t, "Two pictures", post.Text)
	assert.Len(t, post.Media, 2)
	assert.Equal(t, 2, w.srv.Requests().Count("POST /api/v2/media"), "what was uploaded is used")
	_, err = w.client().Resume(t.Context(), reload(t, pending))
	require.NoError(t, err, "resuming twice finds the post")
	assert.Equal(t, []string{"Two pictures"}, w.written())
}

func TestPublishAnswerWithoutID(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `null`, `{"id":{"odd":1}}`} {
		w := newWorld(t, nil)
		w.srv.Faults().Add(mastodontest.Fault{Kind: mastodontest.Malformed, Match: "POST /api/v1/statuses", Body: body, Header: http.Header{"Content-Type": {"application/json"}}})
		post, err := w.client().Publish(t.Context(), &social.Draft{Text: "Where am I?"})
		require.NoError(t, err, body)
		require.NotEmpty(t, post.Ref.ID, "it is looked up")
		assert.Len(t, w.written(), 1)
	}
}

func TestResumeRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	_, err := c.Resume(t.Context(), &social.Pending{Network: "x", Key: "k"})
	requireField(t, err, social.ErrInvalid, "Pending.Network")
	_, err = c.Resume(t.Context(), &social.Pending{Network: "mastodon", Key: "k", State: []byte("{}")})
	requireField(t, err, social.ErrInvalid, "Pending.State")

	w.srv.Faults().Add(mastodontest.Fault{Kind: mastodontest.FailBefore, Match: "POST /api/v1/statuses", Times: mastodontest.Forever})
	_, err = c.Publish(t.Context(), &social.Draft{Text: "For acme"})
	pending, ok := social.PendingOf(err)
	require.True(t, ok, "%v", err)
	require.ErrorIs(t, err, social.ErrUnavailable, "it certainly does not stand")
	w.token = w.srv.Token(w.person("other"), "read", "write")
	_, err = w.client().Resume(t.Context(), reload(t, pending))
	requireField(t, err, social.ErrWrongAccount, "Pending.Account")
}

func TestUploadStreams(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &mastodontest.Options{Limits: func() *mastodontest.Limits {
		l := mastodontest.DefaultLimits(mastodontest.Mastodon)
		l.VideoSize = 1 << 30
		return l
	}()})
	data := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	m, err := w.client().UploadMedia(t.Context(), social.MediaBytes("film.mp4", data))
	require.NoError(t, err)
	ready, err := w.client().WaitMedia(t.Context(), m.ID)
	require.NoError(t, err)
	assert.NotEmpty(t, ready.URL)
	assert.EqualValues(t, len(data), w.srv.Uploads(w.brand)[0].Size)
}
