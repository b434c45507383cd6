package linkedintest_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin/linkedintest"
)

func TestDailyLimits(t *testing.T) {
	t.Parallel()
	const create = "partnerApiPostsExternal.CREATE"
	s := start(t, linkedintest.Options{Limits: linkedintest.Limits{Endpoints: map[string]linkedintest.Limit{create: {App: 3, Member: 2}}}})
	s.Assign(s.acme, s.bob, linkedintest.Administrator)
	bob := s.Token(s.bob)
	post := func(token, text string) reply {
		return s.do(token, http.MethodPost, "/rest/posts", draft(s.acme, text, nil))
	}
	assert.Equal(t, 201, post(s.token, "1").status)
	assert.Equal(t, 201, post(s.token, "2").status)
	r := post(s.token, "3")
	assert.Equal(t, 429, r.status)
	assert.Equal(t, "TOO_MANY_REQUESTS", r.code())
	assert.Contains(t, r.message(), "MEMBER DAY limit")
	assert.Empty(t, r.header.Get("Retry-After"))
	assert.Equal(t, 201, post(bob, "4").status)
	assert.Contains(t, post(bob, "5").message(), "APPLICATION DAY limit")
	assert.Equal(t, 200, s.get("/rest/me").status, "other endpoints have their own")
	assert.Equal(t, 3, s.UsedToday(create, ""))
	assert.Equal(t, 2, s.UsedToday(create, s.ann))
	s.clock.Set(time.Date(2026, 9, 20, 23, 59, 59, 0, time.UTC))
	assert.Equal(t, 429, post(bob, "5").status)
	s.clock.Advance(time.Second)
	assert.Equal(t, 201, post(bob, "5").status, "midnight UTC")
	s.ExhaustDay("me.GET", s.ann)
	assert.Equal(t, 429, s.get("/rest/me").status)
	assert.Equal(t, 200, s.do(bob, "GET", "/rest/me", nil).status)
	s.ExhaustDay("me.GET", "")
	assert.Equal(t, 429, s.do(bob, "GET", "/rest/me", nil).status)
	s.ResetLimits()
	assert.Equal(t, 200, s.get("/rest/me").status)
	assert.Contains(t, linkedintest.Endpoints(), create)
	s.SetLimits(linkedintest.Limits{MemberDay: 1})
	assert.Equal(t, 429, s.get("/rest/me").status)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	s.Faults().Add(linkedintest.Lost("POST /rest/posts"))
	r := s.post("/rest/posts", draft(s.acme, "hello", nil))
	assert.Equal(t, 500, r.status)
	assert.Equal(t, "INTERNAL_SERVER_ERROR", r.code())
	require.Len(t, s.Posts(s.acme), 1, "executed all the same")
	r = s.post("/rest/posts", draft(s.acme, "hello", nil))
	assert.Equal(t, "Content is a duplicate of "+s.Posts(s.acme)[0].URN, r.message())

	s.Faults().Add(linkedintest.Answer("GET /rest/posts/*", linkedintest.Error{Status: 409, Code: "CONFLICT", Message: "Try again"}, false))
	path := "/rest/posts/" + enc(s.Posts(s.acme)[0].URN)
	assert.Equal(t, "CONFLICT", s.get(path).code())
	assert.Equal(t, 200, s.get(path).status)
	s.Faults().Add(linkedintest.Fault{Kind: linkedintest.Unauthorized, Match: "/rest/me"})
	assert.Equal(t, "EXPIRED_ACCESS_TOKEN", s.get("/rest/me").code())
	last, ok := s.Requests().Last("/rest/me")
	require.True(t, ok)
	assert.Equal(t, s.ann, last.Label)
	assert.Equal(t, []string{"202609"}, last.Header["Linkedin-Version"])
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	assert.Equal(t, linkedintest.ID(s.ann), s.get("/rest/me").body["id"])
	number := linkedintest.ID(s.acme)
	page := s.get("/rest/organizations/" + number)
	assert.Equal(t, "ACME Tools", page.body["localizedName"])
	assert.Equal(t, "acme-tools", page.body["vanityName"])
	assert.Contains(t, page.body, "organizationType")
	bob := s.Token(s.bob)
	r := s.do(bob, "GET", "/rest/organizations/"+number, nil)
	assert.Equal(t, 403, r.status)
	assert.Contains(t, r.message(), "ADMIN_ONLY VisibilityReduction")
	public := s.do(bob, "GET", "/rest/organizationsLookup?ids=List("+number+")", nil)
	assert.Equal(t, "ACME Tools", in(public.body, "results", number, "localizedName"))
	assert.NotContains(t, in(public.body, "results", number), "organizationType")
	batch := s.do(bob, "GET", "/rest/organizations?ids=List("+number+",1)", nil)
	assert.InDelta(t, 403, in(batch.body, "statuses", number), 0)
	assert.InDelta(t, 404, in(batch.body, "statuses", "1"), 0)
	assert.Len(t, s.do(bob, "GET", "/rest/organizations?q=vanityName&vanityName=ACME-tools", nil).elements(), 1)
	assert.Equal(t, 404, s.get("/rest/organizations/1").status)

	s.Assign(s.acme, s.bob, linkedintest.Curator)
	mine := s.do(bob, "GET", "/rest/organizationAcls?q=roleAssignee", nil).elements()
	require.Len(t, mine, 1)
	assert.Equal(t, "CURATOR", mine[0]["role"])
	assert.Empty(t, s.do(bob, "GET", "/rest/organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED", nil).elements())
	assert.Len(t, s.get("/rest/organizationAcls?q=organization&organization="+enc(s.acme)).elements(), 2)
	assert.Equal(t, 403, s.do(bob, "GET", "/rest/organizationAcls?q=organization&organization="+enc(s.acme), nil).status)
	s.SetTraps(linkedintest.Traps{PeopleDenied: true})
	assert.Equal(t, 403, s.get("/rest/people/(id:"+linkedintest.ID(s.bob)+")").status)
}

func TestEqualSeedsGiveEqualRuns(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) []string {
		s := start(t, linkedintest.Options{Seed: seed})
		urn := s.publish("hello", nil)
		return []string{s.ann, s.acme, urn, s.Comment(s.bob, urn, "nice"), s.image(s.acme)}
	}
	assert.Equal(t, run(1), run(1))
	assert.NotEqual(t, run(1), run(2))
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{DuplicateWindow: -1})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				urn := s.publish("hello", nil)
				s.Comment(s.bob, urn, "nice")
				s.get(comments(urn))
				s.SetTraps(linkedintest.Traps{})
				s.Notifications(s.acme)
			}
		})
	}
	wg.Wait()
	assert.Len(t, s.Posts(s.acme), 40)
	assert.Len(t, s.Notifications(s.acme), 40)
}
