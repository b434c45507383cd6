package linkedintest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin/linkedintest"
)

func TestCreateAndReadPost(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	r := s.post("/rest/posts", draft(s.acme, "hello", object{"isReshareDisabledByAuthor": true}))
	require.Equal(t, 201, r.status, r.text)
	assert.Empty(t, r.text, "the answer has no body")
	assert.Regexp(t, `^urn:li:share:\d+$`, r.id())
	assert.Equal(t, r.id(), r.header.Get("X-Linkedin-Id"))
	p := s.get("/rest/posts/" + enc(r.id())).body
	assert.Equal(t, "PUBLISHED", p["lifecycleState"])
	assert.Equal(t, true, p["isReshareDisabledByAuthor"])
	assert.Equal(t, false, in(p, "lifecycleStateInfo", "isEditedByAuthor"))
	assert.InDelta(t, noon().UnixMilli(), p["publishedAt"], 0)
	assert.Equal(t, "MAIN_FEED", in(p, "distribution", "feedDistribution"))
	activity, _ := s.FindPost(r.id())
	assert.Equal(t, "INVALID_URN_TYPE", s.get("/rest/posts/"+enc(activity.Activity)).code())
	assert.Equal(t, 404, s.get("/rest/posts/urn%3Ali%3Ashare%3A1").status)
	s.SetTraps(linkedintest.Traps{EncodedIDs: true})
	assert.Contains(t, s.post("/rest/posts", draft(s.acme, "more", nil)).id(), "urn%3Ali%3Ashare%3A")
}

func TestMemberPost(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	r := s.post("/rest/posts", draft(s.ann, "hello", object{"visibility": "CONNECTIONS"}))
	require.Equal(t, 201, r.status, r.text)
	assert.Equal(t, 403, s.get("/rest/posts/"+enc(r.id())).status, "r_member_social is closed")
	app := s.RegisterApp(linkedintest.App{
		Products: []linkedintest.Product{linkedintest.CommunityManagement}, Restricted: []string{"r_member_social"},
	})
	reader := s.Grant(app.ClientID, s.ann).Access
	assert.Equal(t, 200, s.do(reader, "GET", "/rest/posts/"+enc(r.id()), nil).status)
	assert.Len(t, s.do(reader, "GET", "/rest/posts?q=author&author="+enc(s.ann), nil).elements(), 1)
}

func TestRefusedPosts(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	long := strings.Repeat("x", 3001)
	cases := []struct {
		name   string
		author string
		text   string
		more   object
		status int
		code   string
	}{
		{"no visibility", s.acme, "x", object{"visibility": "omit"}, 400, "MISSING_FIELD"},
		{"unknown visibility", s.acme, "x", object{"visibility": "FRIENDS"}, 400, "INVALID_VALUE_FOR_FIELD"},
		{"Pages have no connections", s.acme, "x", object{"visibility": "CONNECTIONS"}, 400, "INVALID_VALUE_FOR_FIELD"},
		{"draft", s.acme, "x", object{"lifecycleState": "DRAFT"}, 400, "INVALID_VALUE_FOR_FIELD"},
		{"too long", s.acme, long, nil, 400, "FIELD_LENGTH_TOO_LONG"},
		{"unknown field", s.acme, "x", object{"scheduledAt": 1}, 403, "ACCESS_DENIED"},
		{"content is null", s.acme, "x", object{"content": nil}, 403, "ACCESS_DENIED"},
		{"advertising", s.acme, "x", object{"adContext": object{}}, 403, "ACCESS_DENIED"},
		{"author is no URN", "acme", "x", nil, 400, "INVALID_URN_ID"},
		{"author is a post", "urn:li:share:1", "x", nil, 400, "INVALID_URN_TYPE"},
		{"dark post of a member", s.ann, "x", object{"distribution": object{"feedDistribution": "NONE"}}, 400, "INVALID_VALUE_FOR_FIELD"},
		{"call to action of a member", s.ann, "x", object{"contentLandingPage": "https://example.org"}, 400, "INVALID_VALUE_FOR_FIELD"},
		{"two kinds of content", s.acme, "x", object{"content": object{"article": object{}, "media": object{}}}, 400, "INVALID_VALUE_FOR_FIELD"},
		{"carousel", s.acme, "x", object{"content": object{"carousel": object{}}}, 403, "ACCESS_DENIED"},
	}
	for _, c := range cases {
		r := s.post("/rest/posts", draft(c.author, c.text, c.more))
		assert.Equal(t, c.status, r.status, "%s: %s", c.name, r.text)
		assert.Equal(t, c.code, r.code(), c.name)
	}
	assert.Empty(t, s.Posts(s.acme))
}

func TestCommentaryIsCountedWithoutEscapes(t *testing.T) {
	t.Parallel()
	text := strings.Repeat(`\(`, 1600)
	s := start(t, linkedintest.Options{})
	assert.Equal(t, 201, s.post("/rest/posts", draft(s.acme, text, nil)).status)
	s = start(t, linkedintest.Options{CountEscaped: true})
	assert.Equal(t, 400, s.post("/rest/posts", draft(s.acme, text, nil)).status)
}

func TestTargetedPostNeedsAnAudience(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	distribution := object{"feedDistribution": "MAIN_FEED", "targetEntities": []object{{"geoLocations": []string{"urn:li:geo:101"}}}}
	urn := s.publish("hello", object{"distribution": distribution})
	p, _ := s.FindPost(urn)
	assert.True(t, p.Targeted)
	s.SetAudience(s.acme, 300)
	assert.Equal(t, 400, s.post("/rest/posts", draft(s.acme, "again", object{"distribution": distribution})).status)
}

func TestDuplicates(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	first := s.publish("hello", nil)
	r := s.post("/rest/posts", draft(s.acme, "hello", nil))
	assert.Equal(t, 422, r.status)
	assert.Equal(t, "DUPLICATE_POST", r.code())
	assert.Equal(t, "Content is a duplicate of "+first, r.message())
	assert.Equal(t, "DUPLICATE_POST", objects(in(r.body, "errorDetails", "inputErrors"))[0]["code"])
	assert.Equal(t, 201, s.post("/rest/posts", draft(s.ann, "hello", nil)).status, "another author")

	s.SetTraps(linkedintest.Traps{LongDuplicates: true, NoErrorCodes: true})
	r = s.post("/rest/posts", draft(s.acme, "hello", nil))
	assert.Empty(t, r.code())
	assert.Equal(t, "com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of "+first, r.message())

	s.clock.Advance(10 * time.Minute)
	second := s.publish("hello", nil)
	require.Equal(t, 204, s.remove("/rest/posts/"+enc(second)).status)
	third := s.publish("hello", nil)
	require.Equal(t, 204, s.remove("/rest/posts/"+enc(third)).status)
	s.SetTraps(linkedintest.Traps{DuplicateAfterDelete: true})
	assert.Equal(t, 422, s.post("/rest/posts", draft(s.acme, "hello", nil)).status)
	assert.Len(t, s.Posts(s.acme), 1)
}

func TestArticle(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	article := object{"source": "https://example.org/a", "title": "A", "description": "B", "thumbnail": s.image(s.acme)}
	urn := s.publish("read", object{"content": object{"article": article}})
	assert.Equal(t, article, in(s.get("/rest/posts/"+enc(urn)).body, "content", "article"))
	p, _ := s.FindPost(urn)
	assert.Equal(t, "ARTICLE", p.Kind)
	for _, bad := range []object{
		{"title": "no source"}, {"source": "example.org"}, {"source": "https://example.org", "title": strings.Repeat("x", 401)},
		{"source": "https://example.org", "thumbnail": s.image(s.ann)},
		{"source": "https://example.org", "thumbnail": "https://example.org/i.jpg"},
	} {
		r := s.post("/rest/posts", draft(s.acme, "other", object{"content": object{"article": bad}}))
		assert.Equal(t, 400, r.status, r.text)
	}
}

func TestPoll(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	poll := func(question string, settings object, options ...string) object {
		list := []object{}
		for _, text := range options {
			list = append(list, object{"text": text})
		}
		return object{"content": object{"poll": object{"question": question, "options": list, "settings": settings}}}
	}
	three := object{"duration": "THREE_DAYS", "voteSelectionType": "SINGLE_VOTE", "isVoterVisibleToAuthor": true}
	urn := s.publish("vote", poll("Tea?", three, "Yes", "No"))
	assert.Contains(t, urn, "urn:li:ugcPost:")
	s.Vote(urn, 1)
	options := objects(in(s.get("/rest/posts/"+enc(urn)).body, "content", "poll", "options"))
	assert.InDelta(t, 1, options[1]["voteCount"], 0)
	for name, bad := range map[string]object{
		"one option":       poll("Tea?", three, "Yes"),
		"five options":     poll("Tea?", three, "1", "2", "3", "4", "5"),
		"long option":      poll("Tea?", three, "Yes", strings.Repeat("x", 31)),
		"empty option":     poll("Tea?", three, "Yes", ""),
		"long question":    poll(strings.Repeat("x", 141), three, "Yes", "No"),
		"no duration":      poll("Tea?", object{}, "Yes", "No"),
		"strange duration": poll("Tea?", object{"duration": "TWO_DAYS"}, "Yes", "No"),
	} {
		assert.Equal(t, 400, s.post("/rest/posts", draft(s.acme, "other", bad)).status, name)
	}
}

func TestReshare(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	original := s.publish("hello", nil)
	middle := s.Reshare(s.bob, original, "look")
	urn := s.publish("", object{"reshareContext": object{"parent": middle}, "commentary": "omit"})
	context := s.get("/rest/posts/" + enc(urn)).body["reshareContext"]
	assert.Equal(t, object{"parent": middle, "root": original}, context)
	closed := s.post("/rest/posts", draft(s.ann, "mine", object{"isReshareDisabledByAuthor": true})).id()
	assert.Equal(t, 400, s.post("/rest/posts", draft(s.acme, "x", object{"reshareContext": object{"parent": closed}})).status)
	assert.Equal(t, "INVALID_URN_ID", s.post("/rest/posts", draft(s.acme, "x", object{"reshareContext": object{"parent": "urn:li:share:1"}})).code())
	both := object{"reshareContext": object{"parent": original}, "content": object{"article": object{"source": "https://example.org"}}}
	assert.Equal(t, 400, s.post("/rest/posts", draft(s.acme, "x", both)).status)
}

func TestEditPost(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	urn := s.publish("hello", object{"contentCallToActionLabel": "LEARN_MORE", "contentLandingPage": "https://example.org"})
	s.clock.Advance(time.Minute)
	r := s.patch("/rest/posts/"+enc(urn), object{
		"$set": object{"commentary": "good bye"}, "$delete": []string{"contentCallToActionLabel", "contentLandingPage"},
	})
	require.Equal(t, 204, r.status, r.text)
	p := s.get("/rest/posts/" + enc(urn)).body
	assert.Equal(t, "good bye", p["commentary"])
	assert.Equal(t, true, in(p, "lifecycleStateInfo", "isEditedByAuthor"))
	assert.InDelta(t, noon().Add(time.Minute).UnixMilli(), p["lastModifiedAt"], 0)
	assert.NotContains(t, p, "contentCallToActionLabel")
	for _, bad := range []object{
		{"$set": object{"content": object{}}}, {"$set": object{"visibility": "PUBLIC"}}, {"$delete": []string{"commentary"}},
		{"distribution": object{"$set": object{"feedDistribution": "NONE"}}},
	} {
		assert.Equal(t, 403, s.patch("/rest/posts/"+enc(urn), bad).status)
	}
	assert.Equal(t, 400, s.patch("/rest/posts/"+enc(urn), object{"$set": "commentary"}).status)
	assert.Equal(t, 403, s.patch("/rest/posts/"+enc(s.Post(s.bob, "mine", nil)), object{"$set": object{"commentary": "x"}}).status)
}

func TestDeletePost(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	urn := s.publish("hello", nil)
	assert.Equal(t, 204, s.remove("/rest/posts/"+enc(urn)).status)
	assert.Equal(t, 204, s.remove("/rest/posts/"+enc(urn)).status, "again")
	assert.Equal(t, 404, s.get("/rest/posts/"+enc(urn)).status)
	assert.Empty(t, s.get("/rest/posts?q=author&author="+enc(s.acme)).elements())
	assert.Equal(t, 404, s.patch("/rest/posts/"+enc(urn), object{"$set": object{"commentary": "x"}}).status)
	assert.Equal(t, 404, s.remove("/rest/posts/urn%3Ali%3Ashare%3A1").status)
	assert.Equal(t, 403, s.remove("/rest/posts/"+enc(s.Post(s.bob, "mine", nil))).status)
}

func TestPostsOfAnAuthor(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{Lag: time.Minute})
	first := s.publish("first", nil)
	s.clock.Advance(time.Minute)
	second := s.publish("second", nil)
	ids := func(more string) []string {
		var out []string
		for _, p := range s.get("/rest/posts?q=author&author=" + enc(s.acme) + more).elements() {
			out = append(out, p["id"].(string))
		}
		return out
	}
	assert.Equal(t, []string{first}, ids(""), "the second shows later")
	assert.Equal(t, 404, s.get("/rest/posts/"+enc(second)).status)
	s.clock.Advance(time.Minute)
	assert.Equal(t, []string{second, first}, ids(""))
	require.Equal(t, 204, s.patch("/rest/posts/"+enc(first), object{"$set": object{"commentary": "new"}}).status)
	assert.Equal(t, []string{first, second}, ids(""))
	assert.Equal(t, []string{second, first}, ids("&sortBy=CREATED"))
	assert.Equal(t, 400, s.get("/rest/posts?q=author&author="+enc(s.acme)+"&count=101").status)
	assert.Equal(t, 403, s.get("/rest/posts?q=author&author="+enc(s.CreateOrganization("Other"))).status)
}

func TestPostsThatMentionAPageCanBeRead(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	urn := s.Mention(s.bob, s.acme, "I like")
	r := s.get("/rest/posts/" + enc(urn))
	require.Equal(t, 200, r.status, r.text)
	assert.Equal(t, "I like @[ACME Tools]("+s.acme+")", r.body["commentary"])
	assert.Equal(t, 403, s.get("/rest/posts/"+enc(s.Post(s.bob, "private matters", nil))).status)
	s.SetTraps(linkedintest.Traps{ForeignPostsDenied: true})
	assert.Equal(t, 403, s.get("/rest/posts/"+enc(urn)).status)
}
