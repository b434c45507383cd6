package xtest_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/x/xtest"
)

func TestRateLimits(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{LegacyRateLimitBody: true, OddLimits: []string{"GET /2/users/*/mentions"}})
	acme := s.CreateUser("acme")
	token := s.Token(acme)
	var last reply
	for range 75 {
		last = s.do(token, http.MethodGet, "/2/users/me", nil)
	}
	require.Equal(t, http.StatusOK, last.status)
	assert.Equal(t, "75", last.header.Get("X-Rate-Limit-Limit"))
	assert.Equal(t, "0", last.header.Get("X-Rate-Limit-Remaining"))
	reset, err := strconv.ParseInt(last.header.Get("X-Rate-Limit-Reset"), 10, 64)
	require.NoError(t, err)
	assert.Equal(t, noon().Add(15*time.Minute).Unix(), reset)
	refused := s.do(token, http.MethodGet, "/2/users/me", nil)
	assert.Equal(t, http.StatusTooManyRequests, refused.status)
	assert.Contains(t, refused.text, `"code":88`)
	other := s.Token(s.CreateUser("other"))
	assert.Equal(t, http.StatusOK, s.do(other, http.MethodGet, "/2/users/me", nil).status, "each user has a window")
	s.clock.Advance(15 * time.Minute)
	assert.Equal(t, http.StatusOK, s.do(token, http.MethodGet, "/2/users/me", nil).status)

	post := s.tweet(token, "Hi")
	assert.Equal(t, "9999", post.header.Get("X-App-Limit-24hour-Remaining"))
	assert.Equal(t, "99", post.header.Get("X-Rate-Limit-Remaining"))
	odd := s.do(token, http.MethodGet, "/2/users/"+acme+"/mentions", nil)
	assert.Equal(t, "40000", odd.header.Get("X-Rate-Limit-Limit"))
	s.ExhaustRateLimit("POST /2/tweets", acme)
	assert.Equal(t, http.StatusTooManyRequests, s.tweet(token, "More").status)
	s.ResetRateLimits()
	assert.Equal(t, http.StatusCreated, s.tweet(token, "More").status)
}

func TestBilling(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{PostCap: 3})
	acme, fan := s.CreateUser("acme"), s.CreateUser("fan")
	token := s.Token(acme)
	s.tweet(token, "Plain")
	s.tweet(token, "With https://acme.example.com")
	s.do(token, http.MethodPost, "/2/tweets", object{})
	posts := s.Posts(acme)
	for range 2 { // the second time is free
		s.do(token, http.MethodGet, "/2/tweets/"+posts[0].ID+"?expansions=author_id&tweet.fields=unknown", nil)
	}
	bill := s.Billing()
	assert.Equal(t, map[xtest.Resource]int{xtest.PostCreate: 1, xtest.PostCreateURL: 1, xtest.PostRead: 1, xtest.UserRead: 1}, bill.Units)
	assert.Equal(t, xtest.Money(15+200+5+10), bill.Total)
	assert.Equal(t, "$0.230", bill.Total.String())

	s.ResetBilling()
	s.SetAppOwner(acme)
	s.Post(fan, "Hi @acme", nil)
	s.do(token, http.MethodGet, "/2/users/"+acme+"/mentions", nil)
	assert.Equal(t, map[xtest.Resource]int{xtest.OwnedRead: 1}, s.Billing().Units)

	usage := s.do(s.AppToken(), http.MethodGet, "/2/usage/tweets", nil)
	assert.Equal(t, "1", usage.data()["project_usage"])
	for _, p := range []string{s.Post(fan, "a", nil), s.Post(fan, "b", nil)} {
		require.Equal(t, http.StatusOK, s.do(token, http.MethodGet, "/2/tweets/"+p, nil).status)
	}
	capped := s.do(token, http.MethodGet, "/2/tweets/"+s.Post(fan, "c", nil), nil)
	assert.Equal(t, http.StatusTooManyRequests, capped.status)
	assert.Equal(t, "Monthly", capped.body["period"])

	s.SetCredit(20)
	require.Equal(t, http.StatusCreated, s.tweet(token, "One").status)
	require.Equal(t, http.StatusCreated, s.tweet(token, "Two").status)
	broke := s.do(token, http.MethodGet, "/2/users/me", nil)
	assert.Equal(t, http.StatusPaymentRequired, broke.status)
	assert.Equal(t, "74", broke.header.Get("X-Rate-Limit-Remaining"), "the window looks healthy")
}

func TestPlans(t *testing.T) {
	t.Parallel()
	for plan, want := range map[xtest.Plan]int{xtest.PayPerUse: http.StatusForbidden, xtest.Enterprise: http.StatusOK} {
		s := start(t, xtest.Options{Plan: plan})
		acme, fan := s.CreateUser("acme"), s.CreateUser("fan")
		token := s.Token(acme)
		liked := s.do(token, http.MethodPost, "/2/users/"+acme+"/likes", object{"tweet_id": s.Post(fan, "Hi", nil)})
		assert.Equal(t, want, liked.status)
		assert.Equal(t, want, s.do(token, http.MethodPost, "/2/users/"+acme+"/following", object{"target_user_id": fan}).status)
		if want == http.StatusForbidden {
			assert.Equal(t, "client-not-enrolled", liked.body["reason"])
		}
	}
}

func TestErrorForms(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{OldProblemURIs: true, Traps: xtest.Traps{JSONType: true}})
	token := s.Token(s.CreateUser("acme"))
	s.Faults().Add(xtest.OverCapacity("GET /2/users/me"))
	s.Faults().Add(xtest.Fault{Kind: xtest.FailBefore, Match: "GET /2/users/me"})
	assert.Equal(t, "about:blank", s.do(token, http.MethodGet, "/2/users/me", nil).body["type"])
	assert.Contains(t, s.do(token, http.MethodGet, "/2/users/me", nil).text, "<html>")
	unknown := s.do(token, http.MethodGet, "/2/tweets/1", nil)
	assert.Equal(t, "https://api.twitter.com/2/problems/resource-not-found", unknown.list("errors")[0]["type"])
	bad := s.do(token, http.MethodGet, "/2/tweets?ids=x", nil)
	assert.Equal(t, "application/json; charset=utf-8", bad.header.Get("Content-Type"))
	assert.Contains(t, bad.list("errors")[0]["parameters"], "ids")
	assert.Contains(t, s.do(token, http.MethodGet, "/1.1/account/settings.json", nil).text, `"code":453`)
	assert.Equal(t, http.StatusNotFound, s.do(token, http.MethodGet, "/2/spaces/1", nil).status)

	closed := s.RegisterApp(xtest.App{Unenrolled: true})
	refused := s.do(s.Grant(closed.ClientID, s.CreateUser("other")).Access, http.MethodGet, "/2/users/me", nil)
	assert.Equal(t, "client-not-enrolled", refused.body["reason"])
	s.SetProfile(s.CreateUser("gone"), func(p *xtest.Profile) { p.Suspended = true })
	suspended := s.do(s.AppToken(), http.MethodGet, "/2/users/by/username/gone", nil)
	assert.Contains(t, suspended.text, "suspended")
	assert.NotContains(t, suspended.body, "data")
}
