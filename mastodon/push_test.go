package mastodon_test

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

func pushParams(t *testing.T) *mastodon.PushParams {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	require.NoError(t, err)
	return &mastodon.PushParams{
		Endpoint: "https://push.example/1", Key: key.PublicKey(), Auth: []byte("sixteen bytes ok"),
		PushData: mastodon.PushData{Alerts: map[mastodon.NotificationType]bool{mastodon.NotifyMention: true}, Policy: "followed"},
	}
}

func TestPushSubscription(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c := t.Context(), w.client()
	_, err := c.PushSubscription(ctx)
	require.ErrorIs(t, err, social.ErrNotFound)
	p := pushParams(t)
	p.Standard = true
	made, err := c.CreatePushSubscription(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, p.Endpoint, made.Endpoint)
	assert.True(t, made.Standard)
	assert.True(t, bool(made.Alerts[mastodon.NotifyMention]))
	changed, err := c.UpdatePushSubscription(ctx, &mastodon.PushData{Alerts: map[mastodon.NotificationType]bool{mastodon.NotifyFollow: true}})
	require.NoError(t, err)
	assert.True(t, bool(changed.Alerts[mastodon.NotifyFollow]))
	require.NoError(t, c.DeletePushSubscription(ctx))
	_, err = c.PushSubscription(ctx)
	require.ErrorIs(t, err, social.ErrNotFound)
}

func TestPushRequest(t *testing.T) {
	t.Parallel()
	rec, c := newRecorder(t)
	p := pushParams(t)
	_, err := c.CreatePushSubscription(t.Context(), p)
	require.NoError(t, err)
	_, body, _ := strings.Cut(rec.take()[0], "/subscription ")
	var sent struct {
		Subscription struct {
			Keys struct {
				P256DH string `json:"p256dh"`
				Auth   string `json:"auth"`
			} `json:"keys"`
			Standard *bool `json:"standard"`
		} `json:"subscription"`
		Data struct {
			Alerts map[string]bool `json:"alerts"`
			Policy string          `json:"policy"`
		} `json:"data"`
	}
	require.NoError(t, json.Unmarshal([]byte(body), &sent))
	key, err := base64.RawURLEncoding.DecodeString(sent.Subscription.Keys.P256DH)
	require.NoError(t, err)
	assert.Equal(t, p.Key.Bytes(), key)
	auth, err := base64.RawURLEncoding.DecodeString(sent.Subscription.Keys.Auth)
	require.NoError(t, err)
	assert.Equal(t, p.Auth, auth)
	assert.Nil(t, sent.Subscription.Standard)
	assert.Equal(t, map[string]bool{"mention": true}, sent.Data.Alerts)
	assert.Equal(t, "followed", sent.Data.Policy)
}

func TestPushIsChecked(t *testing.T) {
	t.Parallel()
	rec, c := newRecorder(t)
	other, err := ecdh.X25519().GenerateKey(rand.Reader)
	require.NoError(t, err)
	for field, change := range map[string]func(*mastodon.PushParams){
		"Endpoint": func(p *mastodon.PushParams) { p.Endpoint = "http://push.example" },
		"Key":      func(p *mastodon.PushParams) { p.Key = other.PublicKey() },
		"Auth":     func(p *mastodon.PushParams) { p.Auth = p.Auth[1:] },
	} {
		p := pushParams(t)
		change(p)
		_, err := c.CreatePushSubscription(t.Context(), p)
		requireField(t, err, social.ErrInvalid, field)
	}
	assert.Empty(t, rec.take())
	g := newWorld(t, &mastodontest.Options{Flavour: mastodontest.GoToSocial})
	p := pushParams(t)
	p.Standard = true
	_, err = g.client().CreatePushSubscription(t.Context(), p)
	requireField(t, err, errors.ErrUnsupported, "Standard")
}
