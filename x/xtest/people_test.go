package xtest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/x/xtest"
)

func TestMessages(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{RateLimits: xtest.NoLimits()})
	acme, fan, third := s.CreateUser("acme"), s.CreateUser("fan"), s.CreateUser("third")
	token := s.Token(acme)
	first := s.DM(fan, acme, "Hello")
	sent := s.do(token, http.MethodPost, "/2/dm_conversations/with/"+fan+"/messages", object{"text": "Hi https://acme.example.com"})
	require.Equal(t, http.StatusCreated, sent.status, sent.text)
	conversation := sent.data()["dm_conversation_id"].(string)
	assert.Equal(t, acme+"-"+fan, conversation, "lower id first")
	in := s.do(token, http.MethodPost, "/2/dm_conversations/"+conversation+"/messages", object{"text": "More"})
	require.Equal(t, http.StatusCreated, in.status)
	group := s.do(token, http.MethodPost, "/2/dm_conversations", object{
		"conversation_type": "Group", "participant_ids": []string{fan, third}, "message": object{"text": "All"},
	})
	require.Equal(t, http.StatusCreated, group.status, group.text)

	all := s.do(token, http.MethodGet, "/2/dm_events?dm_event.fields=sender_id,created_at,dm_conversation_id&expansions=sender_id", nil)
	require.Len(t, all.list("data"), 5)
	assert.Equal(t, "ParticipantsJoin", all.list("data")[1]["event_type"])
	pair := s.do(token, http.MethodGet, "/2/dm_conversations/with/"+fan+"/dm_events?event_types=MessageCreate", nil)
	assert.Equal(t, first, pair.ids()[2])
	assert.Equal(t, pair.ids(), s.do(token, http.MethodGet, "/2/dm_conversations/"+conversation+"/dm_events", nil).ids())
	assert.Equal(t, http.StatusForbidden, s.do(s.Token(third), http.MethodGet, "/2/dm_conversations/"+conversation+"/dm_events", nil).status)

	mine := sent.data()["dm_event_id"].(string)
	assert.Equal(t, http.StatusForbidden, s.do(token, http.MethodDelete, "/2/dm_events/"+first, nil).status)
	assert.Equal(t, true, s.do(token, http.MethodDelete, "/2/dm_events/"+mine, nil).data()["deleted"])
	assert.Equal(t, http.StatusNotFound, s.do(token, http.MethodGet, "/2/dm_events/"+mine, nil).status)
	assert.Len(t, s.Messages(third), 1)

	s.SetProfile(fan, func(p *xtest.Profile) { p.NoDMs = true })
	assert.Equal(t, http.StatusForbidden, s.do(token, http.MethodPost, "/2/dm_conversations/with/"+fan+"/messages", object{"text": "x"}).status)
	s.clock.Advance(31 * 24 * time.Hour)
	assert.Empty(t, s.do(s.Token(acme), http.MethodGet, "/2/dm_events", nil).list("data"))
}

func TestEngagement(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{Plan: xtest.Enterprise, RateLimits: xtest.NoLimits()})
	acme, fan := s.CreateUser("acme"), s.CreateUser("fan")
	token, me := s.Token(acme), "/2/users/"+acme
	id := s.Post(fan, "Hi", nil)
	do := func(method, path string, body any) reply {
		t.Helper()
		r := s.do(token, method, path, body)
		require.Equal(t, http.StatusOK, r.status, "%s %s: %s", method, path, r.text)
		return r
	}
	tweet, target := object{"tweet_id": id}, object{"target_user_id": fan}
	do(http.MethodPost, me+"/likes", tweet)
	do(http.MethodPost, me+"/likes", tweet)
	assert.Equal(t, []string{acme}, do(http.MethodGet, "/2/tweets/"+id+"/liking_users", nil).ids())
	assert.Equal(t, []string{id}, do(http.MethodGet, me+"/liked_tweets", nil).ids())
	do(http.MethodDelete, me+"/likes/"+id, nil)
	assert.Empty(t, do(http.MethodGet, me+"/liked_tweets", nil).ids())

	r := do(http.MethodPost, me+"/retweets", tweet).data()["rest_id"].(string)
	assert.Equal(t, []string{r}, do(http.MethodGet, "/2/tweets/"+id+"/retweets", nil).ids())
	assert.Equal(t, []string{acme}, do(http.MethodGet, "/2/tweets/"+id+"/retweeted_by", nil).ids())
	do(http.MethodDelete, me+"/retweets/"+id, nil)
	assert.Empty(t, s.Posts(acme))

	folder := s.do(token, http.MethodPost, me+"/bookmarks/folders", object{"name": "Read"}).data()["id"]
	do(http.MethodPost, me+"/bookmarks", object{"tweet_id": id, "folder_id": folder})
	assert.Equal(t, []string{id}, do(http.MethodGet, me+"/bookmarks/folders/"+folder.(string), nil).ids())
	do(http.MethodDelete, me+"/bookmarks/"+id, nil)
	assert.Empty(t, do(http.MethodGet, me+"/bookmarks", nil).ids())

	do(http.MethodPost, me+"/following", target)
	do(http.MethodPost, me+"/muting", target)
	status := do(http.MethodGet, "/2/users/"+fan+"?user.fields=connection_status", nil)
	assert.Equal(t, []any{"following", "muting"}, status.data()["connection_status"])
	assert.Equal(t, []string{acme}, do(http.MethodGet, "/2/users/"+fan+"/followers", nil).ids())
	assert.Equal(t, []string{id}, do(http.MethodGet, me+"/timelines/reverse_chronological", nil).ids())
	do(http.MethodDelete, me+"/muting/"+fan, nil)
	do(http.MethodPost, me+"/blocking", target)
	assert.Empty(t, s.Following(acme))
	assert.Equal(t, http.StatusBadRequest, s.do(token, http.MethodPost, "/2/users/"+fan+"/likes", tweet).status, "another's id")

	mine := s.Post(acme, "News", nil)
	comment := s.Reply(fan, mine, "Rude", nil)
	do(http.MethodPut, "/2/tweets/"+comment+"/hidden", object{"hidden": true})
	hidden, _ := s.FindPost(comment)
	assert.True(t, hidden.Hidden)
	assert.Equal(t, http.StatusForbidden, s.do(token, http.MethodPut, "/2/tweets/"+id+"/hidden", object{"hidden": true}).status)
	foreign := s.Reply(acme, id, "Not my conversation", nil)
	assert.Equal(t, http.StatusForbidden, s.do(token, http.MethodPut, "/2/tweets/"+foreign+"/hidden", object{"hidden": true}).status)
	s.Repost(fan, mine)
	assert.Equal(t, []string{mine}, do(http.MethodGet, "/2/users/reposts_of_me", nil).ids())
}

func TestLists(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{RateLimits: xtest.NoLimits()})
	acme, fan := s.CreateUser("acme"), s.CreateUser("fan")
	token, me := s.Token(acme), "/2/users/"+acme
	made := s.do(token, http.MethodPost, "/2/lists", object{"name": "Press", "private": true})
	require.Equal(t, http.StatusCreated, made.status, made.text)
	id := made.data()["id"].(string)
	assert.Equal(t, true, s.do(token, http.MethodPost, "/2/lists/"+id+"/members", object{"user_id": fan}).data()["is_member"])
	post := s.Post(fan, "Hi", nil)
	assert.Equal(t, []string{post}, s.do(token, http.MethodGet, "/2/lists/"+id+"/tweets", nil).ids())
	assert.Equal(t, []string{fan}, s.do(token, http.MethodGet, "/2/lists/"+id+"/members", nil).ids())
	assert.Equal(t, http.StatusNotFound, s.do(s.Token(fan), http.MethodGet, "/2/lists/"+id, nil).status, "private")
	assert.Equal(t, true, s.do(token, http.MethodPut, "/2/lists/"+id, object{"private": false}).data()["updated"])
	assert.Equal(t, http.StatusForbidden, s.do(s.Token(fan), http.MethodDelete, "/2/lists/"+id, nil).status)
	s.do(token, http.MethodPost, me+"/pinned_lists", object{"list_id": id})
	assert.Equal(t, []string{id}, s.do(token, http.MethodGet, me+"/pinned_lists", nil).ids())
	s.do(s.Token(fan), http.MethodPost, "/2/users/"+fan+"/followed_lists", object{"list_id": id})
	got := s.do(token, http.MethodGet, "/2/lists/"+id+"?list.fields=member_count,follower_count&expansions=owner_id", nil)
	assert.EqualValues(t, 1, got.data()["follower_count"])
	assert.Equal(t, acme, got.data()["owner_id"])
	assert.Equal(t, []string{id}, s.do(token, http.MethodGet, "/2/users/"+fan+"/list_memberships", nil).ids())
	s.do(token, http.MethodDelete, "/2/lists/"+id+"/members/"+fan, nil)
	assert.Equal(t, true, s.do(token, http.MethodDelete, "/2/lists/"+id, nil).data()["deleted"])
	assert.Empty(t, s.do(token, http.MethodGet, me+"/owned_lists", nil).ids())
}
