package graph_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

func TestRequestsOnTheWire(t *testing.T) {
	t.Parallel()
	s := serve(t, always(200, `{"id":"1"}`))
	c := s.client(t)
	do := func(r *graph.Request) seen {
		_, err := c.Do(t.Context(), r, nil)
		require.NoError(t, err)
		return s.last(t)
	}
	params := url.Values{"limit": {"5"}}

	r := get()
	r.Params, r.Fields = params, graph.Fields("id", "name")
	got := do(r)
	assert.Equal(t, "GET /v26.0/1001", got.Method+" "+got.Path)
	assert.Equal(t, url.Values{"limit": {"5"}, "fields": {"id,name"}}, got.Query)
	assert.Equal(t, "Bearer "+fakeToken(), got.Header.Get("Authorization"))
	assert.Equal(t, url.Values{"limit": {"5"}}, params, "the caller's values are left alone")

	got = do(post())
	assert.Equal(t, url.Values{"message": {"Hello"}}, got.Form)
	assert.Empty(t, got.Query)

	r = post()
	r.JSON = map[string]any{"recipient": map[string]string{"id": "7"}}
	got = do(r)
	assert.JSONEq(t, `{"recipient":{"id":"7"}}`, got.Body)
	assert.Equal(t, "application/json", got.Header.Get("Content-Type"))
	assert.Equal(t, url.Values{"message": {"Hello"}}, got.Query)

	got = do(&graph.Request{Op: "x", Method: http.MethodDelete, Path: rest.Path("1", "likes"), Params: params, Class: rest.Idempotent})
	assert.Equal(t, "DELETE /v26.0/1/likes?limit=5", got.Method+" "+got.Path+"?"+got.Query.Encode())

	got = do(&graph.Request{Op: "x", Path: rest.Path("refresh_access_token"), Unversioned: true, NoAuth: true})
	assert.Equal(t, "/refresh_access_token", got.Path)
	assert.Empty(t, got.Header.Get("Authorization"))
}

func TestHosts(t *testing.T) {
	t.Parallel()
	c, err := graph.New(&graph.Config{Network: "instagram", Host: graph.HostInstagram, Version: "v25.0"}, nil)
	require.NoError(t, err)
	q := url.Values{"a": {"b c"}}
	for host, want := range map[graph.Host]string{
		graph.HostClient:         "https://graph.instagram.com/x?a=b+c",
		graph.HostGraph:          "https://graph.facebook.com/x?a=b+c",
		graph.HostVideo:          "https://graph-video.facebook.com/x?a=b+c",
		graph.HostUpload:         "https://rupload.facebook.com/x?a=b+c",
		graph.HostInstagramToken: "https://api.instagram.com/x?a=b+c",
		graph.HostDialog:         "https://www.facebook.com/x?a=b+c",
		graph.HostInstagramLogin: "https://www.instagram.com/x?a=b+c",
	} {
		assert.Equal(t, want, c.Address(host, "/x", q))
	}
	one, err := graph.New(&graph.Config{Network: "facebook"}, &social.Options{BaseURL: "http://127.0.0.1:9/meta/"})
	require.NoError(t, err)
	assert.Equal(t, "http://127.0.0.1:9/meta/v26.0/dialog/oauth", one.Address(graph.HostDialog, "/v26.0/dialog/oauth", nil))
	assert.Equal(t, "http://127.0.0.1:9/meta/x", one.Address(graph.HostUpload, "/x", nil), "one server stands for all")
}

func TestHostsAreAsked(t *testing.T) {
	t.Parallel()
	var asked []string
	c, err := graph.New(&graph.Config{Network: "facebook"}, &social.Options{Retries: -1, HTTPClient: &http.Client{
		Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
			asked = append(asked, r.URL.Host+r.URL.Path)
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
		}),
	}})
	require.NoError(t, err)
	for _, h := range []graph.Host{graph.HostClient, graph.HostVideo, graph.HostInstagramToken} {
		_, err := c.Do(t.Context(), &graph.Request{Op: "x", Host: h, Path: "/1"}, nil)
		require.NoError(t, err)
	}
	assert.Equal(t, []string{"graph.facebook.com/v26.0/1", "graph-video.facebook.com/v26.0/1", "api.instagram.com/v26.0/1"}, asked)
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"26.0", "v26", "latest", "v26.0/../me", "v1.0.0"} {
		_, err := graph.New(&graph.Config{Network: "facebook", Version: version}, nil)
		require.ErrorIs(t, err, social.ErrInvalid, version)
		assert.Equal(t, "Version", socialError(t, err).Field)
	}
	_, err := graph.New(&graph.Config{Network: "facebook"}, &social.Options{BaseURL: "http://%zz"})
	require.ErrorIs(t, err, social.ErrInvalid)
	for field, app := range map[string]graph.App{"App.ID": {Secret: "s"}, "App.Secret": {ID: "1"}} {
		_, err := graph.NewAuth(&graph.AuthConfig{Network: "facebook", App: app}, nil)
		require.ErrorIs(t, err, social.ErrInvalid)
		assert.Equal(t, field, socialError(t, err).Field)
	}
}

func TestRefusedBeforeSending(t *testing.T) {
	t.Parallel()
	s := serve(t, always(200, `{}`))
	c := s.client(t)
	for _, name := range []string{"date_format", "debug", "pretty", "ids"} {
		r := get()
		r.Params = url.Values{name: {"1"}}
		_, err := c.Do(t.Context(), r, nil)
		require.ErrorContains(t, err, "took it away")
		assert.Equal(t, name, socialError(t, err).Field)
	}
	r := get()
	r.Header = http.Header{"If-None-Match": {`"etag"`}}
	_, err := c.Do(t.Context(), r, nil)
	require.ErrorContains(t, err, "conditional")
	for _, name := range []string{"access_token", "input_token", "client_secret", "fb_exchange_token", "appsecret_proof"} {
		r := get()
		r.Params = url.Values{name: {fakeToken()}}
		_, err := c.Do(t.Context(), r, nil)
		require.ErrorIs(t, err, social.ErrInvalid)
		assert.NotContains(t, err.Error(), fakeToken())
	}
	assert.Empty(t, s.all())
}

// The vectors come from another implementation of HMAC-SHA256.
func TestProof(t *testing.T) {
	t.Parallel()
	const (
		plain = "83436bfad5794ee5d00e04f35deb17e5894a4ebab11eabe1be037852ac9c1bd2"
		timed = "029bf34aaf0f546ff087dde576e99628cec4f8dff72fb433239e6f2f4641d8e0"
	)
	at := time.Unix(1763164800, 0)
	assert.Equal(t, plain, graph.Proof(fakeSecret(), fakeToken()))
	assert.Equal(t, timed, graph.TimedProof(fakeSecret(), fakeToken(), at))

	s := serve(t, always(200, `{}`))
	proving := func(cfg *graph.Config, _ *social.Options) { cfg.AppSecret = fakeSecret() }
	c := s.client(t, proving)
	r := get()
	r.Params = url.Values{"limit": {"1"}}
	_, err := c.Do(t.Context(), r, nil)
	require.NoError(t, err)
	assert.Equal(t, url.Values{"limit": {"1"}, "appsecret_proof": {plain}}, s.last(t).Query)
	_, err = c.Do(t.Context(), post(), nil)
	require.NoError(t, err)
	assert.Equal(t, plain, s.last(t).Query.Get("appsecret_proof"))
	assert.Equal(t, "Hello", s.last(t).Form.Get("message"))

	c = s.client(t, proving, func(cfg *graph.Config, _ *social.Options) {
		cfg.TimedProof, cfg.Now = true, func() time.Time { return at }
	})
	_, err = c.Do(t.Context(), get(), nil)
	require.NoError(t, err)
	assert.Equal(t, url.Values{"appsecret_time": {"1763164800"}, "appsecret_proof": {timed}}, s.last(t).Query)

	_, err = c.Do(t.Context(), &graph.Request{Op: "x", Path: "/1", NoAuth: true}, nil)
	require.NoError(t, err)
	assert.Empty(t, s.last(t).Query, "no token, no proof")
}

// A proof belongs to the token of the call, which may be another one each time.
func TestProofFollowsTheToken(t *testing.T) {
	t.Parallel()
	s := serve(t, always(200, `{}`))
	n := 0
	c := s.client(t, func(cfg *graph.Config, _ *social.Options) {
		cfg.AppSecret = fakeSecret()
		cfg.Tokens = sourceFunc(func() (*oauth2.Token, error) {
			n++
			return &oauth2.Token{AccessToken: "token-" + strconv.Itoa(n)}, nil
		})
	})
	for range 2 {
		_, err := c.Do(t.Context(), get(), nil)
		require.NoError(t, err)
		token := s.last(t).Header.Get("Authorization")[len("Bearer "):]
		assert.Equal(t, graph.Proof(fakeSecret(), token), s.last(t).Query.Get("appsecret_proof"))
	}
	assert.GreaterOrEqual(t, n, 2)
}

type sourceFunc func() (*oauth2.Token, error)

func (f sourceFunc) Token() (*oauth2.Token, error) { return f() }
