package rest_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

func TestDryRun(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	var log bytes.Buffer
	c := s.client(t, func(cfg *rest.Config) {
		cfg.Options.DryRun = true
		cfg.Options.Logger = slog.New(slog.NewJSONHandler(&log, nil))
	})
	_, err := c.Do(t.Context(), request(t, rest.Read), nil)
	require.NoError(t, err)
	for _, class := range []rest.Class{rest.Idempotent, rest.Lookup, rest.Unsafe} {
		_, err := c.Do(t.Context(), request(t, class), nil)
		require.ErrorIs(t, err, social.ErrDryRun)
	}
	assert.Equal(t, 1, s.sim.Log().Total(), "only the read went out")
	assert.Contains(t, log.String(), `"op":"items.create","method":"POST","path":"/items","body":"{\"id\":\"\",\"text\":\"a\"}"`)

	secret := "verifier-" + fakeToken()
	_, err = c.Do(t.Context(), &rest.Request{
		Op: "oauth.revoke", Method: http.MethodPost, Path: "/oauth/revoke", Class: rest.Idempotent, Secret: true,
		Body: rest.Form(url.Values{"code_verifier": {secret}}),
	}, nil)
	require.ErrorIs(t, err, social.ErrDryRun)
	assert.NotContains(t, log.String(), secret)

	opened := false
	file := &social.Media{Name: "a.bin", Size: 1 << 20, Open: func() (io.ReadCloser, error) {
		opened = true
		return io.NopCloser(strings.NewReader("")), nil
	}}
	_, err = c.Do(t.Context(), upload("/items", file), nil)
	require.ErrorIs(t, err, social.ErrDryRun)
	assert.False(t, opened)
}
