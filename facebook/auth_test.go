package facebook_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/social"
)

// spy notes all that could give a token away: addresses, logs, and what is added by hand.
type spy struct {
	mu   sync.Mutex
	seen bytes.Buffer
	next http.RoundTripper
}

func (s *spy) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen.Write(p)
}

func (s *spy) RoundTrip(r *http.Request) (*http.Response, error) {
	_, _ = fmt.Fprintln(s, r.Method, r.URL.String(), r.Referer())
	return s.next.RoundTrip(r)
}

// options send through the spy and log all to it.
func (s *spy) options(w *world) *social.Options {
	o := w.options()
	s.next = o.HTTPClient.Transport
	o.HTTPClient = &http.Client{Transport: s}
	o.Logger = slog.New(slog.NewJSONHandler(s, &slog.HandlerOptions{Level: slog.LevelDebug}))
	o.Observer = func(c social.Observation) { _, _ = fmt.Fprintf(s, "%+v\n", c) }
	return o
}

func (s *spy) note(err error) { _, _ = fmt.Fprintf(s, "%v %+v\n", err, err) }

// clean fails if a secret was seen.
func (s *spy) clean(t *testing.T, secrets ...string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	text := s.seen.String()
	require.NotEmpty(t, text)
	for _, secret := range secrets {
		require.NotEmpty(t, secret)
		assert.NotContains(t, text, secret)
		assert.NotContains(t, text, url.QueryEscape(secret))
	}
}

// consent sends somebody through the dialog and returns the query that they come back with.
func consent(t *testing.T, login *facebook.Login) url.Values {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, login.URL, http.NoBody)
	require.NoError(t, err)
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	resp, err := (&http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	back, err := url.Parse(resp.Header.Get("Location"))
	require.NoError(t, err)
	return back.Query()
}

// TestLoginToThePage goes from the dialog to a post, and gives no secret away on the way.
func TestLoginToThePage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.srv.RequireProof(true)
	app, owner := w.srv.App(), w.srv.Owner(w.page)
	w.srv.SetConsent(facebooktest.Consent{User: owner, Declined: []string{"read_insights"}})
	watch := &spy{}
	auth, err := facebook.NewAuth(facebook.App{ID: app.ID, Secret: app.Secret}, watch.options(w))
	require.NoError(t, err)
	login, err := auth.StartLogin(&facebook.LoginParams{RedirectURI: "https://acme.example/back", Scopes: facebook.ManagerScopes()})
	require.NoError(t, err)
	dialog, err := url.Parse(login.URL)
	require.NoError(t, err)
	assert.Equal(t, "/"+facebook.DefaultVersion+"/dialog/oauth", dialog.Path)
	assert.Equal(t, strings.Join(facebook.ManagerScopes(), ","), dialog.Query().Get("scope"))
	assert.NotContains(t, login.URL, app.Secret)
	query := consent(t, login)
	code, err := login.Code(query)
	require.NoError(t, err)
	short, err := auth.Exchange(t.Context(), login, code)
	require.NoError(t, err)
	_, again := auth.Exchange(t.Context(), login, code)
	require.ErrorIs(t, again, social.ErrAuth, "a code works once")
	watch.note(again)
	long, err := auth.Extend(t.Context(), short)
	require.NoError(t, err)
	assert.WithinDuration(t, time.Now().AddDate(0, 0, 60), long.Expiry, 24*time.Hour)

	have, err := auth.Permissions(t.Context(), long)
	require.NoError(t, err)
	assert.Equal(t, []string{"read_insights"}, facebook.Granted(have, facebook.ManagerScopes()...))
	info, err := auth.Inspect(t.Context(), long.AccessToken)
	require.NoError(t, err)
	require.NoError(t, info.Err("facebook"))
	assert.Equal(t, app.ID, string(info.AppID))
	info, err = auth.Inspect(t.Context(), "token-that-is-none")
	require.NoError(t, err)
	require.ErrorIs(t, info.Err("facebook"), social.ErrAuth)

	var page *facebook.PageAccount
	for p, err := range auth.Pages(t.Context(), long) {
		require.NoError(t, err)
		page = p
	}
	require.NotNil(t, page)
	assert.Equal(t, w.page, string(page.ID))
	assert.Contains(t, page.Tasks, "CREATE_CONTENT")
	token := page.AccessToken.Token()
	_, _ = fmt.Fprintf(watch, "%v %+v %#v\n", page, page, page.AccessToken)
	packed, err := json.Marshal(page)
	require.NoError(t, err)
	_, _ = watch.Write(packed)
	assert.True(t, token.Expiry.IsZero(), "a Page's token from an extended one has no end")

	c, err := facebook.NewClient(&facebook.Config{
		Page: facebook.ID(w.page), Tokens: oauth2.StaticTokenSource(token), App: facebook.App{ID: app.ID, Secret: app.Secret},
	}, watch.options(w))
	require.NoError(t, err)
	_, err = c.Publish(t.Context(), &social.Draft{Text: "Logged in", Media: []*social.Media{jpeg("a.jpg")}})
	require.NoError(t, err)
	for _, e := range w.srv.Requests().All() {
		for name := range e.Query {
			assert.NotContains(t, []string{"access_token", "client_secret", "fb_exchange_token", "input_token"}, name, "%s %s", e.Method, e.Path)
		}
	}
	watch.clean(t, app.Secret, short.AccessToken, long.AccessToken, token.AccessToken, code)
}

func TestLoginRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	auth, err := facebook.NewAuth(facebook.App{ID: w.srv.App().ID, Secret: w.srv.App().Secret}, w.options())
	require.NoError(t, err)
	login, err := auth.StartLogin(&facebook.LoginParams{RedirectURI: "https://acme.example/back", Scopes: facebook.ScopesFor(facebook.TaskRead)})
	require.NoError(t, err)
	_, err = login.Code(consent(t, login))
	require.ErrorIs(t, err, social.ErrPermission, "nobody was there")
	_, err = login.Code(url.Values{"code": {"c"}, "state": {"forged"}})
	require.ErrorIs(t, err, social.ErrInvalid)
	_, err = facebook.NewAuth(facebook.App{}, nil)
	require.ErrorIs(t, err, social.ErrInvalid)
}

// TestPageTokensRenew has a Page's token end in the middle: it is asked for anew, once, and the call goes through.
func TestPageTokensRenew(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	app := w.srv.App()
	auth, err := facebook.NewAuth(facebook.App{ID: app.ID, Secret: app.Secret}, w.options())
	require.NoError(t, err)
	owner := w.srv.Owner(w.page)
	tokens, err := auth.PageTokens(t.Context(), static(w.srv.UserToken(owner)), facebook.ID(w.page))
	require.NoError(t, err)
	c := w.configured(facebook.Config{Tokens: tokens})
	_, err = c.Publish(t.Context(), &social.Draft{Text: "One"})
	require.NoError(t, err)
	old, err := tokens.Token()
	require.NoError(t, err)
	w.srv.EndToken(old.AccessToken, 460)
	_, err = c.Publish(t.Context(), &social.Draft{Text: "Two"})
	require.NoError(t, err)
	fresh, err := tokens.Token()
	require.NoError(t, err)
	assert.NotEqual(t, old.AccessToken, fresh.AccessToken)
	assert.Equal(t, []string{"One", "Two"}, w.shown())

	w.srv.EndTokens(owner, 458) // the person removed the program: that of the Page cannot be had any more
	_, err = c.Publish(t.Context(), &social.Draft{Text: "Three"})
	require.ErrorIs(t, err, social.ErrAuth)
	assert.ErrorContains(t, err, "log in again")
}

// TestProof is asked for a proof with each call.
func TestProof(t *testing.T) {
	t.Parallel()
	w := newWorld(t, prompt())
	w.srv.RequireProof(true)
	app := w.srv.App()
	_, err := w.client().Page(t.Context())
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.Equal(t, []string{"AppSecret"}, fields(err))
	for _, timed := range []bool{false, true} {
		c := w.configured(facebook.Config{App: facebook.App{ID: app.ID, Secret: app.Secret}, TimedProof: timed})
		for name, draft := range map[string]*social.Draft{
			"text": {Text: fmt.Sprint(timed)}, "photos": {Text: "p", Media: []*social.Media{jpeg("a.jpg"), jpeg("b.jpg")}},
			"video": {Text: "v", Media: []*social.Media{film(9000)}}, "reel": {Text: "r", Format: social.FormatReel, Media: []*social.Media{film(9000)}},
		} {
			_, err := c.Publish(t.Context(), draft)
			require.NoError(t, err, "%s timed=%t", name, timed)
		}
		reports, err := c.PostMetrics(t.Context(), postRef(w.srv.Posts(w.page)[0].ID)) // in a batch
		require.NoError(t, err)
		require.NoError(t, reports[0].Err)
		_, err = w.configured(facebook.Config{App: facebook.App{ID: app.ID, Secret: "another-secret"}, TimedProof: timed}).Page(t.Context())
		require.ErrorIs(t, err, social.ErrInvalid)
	}
}

// TestBusinessPages reads Pages that the dialog did not tick; the simulator has no businesses.
func TestBusinessPages(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answers := map[string]string{
			"/me/businesses":    `{"data":[{"id":"11","name":"Acme Group"}]}`,
			"/11/owned_pages":   `{"data":[{"id":"21","name":"Acme","access_token":"token-` + "21" + `","tasks":["MANAGE"]}]}`,
			"/11/client_pages":  `{"data":[{"id":"22","name":"Client","access_token":"token-` + "22" + `"}]}`,
			"/21":               `{"id":"21","name":"Acme"}`,
			"/oauth/not-called": ``,
		}
		body, ok := answers[strings.TrimPrefix(r.URL.Path, "/"+facebook.DefaultVersion)]
		if !ok || r.Header.Get("Authorization") != "Bearer user-token" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}))
	defer srv.Close()
	auth, err := facebook.NewAuth(facebook.App{ID: "1", Secret: "app-secret"}, &social.Options{BaseURL: srv.URL})
	require.NoError(t, err)
	user := &oauth2.Token{AccessToken: "user-token"}
	var names []string
	for b, err := range auth.Businesses(t.Context(), user) {
		require.NoError(t, err)
		for p, err := range auth.BusinessPages(t.Context(), user, b.ID) {
			require.NoError(t, err)
			names = append(names, b.Name+" "+p.Name+" "+p.AccessToken.Token().AccessToken)
		}
	}
	assert.Equal(t, []string{"Acme Group Acme token-21", "Acme Group Client token-22"}, names)
}

func TestScopes(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{"pages_read_engagement", "pages_read_user_content", "pages_show_list"}, facebook.ScopesFor(facebook.TaskRead))
	for _, task := range []facebook.Task{
		facebook.TaskPublish, facebook.TaskListen, facebook.TaskReply, facebook.TaskMessage, facebook.TaskModerate, facebook.TaskMeasure,
		facebook.TaskProfile,
	} {
		for _, scope := range facebook.ScopesFor(task) {
			assert.Contains(t, facebook.ManagerScopes(), scope)
			assert.Contains(t, facebooktest.Scopes(), scope)
		}
	}
	assert.NotContains(t, facebook.ManagerScopes(), "pages_read_user_engagement", "which guides name, and which does not exist")
}

// TestScopesSuffice does each task with its permissions alone.
func TestScopesSuffice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, prompt())
	with := func(task facebook.Task) *facebook.Client {
		return w.configured(facebook.Config{Tokens: static(w.srv.Token(w.page, facebook.ScopesFor(task)...))})
	}
	for name, draft := range surfaces() {
		_, err := with(facebook.TaskPublish).Publish(t.Context(), draft(1))
		require.NoError(t, err, name)
	}
	post, err := with(facebook.TaskPublish).Publish(t.Context(), &social.Draft{Text: "x", FirstComment: "y"})
	require.NoError(t, err)
	reports, err := with(facebook.TaskMeasure).PostMetrics(t.Context(), post.Ref)
	require.NoError(t, err)
	require.NoError(t, reports[0].Err)
	_, err = with(facebook.TaskProfile).UpdateProfile(t.Context(), &social.ProfileChange{Bio: new("b")})
	require.NoError(t, err)
	_, err = with(facebook.TaskReply).Reply(t.Context(), post.Ref, &social.Draft{Text: "z"})
	require.NoError(t, err)
	reports, err = with(facebook.TaskRead).PostMetrics(t.Context(), post.Ref)
	require.NoError(t, err)
	require.ErrorIs(t, reports[0].Err, social.ErrPermission, "insights need read_insights")
	assert.Contains(t, reports[0].Metrics, social.MetricLikes, "the counters are there")
}
