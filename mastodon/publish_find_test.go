package mastodon_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

// TestPublishIsNotTakenForAnotherQuote loses a status that quotes one post, while another program has just said the
// same of another post.
func TestPublishIsNotTakenForAnotherQuote(t *testing.T) {
	t.Parallel()
	for _, kind := range []mastodontest.FaultKind{mastodontest.CutBefore, mastodontest.CutAfter} {
		w := newWorld(t, &mastodontest.Options{IgnoreIdempotencyKey: true})
		ann := w.person("ann")
		first, second := w.srv.Post(ann, "First.", nil), w.srv.Post(ann, "Second.", nil)
		_, err := w.client().Publish(t.Context(), &social.Draft{Text: "Look!", Quote: postRef(first.ID)})
		require.NoError(t, err)
		w.srv.Faults().Add(mastodontest.Fault{Kind: kind, Match: "POST /api/v1/statuses"})
		post, err := w.client().Publish(t.Context(), &social.Draft{Text: "Look!", Quote: postRef(second.ID)})
		require.NoError(t, err)
		assert.Equal(t, second.ID, post.Quote.ID)
		assert.Len(t, w.written(), 2)
	}
}

// TestEditKeepsEndlessPoll edits a status whose poll has no end, as GoToSocial and Pleroma have them.
func TestEditKeepsEndlessPoll(t *testing.T) {
	t.Parallel()
	var sent struct {
		Poll map[string]any `json:"poll"`
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case strings.HasSuffix(r.URL.Path, "/source"):
			_, _ = io.WriteString(w, `{"id":"1","text":"Which?"}`)
		case r.Method == http.MethodPut:
			assert.NoError(t, json.NewDecoder(r.Body).Decode(&sent))
			fallthrough
		default:
			_, _ = io.WriteString(w, `{"id":"1","poll":{"id":"2","expires_at":null,"options":[{"title":"a","votes_count":1},{"title":"b","votes_count":0}]}}`)
		}
	}))
	t.Cleanup(srv.Close)
	c, err := mastodon.New(srv.URL, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "any"}), &social.Options{HTTPClient: srv.Client()})
	require.NoError(t, err)
	_, err = c.Edit(t.Context(), postRef("1"), &social.Change{Text: new("Which one?")})
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"options": []any{"a", "b"}, "expires_in": 0.0, "multiple": false, "hide_totals": false}, sent.Poll)
}

// TestPublishIsNotTakenForAnotherTime loses a scheduled status, while another program has scheduled the same words for
// another time.
func TestPublishIsNotTakenForAnotherTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &mastodontest.Options{IgnoreIdempotencyKey: true})
	at := time.Now().Add(time.Hour).Truncate(time.Second)
	_, err := w.client().Publish(t.Context(), &social.Draft{Text: "Later.", At: at})
	require.NoError(t, err)
	w.srv.Faults().Add(mastodontest.Fault{Kind: mastodontest.CutBefore, Match: "POST /api/v1/statuses"})
	post, err := w.client().Publish(t.Context(), &social.Draft{Text: "Later.", At: at.Add(time.Hour)})
	require.NoError(t, err)
	assert.True(t, post.Time.Equal(at.Add(time.Hour)), post.Time)
	assert.Len(t, w.srv.Scheduled(w.brand), 2)
}
