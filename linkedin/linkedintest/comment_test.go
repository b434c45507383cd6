package linkedintest_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin/linkedintest"
)

func comments(on string) string { return "/rest/socialActions/" + enc(on) + "/comments" }

func remark(actor, on, text string, more object) object {
	out := object{"actor": actor, "object": on, "message": object{"text": text}}
	maps.Copy(out, more)
	return out
}

func TestCommentAndReply(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	urn := s.publish("hello", nil)
	p, _ := s.FindPost(urn)
	r := s.post(comments(urn), remark(s.acme, urn, "first", nil))
	require.Equal(t, 201, r.status, r.text)
	first := r.header.Get("X-Resourceidentity-Urn")
	assert.Equal(t, "urn:li:comment:("+p.Activity+","+r.id()+")", first)
	assert.Equal(t, first, r.body["commentUrn"])
	assert.Equal(t, first, r.body["$URN"])
	assert.Equal(t, s.acme, r.body["actor"])
	assert.Equal(t, s.ann, r.body["agent"])
	assert.Equal(t, s.ann, in(r.body, "created", "impersonator"))
	assert.Equal(t, p.Activity, r.body["object"])

	reply := s.post(comments(first), remark(s.ann, p.Activity, "reply", object{"parentComment": first}))
	require.Equal(t, 201, reply.status, reply.text)
	second := reply.header.Get("X-Resourceidentity-Urn")
	assert.Equal(t, first, reply.body["parentComment"])
	assert.NotContains(t, reply.body, "agent")
	assert.Equal(t, 400, s.post(comments(second), remark(s.ann, urn, "too deep", nil)).status)

	top := s.get(comments(urn)).elements()
	require.Len(t, top, 1)
	assert.InDelta(t, 1, in(top[0], "commentsSummary", "totalFirstLevelComments"), 0)
	below := s.get(comments(first)).elements()
	require.Len(t, below, 1)
	assert.Equal(t, "reply", in(below[0], "message", "text"))
	assert.Equal(t, "first", in(s.get(comments(urn)+"/"+r.id()).body, "message", "text"))
	batch := s.get(comments(urn) + "?ids=List(" + r.id() + ",1)")
	assert.Equal(t, "first", in(batch.body, "results", r.id(), "message", "text"))
	assert.InDelta(t, 404, in(batch.body, "statuses", "1"), 0)
	actions := s.get("/rest/socialActions/" + enc(urn)).body
	assert.InDelta(t, 2, in(actions, "commentsSummary", "aggregatedTotalComments"), 0)
}

func TestRefusedComments(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	urn, other := s.publish("hello", nil), s.publish("other", nil)
	foreign := s.Comment(s.bob, other, "there")
	cases := map[string]struct {
		on     string
		body   object
		status int
	}{
		"blank":             {urn, remark(s.acme, urn, "", nil), 400},
		"too long":          {urn, remark(s.acme, urn, strings.Repeat("x", 1251), nil), 400},
		"no message":        {urn, object{"actor": s.acme, "object": urn}, 400},
		"somebody else":     {urn, remark(s.bob, urn, "x", nil), 403},
		"another object":    {urn, remark(s.acme, other, "x", nil), 400},
		"another's parent":  {urn, remark(s.acme, urn, "x", object{"parentComment": foreign}), 400},
		"no such post":      {"urn:li:share:1", remark(s.acme, "urn:li:share:1", "x", nil), 404},
		"no post at all":    {s.acme, remark(s.acme, urn, "x", nil), 400},
		"unknown member":    {urn, remark(s.acme, urn, "x", object{"visibility": "PUBLIC"}), 403},
		"attribute outside": {urn, remark(s.acme, urn, "x", object{"message": object{"text": "abc", "attributes": []object{{"start": 2, "length": 5, "value": object{"person": object{"person": s.bob}}}}}}), 400},
	}
	for name, c := range cases {
		r := s.post(comments(c.on), c.body)
		assert.Equal(t, c.status, r.status, "%s: %s", name, r.text)
	}
	writer := s.Token(s.ann, "w_member_social", "w_organization_social")
	assert.Equal(t, 403, s.do(writer, "POST", comments(urn), remark(s.ann, urn, "x", nil)).status, "the scopes of posts do not do")
	assert.Empty(t, s.Comments(urn))
}

func TestCommentMentionsAndImage(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	urn := s.publish("hello", nil)
	message := object{"text": "Bob, look", "attributes": []object{{"start": 0, "length": 3, "value": object{"person": object{"person": s.bob}}}}}
	image := []object{{"entity": object{"image": s.image(s.acme)}}}
	r := s.post(comments(urn), remark(s.acme, urn, "", object{"message": message, "content": image}))
	require.Equal(t, 201, r.status, r.text)
	assert.Equal(t, message["attributes"].([]object)[0]["value"], objects(in(r.body, "message", "attributes"))[0]["value"])
	k := s.Comments(urn)[0]
	assert.Equal(t, []string{s.bob}, k.Mentions)
	assert.NotEmpty(t, k.Image)
	s.SetTraps(linkedintest.Traps{NoCommentImages: true})
	r = s.post(comments(urn), remark(s.acme, urn, "again", object{"content": image}))
	assert.Equal(t, 403, r.status)
	assert.Contains(t, r.message(), "[/content]")
}

func TestEditAndDeleteComment(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	urn := s.publish("hello", nil)
	own := s.post(comments(urn), remark(s.acme, urn, "first", nil)).id()
	theirs, _ := s.FindComment(s.Comment(s.bob, urn, "rude"))
	as := "?actor=" + enc(s.acme)
	s.clock.Advance(time.Second)
	edit := object{"message": object{"$set": object{"text": "better"}}}
	r := s.patch(comments(urn)+"/"+own+as, edit)
	require.Equal(t, 200, r.status, r.text)
	assert.Equal(t, "better", in(r.body, "message", "text"))
	assert.Equal(t, 403, s.patch(comments(urn)+"/"+theirs.ID+as, edit).status)
	assert.Equal(t, 403, s.patch(comments(urn)+"/"+own, edit).status, "the comment is the Page's")
	assert.Equal(t, 403, s.patch(comments(urn)+"/"+own+as, object{"$set": object{"text": "x"}}).status)

	assert.Equal(t, 403, s.remove(comments(urn)+"/"+theirs.ID+as).status)
	s.Comment(s.bob, s.Comments(urn)[0].URN, "below")
	assert.Equal(t, 204, s.remove(comments(urn)+"/"+own+as).status)
	assert.Equal(t, 404, s.remove(comments(urn)+"/"+own+as).status)
	require.Len(t, s.Comments(urn), 1, "replies go with it")
	assert.Equal(t, theirs.URN, s.Comments(urn)[0].URN)
}

func TestAdministratorsMayDelete(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{AdminDelete: true})
	urn := s.publish("hello", nil)
	theirs, _ := s.FindComment(s.Comment(s.bob, urn, "rude"))
	assert.Equal(t, 204, s.remove(comments(urn)+"/"+theirs.ID+"?actor="+enc(s.acme)).status)
	post := s.Post(s.bob, "mine", nil)
	elsewhere, _ := s.FindComment(s.Comment(s.bob, post, "too"))
	assert.Equal(t, 403, s.remove(comments(post)+"/"+elsewhere.ID+"?actor="+enc(s.acme)).status)
}

func TestFreshPostsCannotBeCommentedOn(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{CommentLag: 5 * time.Second, Limits: linkedintest.Limits{CommentGap: time.Minute}})
	urn := s.publish("hello", nil)
	assert.Equal(t, 404, s.post(comments(urn), remark(s.acme, urn, "first", nil)).status)
	s.clock.Advance(5 * time.Second)
	assert.Equal(t, 201, s.post(comments(urn), remark(s.acme, urn, "first", nil)).status)
	r := s.post(comments(urn), remark(s.acme, urn, "second", nil))
	assert.Equal(t, 429, r.status)
	assert.Equal(t, "Comment create throttled: creation rate limit exceeded for member", r.message())
	s.clock.Advance(time.Minute)
	assert.Equal(t, 201, s.post(comments(urn), remark(s.acme, urn, "second", nil)).status)
}

func TestClosingCommentsDeletesThem(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{CommentsStateDelay: time.Second})
	urn := s.publish("hello", nil)
	s.Comment(s.bob, urn, "one")
	set := func(state string) reply {
		return s.patch("/rest/socialMetadata/"+enc(urn)+"?actor="+enc(s.acme), object{"$set": object{"commentsState": state}})
	}
	state := func() any { return s.get("/rest/socialMetadata/" + enc(urn)).body["commentsState"] }
	require.Equal(t, 202, set("CLOSED").status)
	assert.Equal(t, "OPEN", state())
	s.clock.Advance(time.Second)
	assert.Equal(t, "CLOSED", state())
	assert.Empty(t, s.Comments(urn))
	assert.Equal(t, 403, s.post(comments(urn), remark(s.acme, urn, "x", nil)).status)
	require.Equal(t, 202, set("OPEN").status)
	s.clock.Advance(time.Second)
	assert.Equal(t, 201, s.post(comments(urn), remark(s.acme, urn, "x", nil)).status)
	assert.Equal(t, 400, set("HALF").status)
	foreign := s.Post(s.bob, "mine", nil)
	assert.Equal(t, 403, s.patch("/rest/socialMetadata/"+enc(foreign)+"?actor="+enc(s.acme), object{"$set": object{"commentsState": "CLOSED"}}).status)
}

func TestCommentsOfOthersAreNotRead(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	foreign := s.Post(s.bob, "mine", nil)
	s.Comment(s.bob, foreign, "one")
	assert.Equal(t, 403, s.get(comments(foreign)).status)
	mention := s.Mention(s.bob, s.acme, "hey")
	s.Comment(s.bob, mention, "one")
	assert.Len(t, s.get(comments(mention)).elements(), 1)
	s.Assign(s.acme, s.bob, linkedintest.RecruitingPoster)
	urn := s.publish("hello", nil)
	assert.Equal(t, 403, s.do(s.Token(s.bob), "GET", comments(urn), nil).status, "that role writes only")
	assert.Equal(t, 201, s.do(s.Token(s.bob), "POST", comments(urn), remark(s.acme, urn, "x", nil)).status)
}
