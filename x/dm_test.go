package x_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
)

func TestDMEvents(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	fan, other := w.person("fan"), w.person("other")
	var want []x.ID
	for i := range 130 {
		from := fan
		if i%10 == 0 {
			from = other
		}
		want = append(want, x.ID(w.srv.DM(from, w.brand, fmt.Sprint("message ", i))))
	}
	var got []x.ID
	var conversation string
	for e, err := range c.DMEvents(t.Context(), nil, nil) {
		require.NoError(t, err)
		got = append([]x.ID{e.ID}, got...)
		require.NotNil(t, e.Sender)
		if e.SenderID == x.ID(fan) {
			conversation = e.ConversationID
		}
	}
	assert.Equal(t, want, got)

	page, err := c.DMEventsPage(t.Context(), &x.DMParams{Types: []x.DMEventType{x.DMParticipantsJoin}}, nil)
	require.NoError(t, err)
	assert.Empty(t, page.Items)
	count := func(seq func(func(*x.DMEvent, error) bool)) int {
		n := 0
		for _, err := range seq {
			require.NoError(t, err)
			n++
		}
		return n
	}
	assert.Equal(t, 13, count(c.DMEventsWith(t.Context(), x.ID(other), nil, nil)))
	assert.Equal(t, 117, count(c.DMEventsIn(t.Context(), conversation, nil, nil)))
	one, err := c.DMEvent(t.Context(), want[3], nil)
	require.NoError(t, err)
	assert.Equal(t, "message 3", one.Text)
	assert.Equal(t, "fan", one.Sender.Username)
	_, err = c.DMEvent(t.Context(), "1", nil)
	require.ErrorIs(t, err, social.ErrNotFound)
	_, err = c.DMEvent(t.Context(), "", nil)
	require.ErrorIs(t, err, social.ErrInvalid)
}

func TestConversations(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	fan, other := w.person("fan"), w.person("other")
	first := w.srv.DM(fan, w.brand, "one")
	w.srv.DM(other, w.brand, "two")
	w.srv.DM(w.brand, other, "three")
	last := w.srv.DM(fan, w.brand, "four")
	var all []*social.Conversation
	for v, err := range c.Conversations(t.Context()) {
		require.NoError(t, err)
		all = append(all, v)
	}
	require.Len(t, all, 2)
	assert.Equal(t, "four", all[0].Last.Text)
	assert.Equal(t, "three", all[1].Last.Text)
	assert.Equal(t, "fan", all[0].With[0].Handle)
	assert.Equal(t, other, all[1].With[0].Ref.ID, "who did not write last is known by the ID")
	require.Len(t, all[1].With, 1)

	for _, ref := range []social.Ref{
		all[0].Ref, accountRef(fan), {Network: "x", Kind: social.RefMessage, ID: first},
	} {
		var ids []string
		for p, err := range c.Messages(t.Context(), ref) {
			require.NoError(t, err)
			assert.Equal(t, social.VisibilityDirect, p.Visibility)
			ids = append(ids, p.Ref.ID)
		}
		assert.Equal(t, []string{last, first}, ids, ref.Kind)
	}
	for _, err := range c.Messages(t.Context(), postRef("1")) {
		require.Error(t, err)
	}
}

func TestOpenDMMedia(t *testing.T) {
	t.Parallel()
	c := streaming(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "/2/dm_conversations/media/1/2/a%2Fb.jpg", r.URL.EscapedPath())
		_, _ = io.WriteString(w, "picture")
	})
	body, err := c.OpenDMMedia(t.Context(), "1", "2", "a/b.jpg")
	require.NoError(t, err)
	data, err := io.ReadAll(body)
	require.NoError(t, err)
	require.NoError(t, body.Close())
	assert.Equal(t, "picture", string(data))
}
