package linkedintest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin/linkedintest"
)

func TestReactions(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	urn := s.publish("hello", nil)
	p, _ := s.FindPost(urn)
	s.React(s.bob, urn, linkedintest.Love)
	react := func(kind string) reply {
		return s.post("/rest/reactions?actor="+enc(s.acme), object{"root": urn, "reactionType": kind})
	}
	r := react("PRAISE")
	require.Equal(t, 201, r.status, r.text)
	assert.Equal(t, "urn:li:reaction:("+s.acme+","+p.Activity+")", r.body["id"])
	assert.Equal(t, "(actor:"+enc(s.acme)+",entity:"+enc(p.Activity)+")", r.id())
	assert.Equal(t, 400, react("MAYBE").status)
	require.Equal(t, 201, react("LIKE").status)
	assert.Equal(t, []linkedintest.Reaction{
		{Actor: s.bob, Type: linkedintest.Love}, {Actor: s.acme, Agent: s.ann, Type: linkedintest.Like},
	}, s.Reactions(urn), "a second reaction replaces the first")

	found := s.get("/rest/reactions/(entity:" + enc(urn) + ")?q=entity&sort=(value:REVERSE_CHRONOLOGICAL)").elements()
	require.Len(t, found, 2)
	assert.Equal(t, "LIKE", found[0]["reactionType"])
	assert.Equal(t, s.bob, in(found[1], "created", "actor"))
	found = s.get("/rest/reactions/(entity:" + enc(urn) + ")?q=entity&sort=(value:CHRONOLOGICAL)").elements()
	assert.Equal(t, "EMPATHY", found[0]["reactionType"])
	assert.Equal(t, 400, s.get("/rest/reactions/(entity:"+enc(urn)+")?q=entity&sort=CHRONOLOGICAL").status)

	key := "(actor:" + enc(s.acme) + ",entity:" + enc(urn) + ")"
	assert.Equal(t, "LIKE", s.get("/rest/reactions/" + key).body["reactionType"])
	assert.Equal(t, "LIKE", in(s.get("/rest/reactions?ids=List("+key+")").body, "results", key, "reactionType"))
	metadata := s.get("/rest/socialMetadata/" + enc(urn)).body
	assert.InDelta(t, 1, in(metadata, "reactionSummaries", "EMPATHY", "count"), 0)
	assert.Equal(t, "OPEN", metadata["commentsState"])
	require.Equal(t, 204, s.remove("/rest/reactions/"+key).status)
	assert.Equal(t, 404, s.remove("/rest/reactions/"+key).status)
	assert.Equal(t, 403, s.remove("/rest/reactions/(actor:"+enc(s.bob)+",entity:"+enc(urn)+")").status)
	assert.Equal(t, 400, s.remove("/rest/reactions/(actor:"+enc(s.acme)+")").status)
	assert.Len(t, s.Reactions(urn), 1)
}

func TestReactionsToComments(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	comment := s.Comment(s.bob, s.publish("hello", nil), "nice")
	require.Equal(t, 201, s.post("/rest/reactions?actor="+enc(s.acme), object{"root": comment, "reactionType": "LIKE"}).status)
	assert.Len(t, s.Reactions(comment), 1)
	r := s.get("/rest/reactions/(entity:" + enc(comment) + ")?q=entity")
	assert.Len(t, r.elements(), 1, r.text)
	batch := s.get("/rest/socialMetadata?ids=List(" + enc(comment) + ")")
	assert.InDelta(t, 1, in(batch.body, "results", enc(comment), "reactionSummaries", "LIKE", "count"), 0)
}

func TestLikes(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	urn := s.publish("hello", nil)
	s.React(s.bob, urn, linkedintest.Funny)
	likes := "/rest/socialActions/" + enc(urn) + "/likes"
	r := s.post(likes, object{"actor": s.ann, "object": urn})
	require.Equal(t, 201, r.status, r.text)
	found := s.get(likes).elements()
	require.Len(t, found, 1, "other reactions are no likes")
	assert.Equal(t, s.ann, found[0]["actor"])
	assert.Equal(t, true, in(s.get("/rest/socialActions/"+enc(urn)).body, "likesSummary", "likedByCurrentUser"))
	assert.Equal(t, 400, s.post(likes, object{"actor": s.ann, "object": s.publish("other", nil)}).status)
	assert.Equal(t, 204, s.remove(likes+"/"+enc(s.ann)+"?actor="+enc(s.ann)).status)
	assert.Equal(t, 404, s.remove(likes+"/"+enc(s.ann)).status)
	batch := s.get("/rest/socialActions?ids=List(" + enc(urn) + ",urn%3Ali%3Ashare%3A1)")
	assert.InDelta(t, 0, in(batch.body, "results", enc(urn), "likesSummary", "totalLikes"), 0)
	assert.InDelta(t, 404, in(batch.body, "statuses", "urn%3Ali%3Ashare%3A1"), 0)
	s.Unreact(s.bob, urn)
	assert.Empty(t, s.Reactions(urn))
}
