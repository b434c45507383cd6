package gomastodon_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	mast "github.com/mattn/go-mastodon"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon/mastodontest"
)

func picture() []byte { return []byte("\x89PNG\r\n\x1a\nfake") }

func TestPost(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	ctx := t.Context()
	ann := p.CreateAccount("ann")
	m := must(p.c.UploadMediaFromMedia(ctx, &mast.Media{File: strings.NewReader(string(picture())), Description: "A picture", Focus: "0.5,-0.5"}))(t)
	require.NoError(t, p.c.GetMediaStatus(ctx, m))
	assert.Equal(t, "image", m.Type)
	assert.Equal(t, "A picture", m.Description)
	assert.InDelta(t, 0.5, m.Meta.Focus.X, 0)

	s := must(p.c.PostStatus(ctx, &mast.Toot{
		Status: "hello @ann #tag https://example.org", MediaIDs: []mast.ID{m.ID}, Visibility: mast.VisibilityUnlisted, SpoilerText: "CW", Sensitive: true, Language: "en",
	}))(t)
	assert.Equal(t, mast.VisibilityUnlisted, s.Visibility)
	assert.Equal(t, "CW", s.SpoilerText)
	assert.Equal(t, "en", s.Language)
	assert.True(t, s.Sensitive)
	assert.Equal(t, m.ID, s.MediaAttachments[0].ID)
	assert.Equal(t, "ann", s.Mentions[0].Acct)
	assert.Equal(t, "tag", s.Tags[0].Name)
	assert.Contains(t, s.Content, `<a href="https://example.org"`)
	assert.WithinDuration(t, time.Now(), s.CreatedAt, time.Minute)

	reply := p.Reply(ann, string(s.ID), "nice")
	conversation := must(p.c.GetStatusContext(ctx, s.ID))(t)
	assert.Equal(t, []string{reply.ID}, ids(conversation.Descendants, statusID))
	own := must(p.c.PostStatus(ctx, &mast.Toot{Status: "thanks", InReplyToID: mast.ID(reply.ID)}))(t)
	assert.Equal(t, reply.ID, own.InReplyToID)
	assert.Equal(t, int64(1), must(p.c.GetStatus(ctx, s.ID))(t).RepliesCount)
	require.NoError(t, p.c.DeleteStatus(ctx, s.ID))
	_, err := p.c.GetStatus(ctx, s.ID)
	refused(t, err, http.StatusNotFound, "Record not found")
}

func TestEdit(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	ctx := t.Context()
	s := must(p.c.PostStatus(ctx, &mast.Toot{Status: "frist"}))(t)
	assert.True(t, s.EditedAt.IsZero())
	assert.Equal(t, "frist", must(p.c.GetStatusSource(ctx, s.ID))(t).Text)
	edited := must(p.c.UpdateStatus(ctx, &mast.Toot{Status: "first"}, s.ID))(t)
	assert.Equal(t, s.ID, edited.ID)
	assert.False(t, edited.EditedAt.IsZero())
	history := must(p.c.GetStatusHistory(ctx, s.ID))(t)
	require.Len(t, history, 2)
	assert.Equal(t, "<p>frist</p>", history[0].Content)
	assert.Equal(t, "<p>first</p>", history[1].Content)
}

func TestPoll(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	ctx := t.Context()
	ann := p.client(p.CreateAccount("ann"))
	s := must(p.c.PostStatus(ctx, &mast.Toot{Status: "which?", Poll: &mast.TootPoll{Options: []string{"a", "b"}, ExpiresInSeconds: 3600, Multiple: true}}))(t)
	require.NotNil(t, s.Poll)
	assert.True(t, s.Poll.Multiple)
	voted := must(ann.PollVote(ctx, s.Poll.ID, 0, 1))(t)
	assert.Equal(t, int64(2), voted.VotesCount)
	assert.Equal(t, []int{0, 1}, voted.OwnVotes)
	poll := must(p.c.GetPoll(ctx, s.Poll.ID))(t)
	assert.Equal(t, int64(1), poll.VotersCount)
	_, err := ann.PollVote(ctx, s.Poll.ID, 0)
	refused(t, err, http.StatusUnprocessableEntity, "Validation failed: You have already voted on this poll")
}

// A scheduled post comes back without what a post has: the client finds the text under params.
func TestSchedule(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	at := time.Now().Add(2 * time.Hour).UTC().Truncate(time.Second)
	s := must(p.c.PostStatus(t.Context(), &mast.Toot{Status: "later", ScheduledAt: &at}))(t)
	assert.Equal(t, "later", s.ScheduledParams.Text)
	assert.Empty(t, p.Statuses(p.acme))
	assert.True(t, at.Equal(p.Scheduled(p.acme)[0].At))
	soon := time.Now().Add(time.Minute)
	_, err := p.c.PostStatus(t.Context(), &mast.Toot{Status: "too soon", ScheduledAt: &soon})
	refused(t, err, http.StatusUnprocessableEntity, "Validation failed: Scheduled at The scheduled date must be in the future")
}

func TestReactions(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	ctx := t.Context()
	ann := p.CreateAccount("ann")
	posted := p.Post(ann, "hello", nil)
	id := mast.ID(posted.ID)
	assert.Equal(t, true, must(p.c.Favourite(ctx, id))(t).Favourited)
	assert.Equal(t, true, must(p.c.Bookmark(ctx, id))(t).Bookmarked)
	boost := must(p.c.Reblog(ctx, id))(t)
	require.NotNil(t, boost.Reblog)
	assert.Equal(t, id, boost.Reblog.ID)
	assert.Equal(t, []string{p.acme.ID}, ids(must(p.c.GetFavouritedBy(ctx, id, nil))(t), accountID))
	assert.Equal(t, []string{p.acme.ID}, ids(must(p.c.GetRebloggedBy(ctx, id, nil))(t), accountID))
	assert.Equal(t, []string{posted.ID}, ids(must(p.c.GetFavourites(ctx, nil))(t), statusID))
	assert.Equal(t, []string{posted.ID}, ids(must(p.c.GetBookmarks(ctx, nil))(t), statusID))
	assert.Equal(t, false, must(p.c.Unfavourite(ctx, id))(t).Favourited)
	assert.Equal(t, false, must(p.c.Unbookmark(ctx, id))(t).Bookmarked)
	assert.Equal(t, false, must(p.c.Unreblog(ctx, id))(t).Reblogged)
	assert.Empty(t, must(p.c.GetFavourites(ctx, nil))(t))
}

// TestMediaProcessing: a film is accepted before it is ready, and says so by 206, which this client takes for a refusal.
func TestMediaProcessing(t *testing.T) {
	t.Parallel()
	p := newPlace(t, &mastodontest.Options{Media: mastodontest.MediaProcessing{Polls: 1}})
	ctx := t.Context()
	m := must(p.c.UploadMediaFromBytes(ctx, []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isomfilm")))(t)
	assert.Equal(t, "video", m.Type)
	assert.Empty(t, m.URL)
	_, err := p.c.PostStatus(ctx, &mast.Toot{Status: "film", MediaIDs: []mast.ID{m.ID}})
	refused(t, err, http.StatusUnprocessableEntity, "Cannot attach files that have not finished processing. Try again in a moment!")
	refused(t, p.c.GetMediaStatus(ctx, m), http.StatusPartialContent, "")
	require.NoError(t, p.c.GetMediaStatus(ctx, m))
	must(p.c.PostStatus(ctx, &mast.Toot{Status: "film", MediaIDs: []mast.ID{m.ID}}))(t)
}
