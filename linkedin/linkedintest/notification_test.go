package linkedintest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin/linkedintest"
)

func (s *site) notified(more string) []object {
	s.t.Helper()
	r := s.get("/rest/organizationalEntityNotifications?q=criteria&organizationalEntity=" + enc(s.acme) + more)
	require.Equal(s.t, 200, r.status, r.text)
	return r.elements()
}

func TestNotifications(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	urn := s.publish(`hello \(all\)`, nil)
	p, _ := s.FindPost(urn)
	s.React(s.bob, urn, linkedintest.Like)
	s.clock.Advance(time.Second)
	comment := s.Comment(s.bob, urn, "nice")
	s.EditComment(comment, "very nice")
	own := s.post(comments(urn), remark(s.acme, urn, "thanks", nil)).header.Get("X-Resourceidentity-Urn")
	s.Reshare(s.bob, urn, "look")
	mention := s.Mention(s.bob, s.acme, "hey")
	s.DeleteComment(comment)
	var got []string
	for _, n := range s.notified("") {
		got = append(got, n["action"].(string))
	}
	assert.Equal(t, []string{"COMMENT_DELETE", "SHARE_MENTION", "SHARE", "ADMIN_COMMENT", "COMMENT_EDIT", "COMMENT", "LIKE"}, got)

	n := s.notified("&actions=List(COMMENT)")[0]
	assert.Equal(t, p.Activity, n["sourcePost"])
	assert.Equal(t, s.ann, n["subscriber"])
	assert.Equal(t, comment, n["generatedActivity"])
	assert.Equal(t, object{"entity": urn, "owner": s.acme, "text": "hello (all)", "mediaCategory": "NONE"}, n["decoratedSourcePost"])
	assert.Equal(t, object{"entity": comment, "owner": s.bob, "text": "nice", "object": p.Activity}, in(n, "decoratedGeneratedActivity", "comment"))
	edited := s.notified("&actions=List(COMMENT_EDIT,ADMIN_COMMENT)")
	require.Len(t, edited, 2)
	assert.Equal(t, own, edited[0]["generatedActivity"])
	assert.Equal(t, "very nice", in(edited[1], "decoratedGeneratedActivity", "comment", "text"))
	share := s.notified("&actions=List(SHARE_MENTION)")[0]
	assert.Equal(t, mention, in(share, "decoratedGeneratedActivity", "share", "entity"))
	assert.NotContains(t, s.notified("&actions=List(LIKE)")[0], "generatedActivity", "who it was is not told")

	at := noon().Add(time.Second).UnixMilli()
	assert.Len(t, s.notified(fmt.Sprintf("&timeRange=(start:%d,end:%d)", at, at+1)), 6)
	assert.Len(t, s.notified(fmt.Sprintf("&timeRange=(start:%d,end:%d)", at-1000, at)), 1)
	assert.Len(t, s.notified("&count=2"), 2)
	s.clock.Advance(60 * 24 * time.Hour)
	s.token = s.Token(s.ann)
	assert.Len(t, s.notified(""), 6, "kept for 60 days")
	for _, bad := range []string{"&actions=COMMENT", "&actions=List(HELLO)", "&timeRange=(start:x)", "&timeRange=1"} {
		assert.Equal(t, 400, s.get("/rest/organizationalEntityNotifications?q=criteria&organizationalEntity="+enc(s.acme)+bad).status, bad)
	}
}

func TestWhatIsNotNotified(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	hidden := s.publish("hello", object{"visibility": "LOGGED_IN"})
	s.React(s.bob, hidden, linkedintest.Like)
	s.Comment(s.bob, hidden, "@ACME Tools")
	s.Reshare(s.bob, hidden, "")
	s.Comment(s.bob, s.Post(s.bob, "mine", nil), "I mention ACME Tools in a comment")
	assert.Empty(t, s.Notifications(s.acme))
	s.Mention(s.bob, s.ann, "members get no notifications")
	assert.Empty(t, s.Notifications(s.acme))
}

func TestNotificationOddities(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{NotificationDelay: time.Minute, Traps: linkedintest.Traps{MalformedActivities: true}})
	urn := s.publish("hello", nil)
	p, _ := s.FindPost(urn)
	k, _ := s.FindComment(s.Comment(s.bob, urn, "nice"))
	assert.Empty(t, s.notified(""))
	s.clock.Advance(time.Minute)
	n := s.notified("")[0]
	assert.Equal(t, "urn:li:comment:(activity:"+linkedintest.ID(p.Activity)+","+k.ID+")", n["generatedActivity"])
	assert.Equal(t, k.URN, in(n, "decoratedGeneratedActivity", "comment", "entity"))
	s.Dismiss(s.acme, s.ann)
	assert.Equal(t, 403, s.get("/rest/organizationalEntityNotifications?q=criteria&organizationalEntity="+enc(s.acme)).status)
}
