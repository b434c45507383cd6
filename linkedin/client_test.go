package linkedin_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for field, cfg := range map[string]*linkedin.Config{
		"Config.Tokens":  {},
		"Config.Author":  {Tokens: static("token-1"), Author: "urn:li:share:1"},
		"Config.Version": {Tokens: static("token-1"), Version: "2026-09"},
		"Config.WebURL":  {Tokens: static("token-1"), WebURL: "://"},
	} {
		_, err := linkedin.NewClient(cfg, nil)
		require.ErrorIs(t, err, social.ErrInvalid, field)
		assert.Equal(t, field, social.Problems(err)[0].Field)
	}
	_, err := linkedin.New("", nil, nil)
	require.ErrorIs(t, err, social.ErrInvalid)
	c, err := linkedin.New(linkedin.Organization("1"), static("token-1"), nil)
	require.NoError(t, err)
	assert.Equal(t, "linkedin", c.Network())
}

func TestAuthor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	author, err := w.client().Author(t.Context())
	require.NoError(t, err)
	assert.Equal(t, w.acme, string(author))
	assert.Empty(t, w.srv.Requests().All(), "it is configured")
	for _, c := range []*linkedin.Client{w.sharer(), w.configured(linkedin.Config{Tokens: static(w.srv.Token(w.ann))})} {
		for range 2 {
			author, err = c.Author(t.Context())
			require.NoError(t, err)
			assert.Equal(t, w.ann, string(author))
		}
	}
	assert.Len(t, w.srv.Requests().All(), 3, "userinfo for one, userinfo and me for the other, each once")

	for _, scope := range []string{"rw_organization_admin", "r_organization_admin"} {
		author, err = w.configured(linkedin.Config{Tokens: static(w.srv.Token(w.ann, scope))}).Author(t.Context())
		require.NoError(t, err, "it is the member who has the roles")
		assert.Equal(t, w.ann, string(author))
	}
	c := w.configured(linkedin.Config{Tokens: static(w.srv.Token(w.srv.CreateMember("Cy", "Roe"), "rw_organization_admin"))})
	_, err = c.Author(t.Context())
	require.ErrorIs(t, err, social.ErrPermission, "a member without roles")
	c = w.configured(linkedin.Config{Tokens: static(w.srv.ShareToken(w.ann, "w_member_social"))})
	_, err = c.Author(t.Context())
	require.ErrorIs(t, err, social.ErrPermission)
	assert.ErrorContains(t, err, "openid")
}

// TestVersionSunset: a pinned version that has ended is an error of its own.
func TestVersionSunset(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.srv.SunsetVersion(linkedin.DefaultVersion)
	_, err := w.client().Do(t.Context(), linkedin.MethodGet, "/rest/me", "", nil, nil)
	require.ErrorIs(t, err, linkedin.ErrVersion)
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.ErrorContains(t, err, "Config.Version")
	assert.Len(t, w.srv.Requests().All(), 1, "repeating is of no use")
	newer := w.configured(linkedin.Config{Tokens: static(w.srv.Token(w.ann)), Version: "202610"})
	_, err = newer.Do(t.Context(), linkedin.MethodGet, "/rest/me", "", nil, nil)
	require.NoError(t, err)
}

func TestSunsetOf(t *testing.T) {
	t.Parallel()
	end, ok := linkedin.SunsetOf("202609")
	assert.True(t, ok)
	assert.Equal(t, time.Date(2027, 9, 15, 0, 0, 0, 0, time.UTC), end)
	for _, v := range []string{"", "2026", "202613", "v26.0", "2026091"} {
		_, ok := linkedin.SunsetOf(v)
		assert.False(t, ok, v)
	}
}

func TestWarningOfSunset(t *testing.T) {
	t.Parallel()
	for days, warned := range map[int]bool{-70: false, -50: true, 1: true} {
		w := newWorld(t, nil)
		var log bytes.Buffer
		c := w.client(func(o *social.Options) { o.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
		end, _ := linkedin.SunsetOf(linkedin.DefaultVersion)
		linkedin.SetClock(c, func() time.Time { return end.AddDate(0, 0, days) })
		for range 2 {
			_, err := c.Do(t.Context(), linkedin.MethodGet, "/rest/me", "", nil, nil)
			require.NoError(t, err)
		}
		assert.Equal(t, warned, strings.Count(log.String(), "LinkedIn's API") == 1, "%d days: %s", days, log.String())
	}
}

// TestTunnel: a query that is too long for an address goes in the body, and with it what was there.
func TestTunnel(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	ids := make([]string, 300)
	for i := range ids {
		ids[i] = "urn:li:share:" + strings.Repeat("7", 10+i%9)
	}
	ids[0] = w.srv.Post(w.acme, "hello", nil)
	var out struct {
		Results map[string]struct {
			ID string `json:"id"`
		} `json:"results"`
		Errors map[string]any `json:"errors"`
	}
	_, err := c.Do(t.Context(), linkedin.MethodBatchGet, "/rest/posts", "ids="+linkedin.EncodeList(ids...), nil, &out)
	require.NoError(t, err)
	require.Len(t, out.Results, 1)
	for _, p := range out.Results {
		assert.Equal(t, ids[0], p.ID)
	}
	assert.NotEmpty(t, out.Errors)
	r := w.srv.Requests().All()[0]
	assert.Equal(t, http.MethodPost, r.Method)

	_, err = c.Do(t.Context(), linkedin.MethodAction, "/rest/images", "action=initializeUpload&fields="+strings.Repeat("x,", 2500),
		map[string]any{"initializeUploadRequest": map[string]string{"owner": w.acme}}, nil)
	require.NoError(t, err, "a body beside the query")
	assert.Len(t, w.srv.Assets(w.acme), 1)
}

func TestDoCreates(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{Traps: linkedintest.Traps{EncodedIDs: true}})
	id, err := w.client().Do(t.Context(), linkedin.MethodCreate, "/rest/posts", "", map[string]any{
		"author": w.acme, "commentary": "hello", "visibility": "PUBLIC", "lifecycleState": "PUBLISHED",
		"distribution": map[string]string{"feedDistribution": "MAIN_FEED"},
	}, nil)
	require.NoError(t, err)
	require.Len(t, w.srv.Posts(w.acme), 1)
	assert.Equal(t, w.srv.Posts(w.acme)[0].URN, id)
}

// TestGuard: writes go to the expected account only, and nowhere if that cannot be found out.
func TestGuard(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	stranger := w.srv.CreateMember("Bob", "Ray")
	other := w.srv.CreateOrganization("Other", stranger)
	expect := func(account string) func(*social.Options) {
		return func(o *social.Options) { o.ExpectAccount = account }
	}
	own := func(author, token string) linkedin.Config {
		return linkedin.Config{Author: linkedin.URN(author), Tokens: static(token)}
	}
	full := w.srv.Token(w.ann)
	for _, c := range []struct {
		name   string
		cfg    linkedin.Config
		expect string
		kind   error
		says   string
	}{
		{"page by ID", own(w.acme, full), linkedintest.ID(w.acme), nil, ""},
		{"page by URN", own(w.acme, full), w.acme, nil, ""},
		{"member", own("", full), w.ann, nil, ""},
		{"another page", own(w.acme, full), other, social.ErrWrongAccount, "expected"},
		{"no role", own(other, full), other, social.ErrWrongAccount, "no role"},
		{"another member", own(stranger, full), stranger, social.ErrWrongAccount, "belongs to"},
		{"another member, though the token's is expected", own(stranger, full), w.ann, social.ErrWrongAccount, "acts for"},
		{"page, not allowed to ask", own(w.acme, w.srv.Token(w.ann, "w_organization_social")), w.acme, social.ErrPermission, "rw_organization_admin"},
		{"member, not allowed to ask", own(w.ann, w.srv.ShareToken(w.ann, "w_member_social")), w.ann, social.ErrPermission, "openid"},
	} {
		before := len(w.srv.Requests().Find("POST /rest/images"))
		_, err := w.configured(c.cfg, expect(c.expect)).Do(t.Context(), linkedin.MethodAction, "/rest/images", "action=initializeUpload",
			map[string]any{"initializeUploadRequest": map[string]any{"owner": orElse(string(c.cfg.Author), w.ann)}}, nil)
		if c.kind == nil {
			require.NoError(t, err, c.name)
			continue
		}
		require.ErrorIs(t, err, c.kind, c.name)
		assert.ErrorContains(t, err, c.says, c.name)
		assert.Len(t, w.srv.Requests().Find("POST /rest/images"), before, c.name)
	}
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// TestDryRun: reads go out, writes do not.
func TestDryRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client(func(o *social.Options) { o.DryRun = true })
	_, err := c.Do(t.Context(), linkedin.MethodCreate, "/rest/posts", "", map[string]any{}, nil)
	require.ErrorIs(t, err, social.ErrDryRun)
	_, err = c.Do(t.Context(), linkedin.MethodGet, "/rest/me", "", nil, nil)
	require.NoError(t, err, "reads go out")
}
