package instagramtest_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram/instagramtest"
)

func TestCallsAreCounted(t *testing.T) {
	t.Parallel()
	both(t, instagramtest.Options{}, func(t *testing.T, s *site, api instagramtest.API, token string) {
		t.Helper()
		assert.Empty(t, s.get(api, token, "/"+s.acme).header.Get("X-Business-Use-Case-Usage"), "nothing to tell")
		s.SetUsage(s.acme, 97, 0)
		r := s.get(api, token, "/"+s.acme)
		assert.JSONEq(t, `{"`+s.acme+`":[{"type":"instagram","call_count":97,"total_cputime":48,"total_time":48,"estimated_time_to_regain_access":0}]}`,
			r.header.Get("X-Business-Use-Case-Usage"))
		assert.NotEmpty(t, s.get(api, token, "/"+s.Post(s.acme, instagramtest.Post{})).header.Get("X-Business-Use-Case-Usage"), "media too")
		s.Throttle(s.acme, 80002, time.Hour)
		r = s.get(api, token, "/"+s.acme)
		assert.Equal(t, []int{400, 80002}, []int{r.status, r.code()})
		assert.Contains(t, r.header.Get("X-Business-Use-Case-Usage"), `"estimated_time_to_regain_access":60`)
		s.clock.Advance(time.Hour)
		assert.Equal(t, 200, s.get(api, token, "/"+s.acme).status)
	})
}

func TestCallsPerImpression(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{Impressions: 1})
	other := s.Connect(s.CreateAccount("other", nil))
	for range 4800 {
		req := httptestRequest(t, s.token)
		w := newRecorder()
		s.Host(il).ServeHTTP(w, req)
		require.Equal(t, http.StatusOK, w.Code)
	}
	assert.Equal(t, 80002, s.get(il, s.token, "/me").code())
	assert.Equal(t, 200, s.get(fl, other.UserToken, "/me").status, "each account has its own")
	assert.Equal(t, 200, s.get(il, s.token, "/me/conversations?platform=instagram").status, "messages have another")
	assert.Equal(t, 200, s.get(fl, s.user, "/"+s.acme+"?fields=business_discovery.username(other){id}").status)
	s.clock.Advance(24 * time.Hour)
	assert.Equal(t, 200, s.get(il, s.token, "/me").status)
}

func TestAnswersThatAreLost(t *testing.T) {
	t.Parallel()
	both(t, instagramtest.Options{}, func(t *testing.T, s *site, api instagramtest.API, token string) {
		t.Helper()
		faults := s.Host(api).Faults()
		k := s.container(api, token, url.Values{"image_url": {s.files + "/square.jpg"}}).id()
		faults.Add(instagramtest.Lost("POST /v26.0/*/media_publish"))
		r := s.publish(api, token, k)
		assert.Equal(t, []int{500, 2}, []int{r.status, r.code()})
		assert.Equal(t, true, r.err()["is_transient"])
		require.Len(t, s.Published(s.acme), 1, "it is public all the same")
		post := s.Published(s.acme)[0].ID
		faults.Add(instagramtest.Lost("POST /v26.0/*/comments"))
		assert.Equal(t, 500, s.post(api, token, "/"+post+"/comments", message("first")).status)
		m, _ := s.FindMedia(post)
		assert.Len(t, m.Comments, 1)

		faults.Add(instagramtest.NotFound("GET /v26.0/*", k))
		assert.Equal(t, 33, s.status(api, token, k).subcode())
		assert.Equal(t, 200, s.status(api, token, k).status)
		faults.Add(instagramtest.Answer("GET /**", instagramtest.Error{Code: 4, Message: "(#4) Application request limit reached"}, false))
		assert.Equal(t, 4, s.get(api, token, "/me").code())
		faults.Add(instagramtest.Fault{Kind: instagramtest.Unauthorized})
		assert.Equal(t, 190, s.get(api, token, "/me").code())
		last, _ := s.Host(api).Requests().Last("POST /v26.0/*/media_publish")
		assert.True(t, last.Executed)
		assert.NotEmpty(t, last.Label)
	})
}

func TestVersionsAndParametersThatAreGone(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	r, err := s.send(http.MethodGet, s.Host(il).URL()+"/me?access_token="+s.token, http.Header{}, http.NoBody)
	require.NoError(t, err)
	assert.Equal(t, "v26.0", r.header.Get("Facebook-Api-Version"))
	assert.Equal(t, 100, s.get(il, s.token, "/me?date_format=U").code())
	id, secret := s.Host(il).App()
	assert.NotEmpty(t, id)
	assert.NotEmpty(t, secret)
}
