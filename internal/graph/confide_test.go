package graph_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// refresh is the request of an endpoint of which Meta documents only the GET.
func refresh() *graph.Request {
	return &graph.Request{
		Op: "oauth.refresh", Path: rest.Path("refresh_access_token"), Unversioned: true,
		Params: url.Values{"grant_type": {"ig_refresh_token"}, "access_token": {fakeToken()}},
	}
}

func TestConfideUsesTheBody(t *testing.T) {
	t.Parallel()
	s := serve(t, always(200, `{"access_token":"x"}`))
	c := s.client(t)
	r := refresh()
	_, err := c.Confide(t.Context(), r, nil)
	require.NoError(t, err)
	got := s.last(t)
	assert.Equal(t, "POST /refresh_access_token", got.Method+" "+got.Path)
	assert.Empty(t, got.Query)
	assert.Equal(t, url.Values{"grant_type": {"ig_refresh_token"}, "access_token": {fakeToken()}, "method": {"GET"}}, got.Form)
	assert.Len(t, r.Params, 2, "the caller's values are left alone")
}

func TestConfideFallsBackToWhatIsDocumented(t *testing.T) {
	t.Parallel()
	for _, refusal := range []struct {
		status int
		body   string
	}{
		{400, `{"error":{"message":"Unsupported post request. Object with ID 'x' does not exist","type":"GraphMethodException","code":100,"error_subcode":33}}`},
		{400, `{"error":{"message":"Unsupported post request","type":"IGApiException","code":100}}`},
		{400, `{"error":{"message":"Unsupported request - method type: post","type":"IGApiException","code":100}}`},
		{404, `<html>`}, {405, ``},
	} {
		s := serve(t, func(_ int, r *seen) (int, string) {
			if r.Method == http.MethodPost {
				return refusal.status, refusal.body
			}
			return 200, `{"access_token":"x"}`
		})
		c := s.client(t)
		for range 2 {
			_, err := c.Confide(t.Context(), refresh(), nil)
			require.NoError(t, err)
		}
		require.Len(t, s.all(), 3, "what was found out is remembered")
		assert.Equal(t, url.Values{"grant_type": {"ig_refresh_token"}, "access_token": {fakeToken()}}, s.last(t).Query)
	}
	s := serve(t, always(400, failure(190, 463)))
	_, err := s.client(t).Confide(t.Context(), refresh(), nil)
	require.ErrorIs(t, err, social.ErrAuth)
	assert.Len(t, s.all(), 1, "a refusal is a refusal")
}

// TestConfideFollowsMeta goes back to the body where an endpoint stops taking what it took before.
func TestConfideFollowsMeta(t *testing.T) {
	t.Parallel()
	refused := http.MethodPost
	s := serve(t, func(n int, r *seen) (int, string) {
		if n == 3 {
			refused = http.MethodGet
		}
		if r.Method == refused {
			return 400, `{"error":{"message":"Unsupported request - method type: ` + strings.ToLower(refused) + `","type":"IGApiException","code":100}}`
		}
		return 200, `{"access_token":"x"}`
	})
	c := s.client(t)
	for range 3 {
		_, err := c.Confide(t.Context(), refresh(), nil)
		require.NoError(t, err)
	}
	var methods []string
	for _, r := range s.all() {
		methods = append(methods, r.Method)
	}
	assert.Equal(t, []string{"POST", "GET", "GET", "POST", "POST"}, methods)
}

// everyForm is an error in all the ways in which a program may write it down, its causes included.
func everyForm(err error) string {
	var b strings.Builder
	for e := err; e != nil; e = errors.Unwrap(e) {
		data, _ := json.Marshal(e)
		fmt.Fprintf(&b, "%s\n%+v\n%#v\n%s\n", e, e, e, data)
	}
	for _, e := range social.Problems(err) {
		data, _ := json.Marshal(e) //nolint:musttag // what a program might do all the same
		fmt.Fprintf(&b, "%+v %#v %s %+v %#v\n", *e, *e, data, e.Err, e.Err)
		if wire, ok := errors.AsType[*graph.Error](e); ok {
			fmt.Fprintf(&b, "%+v %#v\n", *wire, *wire)
		}
	}
	return b.String()
}

// TestSecretsAppearNowhere lets servers repeat what they were sent, in every form of an answer, and looks for it in
// errors, logs, observations and addresses.
func TestSecretsAppearNowhere(t *testing.T) {
	t.Parallel()
	const placeholder = "SECRET" // stands for the app's secret where it was sent
	echo := fmt.Sprintf("Malformed access token %s or %s", fakeToken(), placeholder)
	bodies := []struct {
		status int
		body   string
	}{
		{400, `{"error":{"message":"` + echo + `","type":"OAuthException","code":190,"error_user_msg":"` + echo + `","error_data":{"blame_field_specs":[["` + fakeToken() + `"]]}}}`},
		{500, echo}, {502, "<html>" + echo}, {405, echo}, {404, echo}, {200, "<html>" + echo}, {200, `["` + fakeToken() + `"]`}, {200, `{"id":["` + fakeToken() + `"`},
	}
	var mu sync.Mutex
	var all strings.Builder
	note := func(s string) {
		mu.Lock()
		defer mu.Unlock()
		all.WriteString(s)
	}
	urls := 0
	for _, b := range bodies {
		var log bytes.Buffer
		s := serveHTTP(t, func(w http.ResponseWriter, _ int, r *seen) {
			say := func(text string) string { return text }
			if r.Form.Has("client_secret") || r.Query.Has("client_secret") {
				say = func(text string) string { return strings.ReplaceAll(text, placeholder, fakeSecret()) }
			}
			if r.Query.Has("client_secret") {
				urls++ // the documented way has it in the address
			} else {
				note(r.Path + "?" + r.Query.Encode())
			}
			w.Header().Set("WWW-Authenticate", say("OAuth "+echo))
			w.WriteHeader(b.status)
			_, _ = w.Write([]byte(say(b.body)))
		})
		o := s.options(t)
		o.Logger = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		o.Observer = func(o social.Observation) { note(fmt.Sprintf("%+v", o) + everyForm(o.Err)) }
		c, err := graph.New(&graph.Config{Network: "facebook", AppSecret: fakeSecret(), Budgets: graph.Budgets{UseCase: graph.UseNothing},
			Tokens: oauth2.StaticTokenSource(&oauth2.Token{AccessToken: fakeToken()})}, o)
		require.NoError(t, err)
		nobody, err := graph.New(&graph.Config{Network: "facebook"}, o)
		require.NoError(t, err)
		secret := url.Values{"client_secret": {fakeSecret()}, "access_token": {fakeToken()}}
		for _, call := range []func() error{
			func() error { _, err := c.Do(t.Context(), get(), new(thing)); return err },
			func() error { _, err := c.Do(t.Context(), post(), new(thing)); return err },
			func() error {
				_, err := nobody.Confide(t.Context(), &graph.Request{Op: "o", Path: "/oauth", Params: secret, Class: rest.Unsafe, Method: http.MethodPost}, new(thing))
				return err
			},
			func() error {
				_, err := nobody.Confide(t.Context(), &graph.Request{Op: "o", Path: "/refresh", Params: secret}, new(thing))
				return err
			},
			func() error {
				results, err := c.Batch(t.Context(), &graph.Batch{Op: "b", Items: reads(1)})
				return errors.Join(err, results[0].Err)
			},
		} {
			err := call()
			require.Error(t, err, b.body)
			note(everyForm(err))
		}
		note(log.String())
	}
	text := all.String()
	assert.Greater(t, len(text), 10_000)
	assert.Positive(t, urls, "the way by the query was among them")
	assert.Contains(t, text, "[redacted]")
	for _, secret := range []string{fakeToken(), fakeSecret()} {
		if i := strings.Index(text, secret); i >= 0 {
			assert.Fail(t, "holds a secret", text[max(0, i-300):min(len(text), i+100)])
		}
	}
}
