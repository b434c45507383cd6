package youtubetest_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/youtube/youtubetest"
)

func TestCommentThreads(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	id := s.Publish(s.acme, youtubetest.Video{})
	var all []string
	for i := range 5 {
		s.clock.Advance(time.Minute)
		all = append([]string{s.Comment(s.fan, id, "Nr "+strconv.Itoa(i)+" <b>\nhttps://a.example.com/?x=1&y=2")}, all...)
	}
	for i := range 7 {
		s.Reply(s.acme, all[4], "Reply "+strconv.Itoa(i))
	}
	pages := s.pages("commentThreads?part=id&maxResults=2&videoId=" + id)
	assert.Equal(t, [][]string{{all[0], all[1]}, {all[2], all[3]}, {all[4]}}, pages)
	assert.Len(t, s.pages("commentThreads?part=id&allThreadsRelatedToChannelId=" + s.acme)[0], 5)
	assert.Empty(t, s.api(get, "commentThreads?part=id&channelId="+s.acme, nil).items(), "channels have no comments of their own any more")

	first := s.api(get, "commentThreads?part=id,snippet,replies&maxResults=2&videoId="+id, nil)
	s.Comment(s.fan, id, "In between")
	second := s.api(get, "commentThreads?part=id&maxResults=2&videoId="+id+"&pageToken="+first.next(), nil)
	assert.Equal(t, []string{all[2], all[3]}, second.ids(), "what is added between two pages moves nothing")
	snippet := first.dig("items", 0, "snippet", "topLevelComment", "snippet")
	assert.Equal(t, `Nr 4 &lt;b&gt;<br><a href="https://a.example.com/?x=1&amp;y=2">https://a.example.com/?x=1&amp;y=2</a>`, dig(snippet, "textDisplay"))
	assert.Nil(t, dig(snippet, "textOriginal"), "promised to the author alone")
	assert.Equal(t, "published", dig(snippet, "moderationStatus"))
	assert.Equal(t, "@fan", dig(snippet, "authorDisplayName"))
	assert.Equal(t, s.fan, dig(snippet, "authorChannelId", "value"))

	byID := s.api(get, "commentThreads?part=snippet,replies&textFormat=plainText&id="+all[4], nil)
	assert.Equal(t, "Nr 0 <b>\nhttps://a.example.com/?x=1&y=2", byID.dig("items", 0, "snippet", "topLevelComment", "snippet", "textDisplay"))
	assert.Nil(t, byID.dig("items", 0, "snippet", "topLevelComment", "snippet", "moderationStatus"), "not by id")
	assert.EqualValues(t, 7, byID.dig("items", 0, "snippet", "totalReplyCount"))
	assert.Len(t, byID.dig("items", 0, "replies", "comments"), 5, "a sample only")
	assert.Len(t, s.pages("comments?part=snippet&maxResults=3&parentId="+all[4]), 3)
	reply := s.api(get, "comments?part=snippet&maxResults=1&parentId="+all[4], nil).items()[0]
	assert.Equal(t, "Reply 6", dig(reply, "snippet", "textOriginal"))
	assert.True(t, strings.HasPrefix(reply["id"].(string), all[4]+"."))

	s.EditComment(all[3], func(c *youtubetest.Comment) { c.Likes = 99 })
	assert.Equal(t, all[3], s.pages("commentThreads?part=id&order=relevance&videoId=" + id)[0][0])
	assert.Equal(t, []string{all[1]}, s.api(get, "commentThreads?part=id&searchTerms=NR+3&videoId="+id, nil).ids())
}

func TestCommentThreadRefusals(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	id := s.Publish(s.acme, youtubetest.Video{})
	shut := s.Publish(s.acme, youtubetest.Video{CommentsDisabled: true})
	for query, want := range map[string]string{
		"": "missingRequiredParameter", "&videoId=" + id + "&channelId=" + s.acme: "incompatibleParameters",
		"&id=x&moderationStatus=heldForReview": "incompatibleParameters", "&videoId=" + shut: "commentsDisabled",
		"&videoId=unknown": "videoNotFound", "&allThreadsRelatedToChannelId=UCx": "channelNotFound",
		"&videoId=" + id + "&maxResults=101": "invalidValue", "&videoId=" + id + "&maxResults=0": "invalidValue",
		"&videoId=" + id + "&pageToken=junk": "invalidPageToken", "&videoId=" + id + "&order=new": "invalidValue",
		"&videoId=" + id + "&moderationStatus=rejected": "invalidValue", "&videoID=" + id: "unexpectedParameter",
		"&part=nature&videoId=" + id: "unknownPart",
	} {
		r := s.api(get, "commentThreads?part=id"+query, nil)
		assert.Equal(t, want, r.reason(), query)
	}
	assert.Equal(t, "missingRequiredParameter", s.api(get, "commentThreads?videoId="+id, nil).reason())
	held := s.do(s.Token(s.fan), get, "/youtube/v3/commentThreads?part=id&moderationStatus=heldForReview&videoId="+id, nil)
	assert.Equal(t, http.StatusForbidden, held.status)
	readonly := s.do(s.Token(s.acme, youtubetest.ScopeReadonly), get, "/youtube/v3/commentThreads?part=id&videoId="+id, nil)
	assert.Equal(t, "insufficientPermissions", readonly.reason())
	anybody, err := s.send("", get, "/youtube/v3/commentThreads?part=id&videoId="+id, with("X-Goog-Api-Key", s.APIKey("")), nil)
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, anybody.status)
}

func TestWritingComments(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	id := s.Publish(s.fan, youtubetest.Video{})
	top := func(text string) reply {
		return s.api(post, "commentThreads?part=snippet", object{"snippet": object{
			"channelId": s.fan, "videoId": id, "topLevelComment": object{"snippet": object{"textOriginal": text}},
		}})
	}
	made := top("First!")
	require.Equal(t, http.StatusOK, made.status, made.text)
	assert.Equal(t, "First!", made.dig("snippet", "topLevelComment", "snippet", "textOriginal"))
	assert.Equal(t, "commentTextRequired", top(" ").reason())
	assert.Equal(t, "commentTextTooLong", top(strings.Repeat("é", 10_001)).reason())

	reply := s.api(post, "comments?part=snippet", object{"snippet": object{"parentId": made.id(), "textOriginal": "Me again"}})
	require.Equal(t, http.StatusOK, reply.status, reply.text)
	assert.Equal(t, made.id(), reply.dig("snippet", "parentId"))
	for reason, snippet := range map[string]object{
		"parentIdMissing": {"textOriginal": "x"}, "parentCommentNotFound": {"parentId": reply.id(), "textOriginal": "x"},
		"commentTextRequired": {"parentId": made.id()},
	} {
		assert.Equal(t, reason, s.api(post, "comments?part=snippet", object{"snippet": snippet}).reason())
	}
	s.clock.Advance(time.Minute)
	edited := s.api(put, "comments?part=snippet", object{"id": reply.id(), "snippet": object{"textOriginal": "Better"}})
	assert.Equal(t, "2026-11-10T12:01:00Z", edited.dig("snippet", "updatedAt"))
	assert.Equal(t, "2026-11-10T12:00:00Z", edited.dig("snippet", "publishedAt"))
	cm, _ := s.FindComment(reply.id())
	assert.Equal(t, "Better", cm.Text)

	fan := s.Token(s.fan)
	assert.Equal(t, http.StatusForbidden, s.do(fan, del, "/youtube/v3/comments?id="+reply.id(), nil).status, "authors only")
	assert.Equal(t, http.StatusNoContent, s.api(del, "comments?id="+reply.id(), nil).status)
	assert.Equal(t, "commentNotFound", s.api(del, "comments?id="+reply.id(), nil).reason())
	assert.Len(t, s.Comments(id), 1)
}

func TestModeration(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{Screen: func(c youtubetest.Comment) youtubetest.ModerationStatus {
		for _, status := range []youtubetest.ModerationStatus{youtubetest.HeldForReview, youtubetest.LikelySpam, youtubetest.Dropped} {
			if strings.Contains(c.Text, string(status)) {
				return status
			}
		}
		return ""
	}})
	id := s.Publish(s.acme, youtubetest.Video{})
	fan := s.Token(s.fan)
	moderate := func(query string) reply { return s.api(post, "comments/setModerationStatus?"+query, nil) }
	list := func(status string) []string {
		return s.api(get, "commentThreads?part=id&videoId="+id+"&moderationStatus="+status, nil).ids()
	}
	good, held, spam := s.Comment(s.fan, id, "good"), s.Comment(s.fan, id, "heldForReview"), s.Comment(s.fan, id, "likelySpam")
	reply := s.Reply(s.fan, good, "heldForReview too")
	assert.Equal(t, []string{good}, list("published"))
	assert.Equal(t, []string{held, good}, list("heldForReview"), "a reply that waits brings its thread")
	assert.Equal(t, []string{spam}, list("likelySpam"))
	thread := s.api(get, "commentThreads?part=replies&moderationStatus=heldForReview&videoId="+id, nil)
	assert.Equal(t, reply, thread.dig("items", 1, "replies", "comments", 0, "id"))

	dropped := s.do(fan, post, "/youtube/v3/commentThreads?part=snippet", object{"snippet": object{"videoId": id, "topLevelComment": object{"snippet": object{"textOriginal": "dropped"}}}})
	assert.Equal(t, http.StatusOK, dropped.status, "answered as if it stood")
	assert.Empty(t, s.do(fan, get, "/youtube/v3/comments?part=id&id="+dropped.id(), nil).items())

	assert.Equal(t, "banWithoutReject", moderate("id="+held+"&moderationStatus=heldForReview&banAuthor=true").reason())
	assert.Equal(t, "commentNotFound", moderate("id="+held+",unknown&moderationStatus=published").reason())
	assert.Equal(t, []string{held, good}, list("heldForReview"), "all or nothing")
	assert.Equal(t, http.StatusForbidden, s.do(fan, post, "/youtube/v3/comments/setModerationStatus?moderationStatus=published&id="+held, nil).status)
	assert.Equal(t, http.StatusNoContent, moderate("id="+held+"&id="+reply+"&moderationStatus=published").status)
	assert.Equal(t, []string{held, good}, list("published"))

	assert.Equal(t, http.StatusNoContent, moderate("id="+good+"&moderationStatus=rejected&banAuthor=true").status)
	assert.Equal(t, []string{held}, list("published"))
	assert.Empty(t, s.api(get, "comments?part=id&id="+good+","+reply, nil).items(), "replies are hidden as well")
	assert.Equal(t, http.StatusBadRequest, moderate("id="+good+"&moderationStatus=published").status, "final")
	assert.Equal(t, []string{s.fan}, s.Banned(s.acme))
	later, _ := s.FindComment(s.Comment(s.fan, id, "once more"))
	assert.Equal(t, youtubetest.Rejected, later.Status)
	assert.Equal(t, "invalidFilters", moderate("moderationStatus=rejected&id="+strings.Join(manyIDs(51), ",")).reason())
}

func manyIDs(n int) []string {
	var out []string
	for i := range n {
		out = append(out, "id"+strconv.Itoa(i))
	}
	return out
}

func TestCommentTraps(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{Traps: youtubetest.Traps{
		RelatedLag: time.Hour, RelatedDepth: 2, OldestRepliesFirst: true, UnknownCommentForbidden: true, EmptyPages: 2,
	}})
	id := s.Publish(s.acme, youtubetest.Video{})
	var all []string
	for range 3 {
		all = append(all, s.Comment(s.fan, id, "x"))
	}
	related := "commentThreads?part=id&allThreadsRelatedToChannelId=" + s.acme
	assert.Empty(t, s.api(get, related, nil).items())
	s.clock.Advance(time.Hour)
	s.token = s.Token(s.acme)
	assert.Len(t, s.api(get, related, nil).items(), 2)
	assert.Equal(t, [][]string{{all[2]}, {}, {all[1]}, {all[0]}}, s.pages("commentThreads?part=id&maxResults=1&videoId="+id), "one page is empty and has a token")
	for i := range 3 {
		s.Reply(s.fan, all[0], strconv.Itoa(i))
	}
	r := s.api(get, "comments?part=snippet&textFormat=plainText&maxResults=2&parentId="+all[0], nil)
	if len(r.items()) == 0 {
		r = s.api(get, "comments?part=snippet&textFormat=plainText&maxResults=2&parentId="+all[0]+"&pageToken="+r.next(), nil)
	}
	assert.Equal(t, "0", r.dig("items", 0, "snippet", "textDisplay"))
	assert.Equal(t, http.StatusForbidden, s.api(post, "comments/setModerationStatus?moderationStatus=rejected&id=unknown", nil).status)
}
