package x_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/x"
)

func decode[T any](t *testing.T, in string) T {
	t.Helper()
	var v T
	require.NoError(t, json.Unmarshal([]byte(in), &v), "%s", in)
	return v
}

func TestTime(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`"2026-07-24T21:05:48.000Z"`:       "2026-07-24T21:05:48Z",
		`"2026-07-24T21:05:48Z"`:           "2026-07-24T21:05:48Z",
		`"2026-07-23T21:44:05+02:00"`:      "2026-07-23T19:44:05Z",
		`"1784927750704"`:                  "2026-07-24T21:15:50.704Z",
		`1720000003500`:                    "2024-07-03T09:46:43.5Z",
		`1784927750`:                       "2026-07-24T21:15:50Z",
		`"Wed Aug 27 13:08:45 +0000 2008"`: "2008-08-27T13:08:45Z",
		`"2026-07-24"`:                     "2026-07-24T00:00:00Z",
		`null`:                             "", `""`: "", `"soon"`: "", `true`: "", `{"a":1}`: "",
	} {
		got := decode[x.Time](t, in)
		if want == "" {
			assert.True(t, got.IsZero(), in)
			continue
		}
		assert.Equal(t, want, got.Format(time.RFC3339Nano), in)
	}
}

func TestIDCompare(t *testing.T) {
	t.Parallel()
	assert.Negative(t, x.ID("999").Compare("1000"), "by size, not as text")
	assert.Positive(t, x.ID("18446744073709551615").Compare("9223372036854775808"), "larger than an int64")
	assert.Zero(t, x.ID("12").Compare("12"))
	assert.Negative(t, x.ID("").Compare("1"), "no id is the oldest")
	assert.Equal(t, x.ID("2080761390344937796"), decode[x.ID](t, "2080761390344937796"), "a number keeps its digits")
}

const tweetDialect = `{"data":[{"id":"10","text":"short…","author_id":"1","conversation_id":"8","created_at":"2026-08-01T10:00:00.000Z",
	"in_reply_to_user_id":"2","referenced_tweets":[{"type":"replied_to","id":"9"}],"edit_history_tweet_ids":["7","10"],
	"note_tweet":{"text":"the whole text @Bob","entities":{"mentions":[{"start":15,"end":19,"username":"Bob","id":"2"}]}},
	"attachments":{"media_keys":["3_2","3_1"],"poll_ids":["5"]},"geo":{"place_id":"p"},
	"entities":{"mentions":[{"start":0,"end":4,"username":"ALICE"}]},
	"public_metrics":{"retweet_count":3,"reply_count":0,"like_count":4,"quote_count":1,"bookmark_count":2,"impression_count":900}}],
	"includes":{"users":[{"id":"1","username":"alice","name":"Alice","pinned_tweet_id":"9","public_metrics":{"tweet_count":5,"followers_count":0}},
	{"data":{"id":"2","username":"bob","most_recent_tweet_id":"9"}}],"tweets":[{"id":"9","text":"root","author_id":"2"}],
	"media":[{"media_key":"3_1","type":"photo"},{"media_key":"3_2","type":"video"}],"polls":[{"id":"5"}],"places":[{"id":"p","name":"Nantes"}]},
	"meta":{"result_count":1,"newest_id":"10","next_token":"t","total_tweet_count":7}}`

const postDialect = `{"data":[{"id":"10","text":"short…","author_id":"1","conversation_id":"8","created_at":"2026-08-01T10:00:00.000Z",
	"in_reply_to_user_id":"2","referenced_posts":[{"type":"replied_to","id":"9"}],"edit_history_post_ids":["7","10"],
	"note_post":{"text":"the whole text @Bob","entities":{"mentions":[{"start":15,"end":19,"username":"Bob","id":"2"}]}},
	"attachments":{"media_keys":["3_2","3_1"],"poll_ids":["5"]},"geo":{"place_id":"p"},
	"entities":{"mentions":[{"start":0,"end":4,"username":"ALICE"}]},
	"public_metrics":{"repost_count":3,"reply_count":0,"like_count":4,"quote_count":1,"bookmark_count":2,"impression_count":900}}],
	"includes":{"users":[{"id":"1","username":"alice","name":"Alice","pinned_post_id":"9","public_metrics":{"post_count":5,"followers_count":0}},
	{"id":"2","username":"bob","most_recent_post_id":"9"}],"posts":[{"id":"9","text":"root","author_id":"2"}],
	"media":[{"media_key":"3_1","type":"photo"},{"media_key":"3_2","type":"video"}],"polls":[{"id":"5"}],"places":[{"id":"p","name":"Nantes"}]},
	"meta":{"result_count":1,"newest_id":"10","next_token":"t","total_post_count":7}}`

func TestDialects(t *testing.T) {
	t.Parallel()
	old := decode[x.Answer[[]*x.Post]](t, tweetDialect)
	assert.Equal(t, old, decode[x.Answer[[]*x.Post]](t, postDialect), "both dialects read the same")

	p := old.Data[0]
	assert.Equal(t, []x.Reference{{Type: x.ReferenceReply, ID: "9"}}, p.References)
	assert.Equal(t, []x.ID{"7", "10"}, p.EditHistoryIDs)
	assert.Equal(t, "the whole text @Bob", p.FullText())
	assert.Equal(t, "Bob", p.FullEntities().Mentions[0].Username)
	assert.Equal(t, x.ID("9"), p.ReplyTo())
	assert.Nil(t, p.Reference(x.ReferenceQuote))
	assert.Equal(t, int64(3), *p.PublicMetrics.Reposts)
	assert.Equal(t, int64(0), *p.PublicMetrics.Replies, "0 is a number")
	assert.Nil(t, p.PublicMetrics.Engagements, "absent is not 0")
	assert.Nil(t, p.NonPublicMetrics)
	assert.Equal(t, int64(5), *old.Includes.Users[0].PublicMetrics.Posts)
	assert.Nil(t, old.Includes.Users[0].PublicMetrics.Listed)
	assert.Equal(t, "bob", old.Includes.Users[1].Username, "unwrapped")
	assert.Equal(t, int64(7), *old.Meta.TotalPosts)

	written, err := json.Marshal(old)
	require.NoError(t, err)
	assert.Equal(t, old, decode[x.Answer[[]*x.Post]](t, string(written)))
}

func TestJoin(t *testing.T) {
	t.Parallel()
	a := decode[x.Answer[[]*x.Post]](t, tweetDialect)
	a.Includes.Join(append(a.Data, nil)...)
	p, users := a.Data[0], a.Includes.Users
	assert.Same(t, users[0], p.Author)
	assert.Same(t, users[1], p.InReplyTo)
	assert.Equal(t, []*x.Media{a.Includes.Media[1], a.Includes.Media[0]}, p.Media, "in the order of the post")
	assert.Same(t, a.Includes.Polls[0], p.Polls[0])
	assert.Same(t, a.Includes.Places[0], p.Place)
	assert.Same(t, a.Includes.Posts[0], p.References[0].Post)
	assert.Same(t, users[1], p.References[0].Post.Author, "what a post refers to is joined, too")
	assert.Same(t, users[0], p.Entities.Mentions[0].User, "by handle, whatever its case")
	assert.Same(t, users[1], p.Note.Entities.Mentions[0].User, "by id")

	a.Includes.JoinUsers(append(users, nil)...)
	assert.Same(t, a.Includes.Posts[0], users[0].PinnedPost)
	assert.Same(t, a.Includes.Posts[0], users[1].MostRecentPost)
	assert.Nil(t, users[1].PinnedPost)
}

// TestJoinNothing covers answers that hold less than the posts refer to, and objects without an id.
func TestJoinNothing(t *testing.T) {
	t.Parallel()
	p := decode[x.Post](t, `{"id":"1","geo":{},"entities":{"mentions":[{"username":"carol","id":"3"}]},"username":"Dan"}`)
	in := decode[x.Includes](t, `{"users":[{"name":"no id"},{"id":"4","username":"carol"},{"id":"5","username":"dan"},null],"places":[{}],"tweets":[null],"media":[null,{"media_key":"3_1"}],"polls":[]}`)
	in.Join(&p)
	assert.Len(t, in.Media, 1)
	written, err := json.Marshal(x.Answer[x.ID]{Includes: decode[x.Includes](t, `{"users":[],"tweets":[],"media":[null]}`)})
	require.NoError(t, err)
	assert.JSONEq(t, `{"data":""}`, string(written), "nothing is nothing")
	assert.Len(t, in.Users, 3)
	assert.Empty(t, in.Posts)
	assert.Nil(t, p.InReplyTo)
	assert.Nil(t, p.Place)
	assert.Nil(t, p.Entities.Mentions[0].User, "another account has taken the handle over")
	assert.Same(t, in.Users[2], p.Author, "by handle if X gives no id")
	(&x.Includes{}).Join(&p)
	assert.Nil(t, p.Author, "another answer knows nothing of it")
}

func TestDMs(t *testing.T) {
	t.Parallel()
	const event = `{"id":"1","event_type":"MessageCreate","text":"hi","sender_id":"2","dm_conversation_id":"2-3","participant_ids":["3","9"],
		"attachments":{"media_keys":["3_1"]},"created_at":"2026-08-01T10:00:00.000Z",`
	e := decode[x.DMEvent](t, event+`"referenced_tweets":[{"id":"9"}]}`)
	assert.Equal(t, e, decode[x.DMEvent](t, event+`"referenced_posts":[{"id":"9"}]}`))
	in := decode[x.Includes](t, `{"users":[{"id":"2"},{"id":"3"}],"posts":[{"id":"9","author_id":"3"}],"media":[{"media_key":"3_1"}]}`)
	in.JoinDMs(&e, nil)
	assert.Same(t, in.Users[0], e.Sender)
	assert.Equal(t, []*x.User{in.Users[1]}, e.Participants)
	assert.Same(t, in.Media[0], e.Media[0])
	assert.Same(t, in.Users[1], e.References[0].Post.Author)
}

func TestOddPage(t *testing.T) {
	t.Parallel()
	a := decode[x.Answer[[]*x.Post]](t, `{"data":[{"id":1,"text":7,"display_text_range":"x","public_metrics":{"like_count":"12","reply_count":null,"quote_count":"many"},
		"created_at":"never","lang":"fr"},{"id":"2"}],"includes":{"media":[{"media_key":"3_1","alt_text":5,"width":"640"}],"users":"none"},"meta":{"result_count":"2","next_token":5}}`)
	require.Len(t, a.Data, 2)
	p := a.Data[0]
	assert.Equal(t, x.ID("1"), p.ID)
	assert.Equal(t, "fr", p.Lang, "what follows an odd field is read")
	assert.Equal(t, int64(12), *p.PublicMetrics.Likes)
	assert.Nil(t, p.PublicMetrics.Replies)
	assert.Nil(t, p.PublicMetrics.Quotes, "a word is not 0")
	assert.Equal(t, x.Int(640), a.Includes.Media[0].Width)
	assert.Equal(t, x.Int(2), a.Meta.ResultCount)
	for _, in := range []string{`[]`, `{"data":"none"}`, `{"data":[7]}`, `{"data":`} {
		require.Error(t, json.Unmarshal([]byte(in), &a), "%s", in)
		var m x.StreamMessage
		require.Error(t, json.Unmarshal([]byte(in), &m), "%s", in)
	}
}

func BenchmarkDecodePosts(b *testing.B) {
	one, rest, _ := strings.Cut(strings.TrimPrefix(tweetDialect, `{"data":[`), `],
	"includes"`)
	page := []byte(`{"data":[` + strings.Repeat(one+",", 99) + one + `],"includes"` + rest)
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		var a x.Answer[[]*x.Post]
		if err := json.Unmarshal(page, &a); err != nil || len(a.Data) != 100 {
			b.Fatal(err, len(a.Data))
		}
	}
}
