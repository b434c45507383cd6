package facebook_test

import (
	"bytes"
	"errors"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/social"
)

// TestErrors: what Facebook refuses comes out as one of the sentinels, with its words and what to do.
func TestErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		code, sub int
		message   string
		kind      error
		says      string
	}{
		{190, 460, "Error validating access token", social.ErrAuth, "changed the password"},
		{190, 492, "Error validating access token", social.ErrAuth, "lost their role"},
		{190, 459, "Error validating access token", social.ErrAuth, "facebook.com"},
		{10, 0, "Application does not have permission for this action", social.ErrPermission, "lacks a permission"},
		{200, 0, "Permissions error", social.ErrPermission, ""},
		{100, 0, "Invalid parameter", social.ErrInvalid, ""},
		{100, 33, "Object does not exist", social.ErrNotFound, ""},
		{100, 0, "(#100) No permission to publish the video", social.ErrPermission, ""},
		{104, 0, "Invalid proof", social.ErrInvalid, "secret of the app"},
		{368, 1390008, "Blocked", social.ErrPermission, "wait some hours"},
		{368, 1404112, "Blocked", social.ErrPermission, "wait some hours"},
		{200, 1404078, "PPA", social.ErrPermission, "Page Publishing Authorization"},
		{506, 0, "Duplicate status message", social.ErrDuplicate, ""},
		{1609005, 0, "Error parsing", social.ErrInvalid, "link"},
		{100, 1609008, "facebook.com links", social.ErrInvalid, "link"},
		{803, 0, "Some of the aliases do not exist", social.ErrNotFound, ""},
		{1, 1366046, "Can't read files", social.ErrMedia, ""},
		{389, 0, "Unable to fetch", social.ErrMedia, "robots.txt"},
		{100, 1366051, "already posted", social.ErrDuplicate, ""},
	} {
		w := newWorld(t, nil)
		f := facebooktest.Failing("POST /*/*/feed", facebooktest.Error{Code: test.code, Subcode: test.sub, Message: test.message})
		f.Times = facebooktest.Forever
		w.srv.Faults().Add(f)
		_, err := w.client().Publish(t.Context(), &social.Draft{Text: "x"})
		require.ErrorIs(t, err, test.kind, "%d/%d: %v", test.code, test.sub, err)
		assert.ErrorContains(t, err, test.message)
		assert.ErrorContains(t, err, test.says)
		wire, ok := errors.AsType[*facebook.Error](err)
		require.True(t, ok)
		assert.Equal(t, test.code, wire.Code)
		e, ok := errors.AsType[*social.Error](err)
		require.True(t, ok)
		assert.NotEmpty(t, e.RequestID, "fbtrace_id")
		assert.NotContains(t, err.Error(), w.token)
		assert.Empty(t, w.shown())
	}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for version, warned := range map[string]bool{"": false, "v20.0": true} {
		var log bytes.Buffer
		c := w.configured(facebook.Config{Version: version}, func(o *social.Options) { o.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
		_, err := c.Page(t.Context())
		require.NoError(t, err)
		last, ok := w.srv.Requests().Last("")
		require.True(t, ok)
		want := version
		if want == "" {
			want = facebook.DefaultVersion
		}
		assert.Equal(t, "/"+want+"/"+w.page, last.Path)
		assert.Equal(t, warned, bytes.Contains(log.Bytes(), []byte("level=WARN")), "%s: %s", version, log.String())
	}
	_, err := facebook.NewClient(&facebook.Config{Page: "1", Tokens: static("t"), Version: "26"}, nil)
	require.ErrorIs(t, err, social.ErrInvalid)
}

func TestConfiguration(t *testing.T) {
	t.Parallel()
	for field, cfg := range map[string]*facebook.Config{
		"Config.Tokens": {Page: "1"}, "Config.Page": {Page: "acme", Tokens: static("t")},
	} {
		_, err := facebook.NewClient(cfg, nil)
		require.ErrorIs(t, err, social.ErrInvalid)
		assert.Equal(t, []string{field}, fields(err))
	}
	_, err := facebook.NewClient(nil, nil)
	require.ErrorIs(t, err, social.ErrInvalid)
	c, err := facebook.New("1", static("t"), nil)
	require.NoError(t, err)
	assert.Equal(t, "facebook", c.Network())
	assert.Equal(t, facebook.ID("1"), c.PageID())
}

// TestDo reaches what has no method, and takes no parameter that Meta took away, and no token.
func TestDo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	var got struct{ Name string }
	require.NoError(t, c.Do(t.Context(), "", "/"+w.page, map[string][]string{"fields": {"name"}}, nil, &got))
	assert.Equal(t, "Acme", got.Name)
	for name, kind := range map[string]error{
		"date_format": errors.ErrUnsupported, "debug": errors.ErrUnsupported, "pretty": errors.ErrUnsupported, "ids": errors.ErrUnsupported,
		"access_token": social.ErrInvalid,
	} {
		err := c.Do(t.Context(), "", "/"+w.page, map[string][]string{name: {"1"}}, nil, nil)
		require.ErrorIs(t, err, kind, name)
		assert.Equal(t, []string{name}, fields(err))
	}
	require.NoError(t, c.Do(t.Context(), "POST", "/"+w.page+"/feed", map[string][]string{"message": {"By hand"}}, nil, nil))
	assert.Equal(t, []string{"By hand"}, w.shown())
	w.srv.Faults().Add(facebooktest.Fault{Kind: facebooktest.CutAfter, Match: "POST /*/*/feed"})
	err := c.Do(t.Context(), "POST", "/"+w.page+"/feed", map[string][]string{"message": {"Lost"}}, nil, nil)
	require.ErrorIs(t, err, social.ErrUncertain)
	assert.Equal(t, []string{"By hand", "Lost"}, w.shown())
}
