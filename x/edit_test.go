package x_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x/xtest"
)

// TestEditRefusesBeforeSending tells what X would refuse from what it says of the post.
func TestEditRefusesBeforeSending(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.premium()
	late := newWorld(t, &xtest.Options{EditWindow: time.Nanosecond})
	late.premium()
	fan := w.person("fan")
	worn := w.srv.Post(w.brand, "Version 0", nil)
	for i := range 5 {
		post, err := w.client().Edit(t.Context(), postRef(worn), &social.Change{Text: new(fmt.Sprint("Version ", i+1))})
		require.NoError(t, err)
		assert.NotEqual(t, worn, post.Ref.ID, "each version has an ID")
		worn = post.Ref.ID
	}
	before, lateBefore := w.writes(), late.writes()
	for name, tc := range map[string]struct {
		w     *world
		id    string
		kind  error
		words string
	}{
		"somebody else's":        {w, w.srv.Post(fan, "Mine", nil), social.ErrPermission, "somebody else"},
		"a poll":                 {w, w.srv.Post(w.brand, "Vote", &xtest.PostOptions{PollOptions: []string{"a", "b"}}), errors.ErrUnsupported, "poll"},
		"an answer to others":    {w, w.srv.Reply(w.brand, w.srv.Post(fan, "Hm @acme", nil), "Hm", nil), errors.ErrUnsupported, "answers somebody else"},
		"a repost":               {w, w.srv.Repost(w.brand, w.srv.Post(fan, "Good", nil)), errors.ErrUnsupported, "of a kind"},
		"edited often":           {w, worn, social.ErrPermission, "as often"},
		"too old":                {late, late.srv.Post(late.brand, "Old", nil), social.ErrPermission, "too old"},
		"not there":              {w, "1999999999999999999", social.ErrNotFound, ""},
		"too old, and not there": {late, "1999999999999999999", social.ErrNotFound, ""},
	} {
		_, err := tc.w.client().Edit(t.Context(), postRef(tc.id), &social.Change{Text: new("Better")})
		require.ErrorIs(t, err, tc.kind, name)
		require.ErrorContains(t, err, tc.words, name)
	}
	assert.Equal(t, before, w.writes(), "an edit is billed")
	assert.Equal(t, lateBefore, late.writes())
}
